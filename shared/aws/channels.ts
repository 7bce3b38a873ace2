import { createHash } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Agent } from '../contracts/roster.ts';
import type { Digest } from '../domain/digest/digest.ts';

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

/** A way to reach an agent. */
export interface DigestChannel {
  /** Hands the digest over. @throws where the other side did not take it: the caller tries again later */
  send(outgoing: Outgoing): Promise<void>;
}

/** The id of a digest on a channel: 32 hexadecimal digits, safe in headers whatever the agent's id is. */
export const deliveryId = (agentId: string, day: string, channel: string): string =>
  createHash('sha256')
    .update(JSON.stringify([agentId, day, channel]))
    .digest('hex')
    .slice(0, 32);

/**
 * The digest topic. Subscriptions (e-mail, SMS, a queue) filter on the attribute `agentId`. The subject is ASCII, as
 * e-mail through SNS needs it; the text is in the agent's language.
 */
export const snsChannel = (client: SNSClient, topicArn: string): DigestChannel => ({
  async send({ agent, day, deliveryId, digest }) {
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: digest.subject,
        Message: digest.text,
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

/** How long a secret is used before it is read again, so that a rotated one is taken up: 5 minutes. */
const secretAge = 5 * 60_000;

/**
 * The secret that signs webhooks, read when it is first needed.
 *
 * @param now milliseconds since 1970
 */
export const webhookSecret = (
  client: SecretsManagerClient,
  arn: string,
  now: () => number,
): (() => Promise<string>) => {
  let kept: { value: string; at: number } | undefined;
  return async () => {
    if (kept && now() - kept.at < secretAge) return kept.value;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (!SecretString) throw new Error('the webhook secret is empty');
    kept = { value: SecretString, at: now() };
    return kept.value;
  };
};
