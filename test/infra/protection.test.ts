import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { flat, list, type Statement, synthesize, type Text } from './synthesize.ts';

const { template, of } = synthesize();

type Queue = {
  QueueName: string;
  SqsManagedSseEnabled?: boolean;
  VisibilityTimeout?: number;
  RedrivePolicy?: { deadLetterTargetArn: Text; maxReceiveCount: number };
};
type Bucket = {
  BucketEncryption?: {
    ServerSideEncryptionConfiguration: { ServerSideEncryptionByDefault: { SSEAlgorithm: string } }[];
  };
  PublicAccessBlockConfiguration?: Record<string, boolean>;
  VersioningConfiguration?: { Status: string };
  NotificationConfiguration?: { EventBridgeConfiguration?: { EventBridgeEnabled: boolean } };
  LoggingConfiguration?: unknown;
  LifecycleConfiguration?: { Rules: { ExpirationInDays?: number }[] };
};
type Table = {
  BillingMode: string;
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean };
  DeletionProtectionEnabled: boolean;
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
};
type Fn = {
  FunctionName: string;
  Runtime: string;
  Architectures: string[];
  Timeout: number;
  LoggingConfig: { LogFormat: string; LogGroup: Text };
  ReservedConcurrentExecutions?: number;
  DeadLetterConfig?: { TargetArn: Text };
};

const queues = of<Queue>('AWS::SQS::Queue');
const buckets = of<Bucket>('AWS::S3::Bucket');
const functions = of<Fn>('AWS::Lambda::Function');

