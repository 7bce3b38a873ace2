import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Agent } from '../contracts/roster.ts';
import type { Digest } from '../domain/digest/digest.ts';
import { contentHash } from './content-hash.ts';

/** One digest on its way to one agent. */
export type Outgoing = {
  /** The agent, with addresses and language. */
  agent: Agent;
  /** Day of the list. */
  day: string;
  /** Made of agent, day and channel: the same for every attempt, so that receivers can drop repeats. */
  deliveryId: string;
  /** What to say. */
  digest: Digest;
};

/** How far a digest of several messages has come: those are not sent again when the rest is. */
export type Progress = {
  /** Messages that the other side took. */
  sent: number;
};

/** A way to reach an agent. */
export interface DigestChannel {
  /** What fails together has one circuit: a robot's address, or the topic. Never logged, it may hold a token. */
  readonly address: string;
  /**
   * Hands the digest over.
   * @param progress moved on by each message that was taken
   * @throws NotTaken where the other side did not take it
   */
  send(outgoing: Outgoing, progress: Progress): Promise<void>;
}

/** An agent's channels by name, as the roster has them. */
export interface Channels {
  /** @returns the channel, or why there is none: a robot that nobody knows, a webhook without an address */
  of(agent: Agent, channel: string): Promise<DigestChannel | { missing: string }>;
}

/** The id of a digest on a channel: 32 hexadecimal digits, safe in headers whatever the agent's id is. */
export const deliveryId = (agentId: string, day: string, channel: string): string =>
  contentHash(JSON.stringify([agentId, day, channel]));

/** SNS sends a text message of at most 1,600 characters, in several parts; a longer one it drops. */
const mostInTextMessage = 1_600;

/** What fits in a text message of the phone: whole lines, as many as there is room for. */
const textMessage = ({ text, opening }: Digest): string => {
  if (text.length <= mostInTextMessage) return text;
  let short = '';
  for (const line of text.split('\n')) {
    if (short.length + line.length + 2 > mostInTextMessage) break;
    short += `${line}\n`;
  }
  return `${short === '' ? opening.join('\n').slice(0, mostInTextMessage - 1) : short}…`;
};

/**
 * The digest topic. Subscriptions (e-mail, SMS, a queue) filter on the attribute `agentId`. The subject is ASCII, as
 * e-mail through SNS needs it; the text is in the agent's language, and shorter for phones.
 */
export const snsChannel = (client: SNSClient, topicArn: string): DigestChannel => ({
  address: topicArn,
  async send({ agent, day, deliveryId, digest }) {
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: digest.subject,
        MessageStructure: 'json',
        Message: JSON.stringify({ default: digest.text, sms: textMessage(digest) }),
        MessageAttributes: {
          agentId: text(agent.agentId),
          language: text(agent.language),
          day: text(day),
          deliveryId: text(deliveryId),
        },
      }),
    );
  },
});
