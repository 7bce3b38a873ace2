import { allows, type Statement, statements } from './iam.ts';
import { ACCOUNT, type Value } from './intrinsics.ts';
import type { BucketSpec, QueueSpec, RuleSpec, Stack, TableSpec } from './stack.ts';
import type { Reading } from './template.ts';

/** Reads everything that holds or moves data: tables, buckets, queues, topics, secrets, rules and their policies. */
export const readResources = (
  reading: Reading,
): Pick<Stack, 'tables' | 'buckets' | 'queues' | 'topics' | 'secrets' | 'rules'> => {
  const { of } = reading;
  const queues = readQueues(reading);
  checkPolicies(reading);
  return {
    queues,
    tables: readTables(reading),
    buckets: readBuckets(reading),
    topics: of('AWS::SNS::Topic').map(({ name, arn }) => ({ name, arn })),
    secrets: of('AWS::SecretsManager::Secret').map(({ name, arn, properties }) => ({
      ...{ name, arn },
      ...(properties.SecretString !== undefined && { stated: String(properties.SecretString) }),
      generate: (properties.GenerateSecretString ?? {}) as Record<string, unknown>,
    })),
    rules: readRules(reading, queues),
  };
};

const readTables = ({ of }: Reading): TableSpec[] =>
  of('AWS::DynamoDB::Table').map(({ name, arn, properties }) => ({
    ...{ name, arn },
    keySchema: properties.KeySchema as TableSpec['keySchema'],
    attributes: properties.AttributeDefinitions as TableSpec['attributes'],
    indexes: ((properties.GlobalSecondaryIndexes ?? []) as TableSpec['indexes']).map(
      // Capacity and insights of an index are price and history, as those of its table.
      ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
    ),
  }));

const readBuckets = ({ of, refuse }: Reading): BucketSpec[] => {
  const onlyEventBridge = (path: string, configuration: Value): boolean => {
    const kinds = Object.keys((configuration ?? {}) as Record<string, Value>);
    for (const kind of kinds) if (kind !== 'EventBridgeConfiguration') refuse(path, `notification ${kind}`);
    return kinds.includes('EventBridgeConfiguration');
  };
  const notified = of('Custom::S3BucketNotifications')
    .filter(({ path, properties }) => onlyEventBridge(path, properties.NotificationConfiguration))
    .map(({ properties }) => properties.BucketName);
  return of('AWS::S3::Bucket').map(({ name, arn, path, properties }) => ({
    ...{ name, arn },
    versioned: (properties.VersioningConfiguration as { Status?: string } | undefined)?.Status === 'Enabled',
    eventBridge: onlyEventBridge(path, properties.NotificationConfiguration) || notified.includes(name),
  }));
};

/** Policies of buckets and topics may only deny, or let AWS's own services in: then they decide nothing here. */
const checkPolicies = ({ of, refuse }: Reading): void => {
  for (const { path, properties } of of('AWS::SNS::Subscription'))
    if (['sqs', 'lambda', 'firehose'].includes(String(properties.Protocol)))
      refuse(path, `subscription by ${properties.Protocol}`);
  for (const { path, properties } of [...of('AWS::S3::BucketPolicy'), ...of('AWS::SNS::TopicPolicy')])
    for (const statement of statements(properties.PolicyDocument, (problem) => refuse(path, problem))) {
      const foreign = statement.principals.filter((who) => !who.endsWith('.amazonaws.com'));
      if (statement.allow ? foreign.length > 0 : !neverApplies(statement))
        refuse(
          path,
          `resource policy that ${statement.allow ? 'allows' : 'denies'} ${statement.principals.join(', ')}`,
        );
    }
};

const neverApplies = ({ conditions }: Statement): boolean =>
  conditions.some(({ key, positive, values }) => key === 'aws:SecureTransport' && positive && !values[0]?.test('true'));

const readQueues = ({ of, refuse }: Reading): QueueSpec[] => {
  const policies = new Map<string, Statement[]>();
  for (const { path, properties } of of('AWS::SQS::QueuePolicy'))
    for (const url of properties.Queues as string[])
      policies.set(url, [
        ...(policies.get(url) ?? []),
        ...statements(properties.PolicyDocument, (problem) => refuse(path, problem)),
      ]);
  return of('AWS::SQS::Queue').map(({ name, arn, ref, properties }) => {
    const redrive = properties.RedrivePolicy as { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
    return {
      ...{ name, arn, url: ref },
      visibilitySeconds: Number(properties.VisibilityTimeout ?? 30),
      delaySeconds: Number(properties.DelaySeconds ?? 0),
      waitSeconds: Number(properties.ReceiveMessageWaitTimeSeconds ?? 0),
      ...(redrive && { redrive: { arn: redrive.deadLetterTargetArn, maxReceives: Number(redrive.maxReceiveCount) } }),
      policy: policies.get(ref) ?? [],
    };
  });
};

const readRules = ({ of, refuse }: Reading, queues: QueueSpec[]): RuleSpec[] =>
  of('AWS::Events::Rule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map(({ name, arn, path, properties }) => {
      const targets = ((properties.Targets ?? []) as Record<string, Value>[]).map((target) => {
        const queue = queues.find((one) => one.arn === target.Arn);
        if (!queue) refuse(path, `target ${target.Arn}: rules feed queues of the stack only`);
        for (const member of Object.keys(target))
          if (!['Arn', 'Id', 'DeadLetterConfig', 'RetryPolicy'].includes(member))
            refuse(path, `target member ${member}`);
        const request = {
          principal: 'events.amazonaws.com',
          context: { 'aws:SourceArn': arn, 'aws:SourceAccount': ACCOUNT },
        };
        if (queue && !allows(queue.policy, { action: 'sqs:SendMessage', resource: queue.arn }, request))
          refuse(path, `the queue's policy does not let the rule do sqs:SendMessage on ${queue.arn}`);
        return String(target.Arn);
      });
      if (!properties.EventPattern) refuse(path, 'rule without EventPattern');
      return { ...{ name, arn, targets }, pattern: (properties.EventPattern ?? {}) as Record<string, unknown> };
    });
