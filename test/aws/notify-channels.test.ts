import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliveryId, snsChannel } from '../../shared/aws/channels.ts';
import { keptSecret } from '../../shared/aws/kept-secret.ts';
import { digest } from '../../shared/domain/digest/digest.ts';
import { settings } from '../notify/digest-doubles.ts';
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
    digest: digest(agent, day, [anItem({ workId: 'w' })], settings),
  };

  test('publishes the text with what subscriptions filter on', async () => {
    await snsChannel(new SNSClient({ region: 'eu-west-1' }), 'arn:topic').send(outgoing, { sent: 0 });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
      TopicArn: 'arn:topic',
      Subject: 'tierline 2026-11-01: 1 customer',
      MessageStructure: 'json',
      Message: JSON.stringify({ default: outgoing.digest.text, sms: outgoing.digest.text }),
      MessageAttributes: {
        agentId: { DataType: 'String', StringValue: 'A1' },
        language: { DataType: 'String', StringValue: 'en' },
        day: { DataType: 'String', StringValue: day },
        deliveryId: { DataType: 'String', StringValue: outgoing.deliveryId },
      },
    });
  });

  test('phones get what fits in a text message, in whole lines', async () => {
    const many = Array.from({ length: 60 }, (_, index) => anItem({ workId: `w${index}` }));
    const long = { ...outgoing, digest: digest(agent, day, many, settings) };
    await snsChannel(new SNSClient({ region: 'eu-west-1' }), 'arn:topic').send(long, { sent: 0 });
    const { sms } = JSON.parse(sns.commandCalls(PublishCommand)[0]?.args[0].input.Message ?? '');
    expect(sms.length).toBeLessThanOrEqual(1_600);
    expect(
      long.digest.text
        .split('\n')
        .slice(0, sms.split('\n').length - 1)
        .join('\n'),
    ).toBe(sms.slice(0, -2));
  });

  test('a topic that refuses is a failure', async () => {
    sns.on(PublishCommand).rejects(new Error('refused'));
    const channel = snsChannel(new SNSClient({ region: 'eu-west-1' }), 'arn:topic');
    await expect(channel.send(outgoing, { sent: 0 })).rejects.toThrow('refused');
  });
});

describe('webhook secret', () => {
  test('is read once and again after five minutes, so that a rotated one is taken up', async () => {
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    let now = 0;
    const secret = keptSecret(
      new SecretsManagerClient({ region: 'eu-west-1' }),
      'arn:secret',
      'the webhook secret',
      () => now,
    );
    expect([await secret(), await secret()]).toEqual(['old', 'old']);
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
    now = 300_000;
    expect(await secret()).toBe('new');
  });

  test('an empty secret signs nothing', async () => {
    secrets.on(GetSecretValueCommand).resolves({});
    const secret = keptSecret(
      new SecretsManagerClient({ region: 'eu-west-1' }),
      'arn:secret',
      'the webhook secret',
      () => 0,
    );
    await expect(secret()).rejects.toThrow('empty');
  });
});
