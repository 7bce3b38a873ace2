import { createHmac } from 'node:crypto';
import { jsonOf } from '../domain/digest/robots/robot-format.ts';
import type { DigestChannel, Outgoing } from './channels.ts';
import { NotTaken, type PostOptions, postJson } from './http-post.ts';

/** What a webhook channel needs. */
export type WebhookOptions = PostOptions & {
  /** Signs bodies. */
  secret: () => Promise<string>;
  /** Milliseconds since 1970: receivers refuse a signature that is old. */
  now: () => number;
};

/**
 * Posts the digest to the agent's own address. The body is the text message that chat robots take (`msgtype`, `text`),
 * with our own members under `tierline`. Headers: `X-Tierline-Timestamp` (seconds since 1970), `X-Tierline-Signature`
 * (HMAC-SHA256 of `<timestamp>.<body>`, hexadecimal), `X-Tierline-Delivery`. An answer of 2xx with an `errcode` other than 0 is a
 * failure: robots answer so.
 */
export const webhookChannel = (address: string, options: WebhookOptions): DigestChannel => ({
  address,
  async send(outgoing) {
    const body = webhookBody(outgoing);
    const timestamp = String(Math.floor(options.now() / 1_000));
    const headers = {
      'x-tierline-timestamp': timestamp,
      'x-tierline-signature': signature(await options.secret(), timestamp, body),
      'x-tierline-delivery': outgoing.deliveryId,
    };
    const answer = jsonOf(await postJson(address, body, headers, options));
    const errcode = typeof answer === 'object' && answer !== null && 'errcode' in answer ? answer.errcode : 0;
    if (errcode !== 0) throw new NotTaken(`answered 200 with errcode ${String(errcode).slice(0, 20)}`, false);
  },
});

/** Signature of a body: what a receiver computes to know that tierline sent it. */
export const signature = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');

const webhookBody = ({ agent, day, deliveryId, digest }: Outgoing): string =>
  JSON.stringify({
    msgtype: 'text',
    text: { content: digest.text },
    tierline: {
      ...{ version: 1, deliveryId, agentId: agent.agentId, day, language: agent.language, items: digest.items },
      ...(digest.takenBack && { takenBack: digest.takenBack }),
    },
  });
