import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import * as z from 'zod';
import type { DigestChannel, Outgoing } from './channels.ts';
import { type Resolve, resolveHost, type Target, webhookTarget } from './webhook-address.ts';

/** How long connecting, sending and answering may take together: robots answer within a second. */
const timeout = 5_000;
/** Bytes of an answer that are read: a robot's error is one short line; nobody may make us read for ever. */
const answerLimit = 4_096;

/** What a webhook channel needs. */
export type WebhookOptions = {
  /** Signs bodies. */
  secret: () => Promise<string>;
  /** Milliseconds since 1970: receivers refuse a signature that is old. */
  now: () => number;
  /** See {@link webhookTarget}. */
  allowLoopback: boolean;
  /** Resolves hosts; the system's resolver where left out. */
  resolve?: Resolve;
  /** Milliseconds for the whole request; 5,000 where left out. */
  timeout?: number;
};

/** Robots of chat services say 200 and put their refusal in the body. */
const robotAnswer = z.object({ errcode: z.number() });

/**
 * Posts the digest to the agent's own address. The body is the text message that chat robots take (`msgtype`, `text`),
 * with our own members under `tierline`. Headers: `X-Tierline-Timestamp` (seconds since 1970), `X-Tierline-Signature`
 * (HMAC-SHA256 of `<timestamp>.<body>`, hexadecimal), `X-Tierline-Delivery`. Redirects are not followed: the answer to
 * one is a failure like any other but 2xx.
 */
export const webhookChannel = (options: WebhookOptions): DigestChannel => ({
  async send(outgoing) {
    if (!outgoing.agent.webhookUrl) throw new Error('the agent has no webhook address');
    const signal = AbortSignal.timeout(options.timeout ?? timeout);
    const resolve = options.resolve ?? resolveHost;
    const target = await webhookTarget(outgoing.agent.webhookUrl, options.allowLoopback, (host) =>
      Promise.race([resolve(host), aborted(signal)]),
    );
    const body = webhookBody(outgoing);
    const timestamp = String(Math.floor(options.now() / 1_000));
    const { status, answer } = await post(target, body, signal, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'x-tierline-timestamp': timestamp,
      'x-tierline-signature': signature(await options.secret(), timestamp, body),
      'x-tierline-delivery': outgoing.deliveryId,
    });
    if (status < 200 || status > 299) throw new Error(`the webhook answered ${status}`);
    const refused = robotRefusal(answer);
    if (refused !== 0) throw new Error(`the webhook answered 200 with errcode ${refused}`);
  },
});

/** Signature of a body: what a receiver computes to know that tierline sent it. */
export const signature = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

const webhookBody = ({ agent, day, deliveryId, digest }: Outgoing): string =>
  JSON.stringify({
    msgtype: 'text',
    text: { content: digest.text },
    tierline: { version: 1, deliveryId, agentId: agent.agentId, day, language: agent.language, items: digest.items },
  });

const robotRefusal = (answer: string): number => {
  try {
    const parsed = robotAnswer.safeParse(JSON.parse(answer));
    return parsed.success ? parsed.data.errcode : 0;
  } catch {
    // Not JSON: not a robot, and 2xx says that it was taken.
    return 0;
  }
};

/** Rejects when the time is up: the system's resolver knows no time limit of ours. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const post = (target: Target, body: string, signal: AbortSignal, headers: Record<string, string>) =>
  new Promise<{ status: number; answer: string }>((resolve, reject) => {
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
      let answer = '';
      const finish = () => {
        resolve({ status, answer });
        request.destroy();
      };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
        if (answer.length > answerLimit) finish();
      });
      response.on('end', finish);
      response.on('error', reject);
    });
    request.end(body);
  });
