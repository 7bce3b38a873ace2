import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Resolve, resolveHost, type Target, WebhookRefused, webhookTarget } from './webhook-address.ts';

/** How long looking up, connecting, sending and answering may take together: robots answer within a second. */
const patience = 5_000;
/** Bytes of an answer that are read: a robot's error is one short line; nobody may make us read for ever. */
const answerLimit = 4_096;

/** The other side did not take a message. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  /** Asking again will not help: the address is wrong, or the message. */
  readonly lasting: boolean;
  /** What the other side's Retry-After asked for; undefined where it did not. */
  readonly retryAfter: string | undefined;

  constructor(why: string, lasting: boolean, retryAfter?: string) {
    super(why);
    this.lasting = lasting;
    this.retryAfter = retryAfter;
  }
}

/** What posting needs. */
export type PostOptions = {
  /** See {@link webhookTarget}. */
  allowLoopback: boolean;
  /** Resolves hosts; the system's resolver where left out. */
  resolve?: Resolve;
  /** Milliseconds for the whole of it; 5,000 where left out. */
  timeout?: number;
};

/** Statuses that may pass by themselves, besides all of 5xx: too slow, too early, too many. */
const passing = [408, 425, 429];

/**
 * Posts JSON to an address outside of the house, and nowhere else: see {@link webhookTarget}. Redirects are not followed.
 *
 * @returns the first 4 KB of an answer of 2xx
 * @throws NotTaken for everything else, without the address, which may hold a token
 */
export const postJson = async (
  address: string,
  body: string,
  headers: Record<string, string>,
  { allowLoopback, resolve = resolveHost, timeout = patience }: PostOptions,
): Promise<string> => {
  const signal = AbortSignal.timeout(timeout);
  let answer: Answer;
  try {
    const target = await webhookTarget(address, allowLoopback, (host) =>
      Promise.race([resolve(host), aborted(signal)]),
    );
    answer = await post(target, body, signal, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    });
  } catch (error) {
    if (error instanceof WebhookRefused) throw new NotTaken(error.message, true);
    const code = (error as NodeJS.ErrnoException).code;
    throw new NotTaken(signal.aborted ? 'gave no answer in time' : `cannot be reached (${code ?? 'unknown'})`, false);
  }
  const { status, text, retryAfter } = answer;
  if (status >= 200 && status <= 299) return text;
  throw new NotTaken(`answered ${status}`, status < 500 && !passing.includes(status), retryAfter);
};

type Answer = { status: number; text: string; retryAfter: string | undefined };

/** Rejects when the time is up: the system's resolver knows no time limit of ours. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const post = (target: Target, body: string, signal: AbortSignal, headers: Record<string, string>) =>
  new Promise<Answer>((resolve, reject) => {
    const send = target.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(target.url, {
      method: 'POST',
      headers,
      agent: false,
      signal,
      // The address that was checked, and no other: the name is not looked up again.
      lookup: (_host, options, done) => {
        if (options.all) done(null, [{ address: target.address, family: target.family }]);
        else done(null, target.address, target.family);
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      let text = '';
      const finish = () => {
        resolve({ status, text, retryAfter: response.headers['retry-after'] });
        request.destroy();
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > answerLimit) finish();
      });
      response.on('end', finish);
      response.on('error', reject);
    });
    request.end(body);
  });