/** Whether a resource policy refuses whatever does not come over TLS. */
const refusesPlainHttp = (statements: Statement[]): boolean =>
  statements.some(({ Effect, Condition }) => Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false');

describe('queues', () => {
  test('each gives up messages to a dead-letter queue of its own after five receives, or is one', () => {
    const targets = queues.flatMap(({ properties: { RedrivePolicy } }) =>
      RedrivePolicy ? [flat(RedrivePolicy.deadLetterTargetArn)] : [],
    );
    expect(targets.length).toBeGreaterThan(5);
    expect(new Set(targets).size).toBe(targets.length);
    for (const { properties } of queues) {
      if (properties.QueueName.endsWith('-dead-letters')) expect(properties.RedrivePolicy).toBeUndefined();
      else expect(properties.RedrivePolicy?.maxReceiveCount).toBe(5);
    }
  });

  test('each is encrypted and refuses plain HTTP', () => {
    const policies = of<{ Queues: Text[]; PolicyDocument: { Statement: Statement[] } }>('AWS::SQS::QueuePolicy');
    for (const { id, properties } of queues) {
      expect(properties.SqsManagedSseEnabled, id).toBe(true);
      const policy = policies.find(({ properties: { Queues } }) => Queues.map(flat).includes(`<${id}>`));
      expect(refusesPlainHttp(policy?.properties.PolicyDocument.Statement ?? []), id).toBe(true);
    }
  });

  test('each hides a message for six timeouts of the function that takes it, and holds back what is too much', () => {
    const sources = of<{
      EventSourceArn: Text;
      FunctionName: Text;
      FunctionResponseTypes: string[];
      ScalingConfig?: { MaximumConcurrency: number };
    }>('AWS::Lambda::EventSourceMapping');
    expect(sources.length).toBeGreaterThan(5);
    for (const { properties } of sources) {
      const queue = queues.find(({ id }) => flat(properties.EventSourceArn) === `<${id}.Arn>`);
      const fn = functions.find(({ id }) => flat(properties.FunctionName) === `<${id}>`);
      expect(queue?.properties.VisibilityTimeout).toBe(6 * (fn?.properties.Timeout ?? Number.NaN));
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(properties.ScalingConfig?.MaximumConcurrency).toBeGreaterThanOrEqual(2);
    }
    for (const { properties } of functions) expect(properties.ReservedConcurrentExecutions).toBeUndefined();
  });
});

describe('buckets', () => {
  test('each is encrypted, closed to the public and refuses plain HTTP', () => {
    const policies = of<{ Bucket: Text; PolicyDocument: { Statement: Statement[] } }>('AWS::S3::BucketPolicy');
    expect(buckets).toHaveLength(5);
    for (const { id, properties } of buckets) {
      const [rule] = properties.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
      expect(rule?.ServerSideEncryptionByDefault.SSEAlgorithm, id).toBe('AES256');
      expect(Object.values(properties.PublicAccessBlockConfiguration ?? {}), id).toEqual([true, true, true, true]);
      const policy = policies.find(({ properties: { Bucket } }) => flat(Bucket) === `<${id}>`);
      expect(refusesPlainHttp(policy?.properties.PolicyDocument.Statement ?? []), id).toBe(true);
    }
  });

  test('the landing bucket keeps versions, tells EventBridge and lets old dumps go', () => {
    const landing = buckets.find(({ id }) => id.startsWith('StorageLanding'))?.properties;
    expect(landing?.VersioningConfiguration?.Status).toBe('Enabled');
    expect(landing?.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled).toBe(true);
    expect(landing?.LifecycleConfiguration?.Rules.map((rule) => rule.ExpirationInDays)).toContain(400);
  });

  test('the facts bucket keeps no old versions, so that an erased customer is gone', () => {
    const facts = buckets.find(({ id }) => id.startsWith('StorageFacts'))?.properties;
    expect(facts?.VersioningConfiguration).toBeUndefined();
  });

  test('who reads dumps, facts and receipts is written down', () => {
    const silent = buckets.filter(({ properties }) => properties.LoggingConfiguration === undefined);
    expect(silent.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['StorageAccessLogs']);
  });
});

describe('tables', () => {
  test('are paid on demand, can be brought back to any moment and cannot be deleted by accident', () => {
    const tables = of<Table>('AWS::DynamoDB::Table');
    expect(tables).toHaveLength(5);
    for (const { id, properties } of tables) {
      expect(properties.BillingMode, id).toBe('PAY_PER_REQUEST');
      expect(properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, id).toBe(true);
      expect(properties.DeletionProtectionEnabled, id).toBe(true);
      expect(template.Resources[id]?.DeletionPolicy, id).toBe('Retain');
    }
  });

  test('let chunks and circuits expire, which nobody asks for after a while', () => {
    const expiring = of<Table>('AWS::DynamoDB::Table').flatMap(({ id, properties: { TimeToLiveSpecification } }) =>
      TimeToLiveSpecification ? [{ id, ...TimeToLiveSpecification }] : [],
    );
    expect(expiring).toEqual(
      ['Ledger', 'Circuits'].map((name) => ({
        ...{ id: expect.stringMatching(name), AttributeName: 'expiresAt', Enabled: true },
      })),
    );
  });

  test('go with the stack in the embedded AWS', () => {
    const local = synthesize({ stage: 'local' });
    for (const { id, properties } of local.of<Table>('AWS::DynamoDB::Table')) {
      expect(properties.DeletionProtectionEnabled, id).toBe(false);
      expect(local.template.Resources[id]?.DeletionPolicy, id).toBe('Delete');
    }
  });
});

describe('topics', () => {
  test('each refuses plain HTTP, and what speaks of customers is encrypted', () => {
    const withMail = synthesize({ alarmEmail: 'night-desk@example.com' });
    const topics = withMail.of<{ KmsMasterKeyId?: Text }>('AWS::SNS::Topic');
    const policies = withMail.of<{ Topics: Text[]; PolicyDocument: { Statement: Statement[] } }>(
      'AWS::SNS::TopicPolicy',
    );
    expect(topics).toHaveLength(3);
    for (const { id } of topics) {
      const policy = policies.find(({ properties: { Topics } }) => Topics.map(flat).includes(`<${id}>`));
      expect(refusesPlainHttp(policy?.properties.PolicyDocument.Statement ?? []), id).toBe(true);
    }
    for (const name of ['DigestTopic', 'CustomerMessagesTopic']) {
      const topic = topics.find(({ id }) => id.startsWith(name));
      expect(flat(topic?.properties.KmsMasterKeyId ?? ''), name).toMatch(/:alias\/aws\/sns$/);
    }
  });
});

describe('functions', () => {
  test('run on Node 24 on ARM64, and log JSON into log groups that end', () => {
    expect(functions.length).toBeGreaterThan(8);
    const logGroups = of<{ RetentionInDays: number }>('AWS::Logs::LogGroup');
    for (const { id, properties } of functions) {
      expect(properties.Runtime, id).toBe('nodejs24.x');
      expect(properties.Architectures, id).toEqual(['arm64']);
      expect(properties.LoggingConfig.LogFormat, id).toBe('JSON');
      const logGroup = logGroups.find((one) => flat(properties.LoggingConfig.LogGroup) === `<${one.id}>`);
      expect(logGroup?.properties.RetentionInDays, id).toBe(30);
    }
  });

  test('that schedules call keep an event that failed', () => {
    const dead = functions.filter(({ properties }) => properties.DeadLetterConfig);
    expect(dead.map(({ properties }) => properties.FunctionName).sort()).toEqual([
      'tierline-dev-expire-facts',
      'tierline-dev-notify-digest-plan',
      'tierline-dev-notify-sweep',
      'tierline-dev-score-plan',
      'tierline-dev-score-train',
    ]);
  });
});

describe('the HTTP API', () => {
  test('is throttled, logs who came but no path, which would be a link, and is the only thing that is open', () => {
    const [stage, ...others] = of<{
      DefaultRouteSettings: Record<string, number>;
      AccessLogSettings: { Format: string };
    }>('AWS::ApiGatewayV2::Stage').map(({ properties }) => properties);
    expect(others).toEqual([]);
    expect(stage?.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 200 });
    expect(Object.values(JSON.parse(stage?.AccessLogSettings.Format ?? ''))).not.toContain('$context.path');
    expect(of('AWS::Lambda::Url')).toEqual([]);
    const routes = of<{ RouteKey: string }>('AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey);
    expect(routes.sort()).toEqual(['GET /r/{link}', 'GET /reply/{file}', 'POST /r/{link}']);
  });
});

describe('the template', () => {
  test('has resources of AWS only: nothing runs code while it is deployed', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => !type.startsWith('AWS::') || type === 'AWS::CloudFormation::CustomResource')).toEqual(
      [],
    );
  });

  test('names no account, region or folder of the machine that made it', () => {
    const text = JSON.stringify(template);
    expect(text).not.toMatch(/\b\d{12}\b/);
    expect(text).not.toMatch(/\b(us|eu|ap|cn)-[a-z]+-\d\b/);
    expect(text).not.toContain(process.cwd());
  });

  test('gives operators the names they need', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      ...['AgentDaysTable', 'CustomerMessagesTopicArn', 'DataMayBeDeleted', 'DecisionsTable'],
      ...['DigestTopicArn', 'FactsBucket'],
      ...[
        'LandingBucket',
        'LedgerTable',
        'LinkSecretArn',
        'ReceiptsBucket',
        'ReplyUrl',
        'ReportsBucket',
        'RobotsSecretArn',
        'StackName',
        'WebhookSecretArn',
        'WorkTable',
      ],
    ]);
  });

  const landed = { bucket: { name: [template.Outputs.LandingBucket?.Value] } };
  test.each([
    [
      'every new object of the landing bucket but replies',
      'aws.s3',
      'Object Created',
      { ...landed, object: { key: [{ 'anything-but': { prefix: 'replies/' } }] } },
      'IngestQueueMessages',
    ],
    [
      'every reply',
      'aws.s3',
      'Object Created',
      { ...landed, object: { key: [{ prefix: 'replies/' }] } },
      'ReplyRepliesMessages',
    ],
    [
      "every released dump of agents' results",
      'tierline.dump',
      'Dump Released',
      { feed: ['outcomes'] },
      'NotifyOutcomesQueueMessages',
    ],
  ])('sends %s to its queue, and what cannot be delivered to the dead letters', (_, source, type, detail, queue) => {
    const rules = of<{ EventPattern: unknown; Targets: { Arn: Text; DeadLetterConfig?: unknown }[] }>(
      'AWS::Events::Rule',
    );
    const pattern = { source: [source], 'detail-type': [type], detail };
    const rule = rules.find(({ properties }) => isDeepStrictEqual(properties.EventPattern, pattern));
    expect(list(rule?.properties.Targets).map(({ Arn }) => flat(Arn))).toEqual([
      expect.stringMatching(new RegExp(`^<${queue}[0-9A-F]+\\.Arn>$`)),
    ]);
    expect(rule?.properties.Targets[0]?.DeadLetterConfig).toBeDefined();
  });
});
