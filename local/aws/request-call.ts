import type { IncomingMessage } from 'node:http';
import type { Call } from './actions.ts';
import { AwsError, type Service } from './errors.ts';
import { s3Call } from './s3-call.ts';

/** DynamoDB takes no request above 16 MB; the others less. */
const BODY_BYTES = 16 * 1024 * 1024;

/** The call of a request to S3; its body is left unread. */
export const objectCall = (request: IncomingMessage): Call => {
  const call = s3Call(request);
  return { service: 's3', operation: call.operation, input: {}, s3: call };
};

/** The call of a request to any other service, whose body says it. */
export const bodyCall = async (service: Service, request: IncomingMessage): Promise<Call> => {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > BODY_BYTES) throw new AwsError('RequestEntityTooLarge', 413, 'The request is above 16 MB');
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString();
  if (service === 'sns') {
    const input = Object.fromEntries(new URLSearchParams(text));
    return { service, operation: input.Action ?? '', input };
  }
  const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
  try {
    return { service, operation, input: JSON.parse(text) as Record<string, unknown> };
  } catch {
    throw new AwsError('SerializationException', 400, 'The body is not JSON');
  }
};
