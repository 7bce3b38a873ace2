import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliveryId, snsChannel, webhookSecret } from '../../shared/aws/channels.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { anAgent, anItem, day } from '../notify/factories.ts';

const sns = mockClient(SNSClient);
const secrets = mockClient(SecretsManagerClient);
beforeEach(() => {
  sns.reset();
  secrets.reset();
});

describe('SNS channel', () => {
  const agent = anAgent({ agentId: 'A1', language: 'en' });
  const outgoing = {
    agent,
    day,
    deliveryId: deliveryId('A1', day, 'sns'),
    digest: digest(agent, day, [anItem({ workId: 'w' })], 'Asia/Shanghai'),
  };

  test('publishes the text with what subscriptions filter on', async () => {
    await snsChannel(new SNSClient({ region: 'eu-west-1' }), 'arn:topic').send(outgoing);
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
      TopicArn: 'arn:topic',
      Subject: 'tierline 2026-11-01: 1 customer',
      Message: outgoing.digest.text,
      MessageAttributes: {
        agentId: { DataType: 'String', StringValue: 'A1' },
        language: { DataType: 'String', StringValue: 'en' },
        day: { DataType: 'String', StringValue: day },
        deliveryId: { DataType: 'String', StringValue: outgoing.deliveryId },
      },
    });
  });

  test('a topic that refuses is a failure', async () => {
    sns.on(PublishCommand).rejects(new Error('refused'));
    const channel = snsChannel(new SNSClient({ region: 'eu-west-1' }), 'arn:topic');
    await expect(channel.send(outgoing)).rejects.toThrow('refused');
  });
});

describe('webhook secret', () => {
  test('is read once and again after five minutes, so that a rotated one is taken up', async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    let now = 0;
    const secret = webhookSecret(new SecretsManagerClient({ region: 'eu-west-1' }), 'arn:secret', () => now);
    expect([await secret(), await secret()]).toEqual(['old', 'old']);
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
    now = 300_000;
    expect(await secret()).toBe('new');
  });

  test('an empty secret signs nothing', async () => {
    secrets.on(GetSecretValueCommand).resolves({});
    const secret = webhookSecret(new SecretsManagerClient({ region: 'eu-west-1' }), 'arn:secret', () => 0);
    await expect(secret()).rejects.toThrow('empty');
  });
});
