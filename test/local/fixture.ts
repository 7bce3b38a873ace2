import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type EmbeddedAws, type StartOptions, startAws } from '../../local/aws/index.ts';

/** A template's resource, loosely: tests change what they are about. */
export type Resource = { Type: string; Properties: Record<string, unknown>; Metadata?: Record<string, unknown> };
export type Resources = Record<string, Resource>;

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
});
const grant = (Action: string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const named = (path: string, Type: string, Properties: Record<string, unknown>): Resource => ({
  ...{ Type, Properties },
  Metadata: { 'aws:cdk:path': `Small/${path}/Resource` },
});

/** A stack as small as it can be with one of everything: landing -> rule -> queue -> function; a schedule beside it. */
export const smallStack = (): Resources => ({
  Landing: named('Storage/Landing', 'AWS::S3::Bucket', {
    VersioningConfiguration: { Status: 'Enabled' },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  }),
  Facts: named('Storage/Facts', 'AWS::S3::Bucket', {}),
  Work: named('Storage/Work', 'AWS::DynamoDB::Table', {
    KeySchema: [{ AttributeName: 'workId', KeyType: 'HASH' }],
    AttributeDefinitions: ['workId', 'dueShard', 'dueAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  }),
  Dead: named('Dead', 'AWS::SQS::Queue', {}),
  Inbox: named('Inbox', 'AWS::SQS::Queue', {
    VisibilityTimeout: 30,
    RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 2 },
  }),
  InboxPolicy: named('Inbox/Policy', 'AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: 'Inbox' }],
    PolicyDocument: {
      Statement: [
        {
          ...grant(['sqs:SendMessage'], arn('Inbox')),
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': arn('Landed') } },
        },
      ],
    },
  }),
  Landed: named('Landed', 'AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [{ Ref: 'Landing' }] }, object: { key: [{ prefix: 'feed=' }] } },
    },
    Targets: [{ Id: 'Target0', Arn: arn('Inbox') }],
  }),
  WorkerRole: named('Worker/Role', 'AWS::IAM::Role', { AssumeRolePolicyDocument: trust('lambda') }),
  WorkerPolicy: named('Worker/Policy', 'AWS::IAM::Policy', {
    PolicyName: 'worker',
    Roles: [{ Ref: 'WorkerRole' }],
    PolicyDocument: {
      Statement: [
        grant(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], arn('Inbox')),
        grant(['sqs:SendMessage'], arn('Dead')),
        grant(['s3:PutObject'], { 'Fn::Join': ['', [arn('Facts'), '/*']] }),
        grant(['secretsmanager:GetSecretValue'], { Ref: 'Secret' }),
        grant(['sns:Publish'], { Ref: 'Digests' }),
      ],
    },
  }),
  Worker: named('Worker', 'AWS::Lambda::Function', {
    Code: { S3Bucket: { 'Fn::Sub': ['assets', {}] }, S3Key: 'abc.zip' },
    ...{ Handler: 'index.work', Runtime: 'nodejs24.x', Timeout: 2, MemorySize: 256, Role: arn('WorkerRole') },
    DeadLetterConfig: { TargetArn: arn('Dead') },
    Environment: {
      Variables: {
        FACTS: { Ref: 'Facts' },
        SECRET: { Ref: 'Secret' },
        TOPIC: { Ref: 'Digests' },
        WORK: { Ref: 'Work' },
      },
    },
  }),
  Source: named('Source', 'AWS::Lambda::EventSourceMapping', {
    ...{ EventSourceArn: arn('Inbox'), FunctionName: { Ref: 'Worker' }, BatchSize: 5 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  }),
  SchedulerRole: named('Scheduler/Role', 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trust('scheduler'),
    Policies: [
      { PolicyName: 'invoke', PolicyDocument: { Statement: [grant(['lambda:InvokeFunction'], arn('Worker'))] } },
    ],
  }),
  Nightly: named('Nightly', 'AWS::Scheduler::Schedule', {
    ...{ ScheduleExpression: 'cron(0 2 * * ? *)', ScheduleExpressionTimezone: 'Asia/Shanghai' },
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      ...{ Arn: arn('Worker'), RoleArn: arn('SchedulerRole') },
      Input: '{"do":"remember","at":"<aws.scheduler.scheduled-time>"}',
    },
  }),
  Secret: named('Secret', 'AWS::SecretsManager::Secret', {
    GenerateSecretString: { PasswordLength: 20, ExcludePunctuation: true },
  }),
  Digests: named('Digests', 'AWS::SNS::Topic', {}),
  Alarm: named('Alarm', 'AWS::CloudWatch::Alarm', { Threshold: { 'Fn::ImportValue': 'never resolved' } }),
});

