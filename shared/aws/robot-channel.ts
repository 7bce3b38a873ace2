import { createHmac } from 'node:crypto';
import type { DigestPolicy } from '../contracts/policy/digest.ts';
import type { Robot } from '../contracts/robots/robot.ts';
import { robotFormats, robotMessages } from '../domain/digest/robots/robot-messages.ts';
import type { DigestChannel } from './channels.ts';
import { NotTaken, type PostOptions, postJson } from './http-post.ts';

/** What a robot's channel needs. */
export type RobotOptions = PostOptions & {
  policy: DigestPolicy;
  /** Milliseconds since 1970: signatures carry it. */
  now: () => number;
};

/**
 * DingTalk's signature, in the address: Base64 of HMAC-SHA256 of `<timestamp>\n<secret>`, keyed with the secret; the timestamp
 * in milliseconds (open.dingtalk.com, custom robot security settings).
 */
export const dingtalkAddress = (address: string, secret: string, now: number): string => {
  const url = new URL(address);
  url.searchParams.set('timestamp', String(now));
  url.searchParams.set('sign', createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64'));
  return url.href;
};

/**
 * Feishu's signature, in the body: Base64 of HMAC-SHA256 of nothing, keyed with `<timestamp>\n<secret>`; the timestamp in seconds
 * (open.feishu.cn, custom bot guide).
 */
export const feishuSignature = (secret: string, now: number): { timestamp: string; sign: string } => {
  const timestamp = String(Math.floor(now / 1_000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') };
};

/** A robot of a chat service, in its own format; a long digest takes several messages. */
export const robotChannel = ({ kind, url, secret }: Robot, options: RobotOptions): DigestChannel => ({
  address: url,
  async send({ agent, digest }, progress) {
    const messages = robotMessages(kind, digest, agent.language, options.policy);
    for (const [index, message] of messages.entries()) {
      if (index < progress.sent) continue;
      const now = options.now();
      const address = kind === 'dingtalk' && secret ? dingtalkAddress(url, secret, now) : url;
      const signed = kind === 'feishu' && secret ? { ...feishuSignature(secret, now), ...message } : message;
      const verdict = robotFormats[kind].verdict(await postJson(address, JSON.stringify(signed), {}, options));
      if (!verdict.taken) throw new NotTaken(verdict.why, verdict.lasting);
      progress.sent = index + 1;
    }
  },
});
