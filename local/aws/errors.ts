/** An error that AWS would answer: its code, HTTP status and words. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the answer, as the service words them. */
  readonly detail: Record<string, unknown>;

  constructor(code: string, status: number, message: string, detail: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/** An operation, header or option that the embedded AWS does not have: refused by name, never half done. */
export const notHere = (what: string): AwsError =>
  new AwsError('NotImplemented', 501, `the embedded AWS does not know ${what}`);

/** Services that the gateway answers for, by their name in SigV4 credential scopes. */
export type Service = 's3' | 'dynamodb' | 'sqs' | 'sns' | 'secretsmanager' | 'events';

/** An answer with its body complete. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

/** Escapes text for XML. Characters that XML cannot hold become `?`; keys with them come URL-encoded when asked for. */
export const xml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll(/[^\t\n\u0020-\uffff]/g, '?');

/** Words an error the way the service's protocol does. */
export const errorAnswer = (service: Service, { code, status, message, detail }: AwsError): Answer => {
  if (service === 's3') {
    const members = `<Code>${xml(code)}</Code><Message>${xml(message)}</Message>`;
    return {
      status,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?><Error>${members}</Error>`,
    };
  }
  if (service === 'sns') {
    const members = `<Type>Sender</Type><Code>${xml(code)}</Code><Message>${xml(message)}</Message>`;
    return {
      status,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse><Error>${members}</Error></ErrorResponse>`,
    };
  }
  const body = {
    __type: `${service === 'dynamodb' ? 'com.amazonaws.dynamodb.v20120810#' : ''}${code}`,
    message,
    ...detail,
  };
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
};