// A stand-in for a bundle: it does what the message says. The SDK comes from this project, as a bundle holds its own.
const BUNDLE = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(import.meta.filename)});
const { S3Client, PutObjectCommand, GetObjectCommand } = require('@aws-sdk/client-s3');
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');
const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
const once = { maxAttempts: 1 };
const s3 = new S3Client(once);
const put = (Key, Body) => s3.send(new PutObjectCommand({ Bucket: process.env.FACTS, Key, Body }));
const deeds = {
  remember: ({ at }) => put('seen/' + at, 'seen'),
  landed: (event) => put('from/' + event.detail.object.key, JSON.stringify(event)),
  fail: () => { throw new Error('told to fail'); },
  hang: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
  exit: () => process.exit(3),
  item: () => new DynamoDBClient(once).send(new PutItemCommand({ TableName: process.env.WORK, Item: { workId: { S: 'w' } } })),
  missing: () => s3.send(new GetObjectCommand({ Bucket: process.env.FACTS, Key: 'not there' })),
  secret: async () => (await new SecretsManagerClient(once).send(new GetSecretValueCommand({ SecretId: process.env.SECRET }))).SecretString,
  publish: () => new SNSClient(once).send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: '\u4eca\u65e5', MessageAttributes: { agentId: { DataType: 'String', StringValue: 'a1' } } })),
  metric: () => console.log(JSON.stringify({ _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'Rows' }] }] }, Rows: 7 })),
  none: () => undefined,
  late: async ({ at }) => { await put('at/' + at + '/' + Date.now(), ''); throw new Error('told to fail'); },
  clock: () => ({ now: Date.now(), date: new Date().getTime(), given: new Date(7).getTime(), isDate: new Date() instanceof Date }),
};
const act = async (message) => deeds[message.do ?? 'landed'](message);
export const work = async (event) => {
  if (event.requestContext) {
    if (event.pathParameters.link === 'fail') throw new Error('told to fail');
    return { statusCode: 201, headers: { 'x-from': 'worker' }, body: JSON.stringify(event) };
  }
  if (!event.Records) return (await act(event)) ?? null;
  const batchItemFailures = [];
  for (const { messageId, body } of event.Records)
    await act(JSON.parse(body)).catch(() => batchItemFailures.push({ itemIdentifier: messageId }));
  return { batchItemFailures };
};
`;

/** Writes a cloud assembly of these resources, as `cdk synth` would, into `folder`. */
export const writeAssembly = (folder: string, resources: Resources): string => {
  mkdirSync(join(folder, 'asset.abc'), { recursive: true });
  const file = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  writeFileSync(join(folder, 'asset.abc', 'index.mjs'), BUNDLE);
  file('manifest.json', {
    artifacts: {
      Small: {
        ...{ type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region' },
        properties: { templateFile: 'Small.template.json' },
      },
      'Small.assets': { type: 'cdk:asset-manifest', properties: { file: 'Small.assets.json' } },
    },
  });
  file('Small.template.json', { Resources: resources, Outputs: { LandingName: { Value: { Ref: 'Landing' } } } });
  file('Small.assets.json', {
    files: { abc: { source: { path: 'asset.abc' }, destinations: { d: { objectKey: 'abc.zip' } } } },
  });
  return folder;
};

/** A folder that the test may fill; `undo` removes it. */
export const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'embedded-aws-'));
  return { path, undo: () => rmSync(path, { recursive: true, force: true }) };
};

/** Instant that everything happens at. */
export const NOW = new Date('2026-11-01T02:00:00Z');

/** Starts the small stack, changed by `change`, in `path`; failed messages come back after 50 ms. */
export const start = (
  path: string,
  change: (resources: Resources) => void = () => {},
  options: Partial<StartOptions> = {},
) => {
  const resources = smallStack();
  change(resources);
  const assembly = writeAssembly(join(path, 'cdk.out'), resources);
  return startAws({ assembly, dataDir: join(path, 'data'), now: () => NOW, retryDelaySeconds: 0.05, ...options });
};

/** Clients of the operator. */
export const clients = ({ endpoint, credentials, region }: EmbeddedAws) => {
  const settings = { endpoint, credentials, region, maxAttempts: 1 };
  return {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    dynamo: new DynamoDBClient(settings),
    sqs: new SQSClient(settings),
  };
};

/** A change of the stack: each message is a batch of its own, so that one that hangs takes no other with it. */
export const oneByOne = (resources: Resources): void => {
  Object.assign(resources.Source?.Properties ?? {}, { BatchSize: 1 });
};
