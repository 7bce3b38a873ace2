import { describe, expect, test } from 'vitest';
import {
  assignEnv,
  digestEnv,
  digestPlanEnv,
  eraseEnv,
  expireEnv,
  gatherEnv,
  ingestEnv,
  messagesEnv,
  outcomesEnv,
  planEnv,
  planWorkEnv,
  reportEnv,
  reshardEnv,
  shardEnv,
  sweepEnv,
  trainEnv,
} from '../../shared/contracts/env.ts';
import { flat, list, type Statement, synthesize, type Text } from './synthesize.ts';

const { of } = synthesize();

type Role = { Policies?: { PolicyDocument: { Statement: Statement[] } }[]; ManagedPolicyArns?: Text[] };
type Policy = { PolicyDocument: { Statement: Statement[] }; Roles: Text[] };
type Fn = { FunctionName: string; Role: Text; Environment: { Variables: Record<string, Text> } };

const roles = of<Role>('AWS::IAM::Role');
const policies = of<Policy>('AWS::IAM::Policy');
const functions = of<Fn>('AWS::Lambda::Function');

const statementsOf = (roleId: string): Statement[] => [
  ...policies
    .filter(({ properties: { Roles } }) => Roles.map(flat).includes(`<${roleId}>`))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement),
  ...roles
    .filter(({ id }) => id === roleId)
    .flatMap(({ properties: { Policies = [] } }) => Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)),
];

/** `Facts/runs/*: s3:GetObject`, without hashes and the attribute that the reference takes. */
const readable = (text: Text): string =>
  flat(text)
    .replace(/<([A-Za-z]+?)[0-9A-F]{8}(\.Arn)?>/, '$1')
    .replace(/^Storage/, '');

/** What a function may do, by resource, without its own log. */
const grantsOf = (name: string): Record<string, string[]> => {
  const fn = functions.find(({ properties }) => properties.FunctionName === `tierline-dev-${name}`);
  const roleId = flat(fn?.properties.Role ?? '').slice(1, -'.Arn>'.length);
  const grants: Record<string, string[]> = {};
  for (const { Action, Resource } of statementsOf(roleId))
    for (const action of list(Action))
      for (const resource of list(Resource))
        if (!action.startsWith('logs:'))
          grants[readable(resource)] = [...(grants[readable(resource)] ?? []), action].sort();
  return grants;
};

const consume = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

/** The account's default bus, as a role names it. */
const bus = 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/default';

describe('least privilege', () => {
  test('no role may do everything, or something to everything', () => {
    expect(roles.length).toBeGreaterThan(functions.length);
    for (const { id, properties } of roles) {
      expect(properties.ManagedPolicyArns, id).toBeUndefined();
      for (const { Action, Resource } of statementsOf(id)) {
        for (const action of list(Action)) expect(action, id).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
        for (const resource of list(Resource))
          expect(flat(resource), id).toMatch(new RegExp(`^(<[A-Za-z0-9]+(\\.Arn)?>|${bus}$)`));
      }
    }
  });

  test.each([
    ['ingest', 'IngestQueueMessages', 'IngestChunkQueueMessages'],
    ['ingest-chunk', 'IngestChunkQueueMessages', undefined],
  ])('%s reads dumps, asks for chunks, and writes facts, receipts and the ledger', (name, queue, other) => {
    const sends = { [other ?? queue]: [...(other ? [] : consume), 'sqs:SendMessage'].sort() };
    expect(grantsOf(name)).toEqual({
      Ledger: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      'Landing/*': ['s3:GetObject', 's3:GetObjectVersion'],
      Facts: ['s3:ListBucket'],
      'Facts/facts/*': ['s3:PutObject'],
      'Facts/facts/layout.json': ['s3:GetObject'],
      'Facts/profiles/*': ['s3:GetObject', 's3:PutObject'],
      'Facts/tombstones/*': ['s3:GetObject'],
      ErasureKey: ['secretsmanager:GetSecretValue'],
      Receipts: ['s3:ListBucket'],
      'Receipts/*': ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      [bus]: ['events:PutEvents'],
      [queue]: consume,
      ...sends,
    });
  });

  test('digest reads lists, rosters and circuits, publishes, and asks for itself again', () => {
    expect(grantsOf('notify-digest')).toEqual({
      Facts: ['s3:ListBucket'],
      'Facts/runs/*': ['s3:GetObject'],
      Work: ['dynamodb:BatchGetItem'],
      AgentDays: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      DigestTopic: ['sns:Publish'],
      WebhookSecret: ['secretsmanager:GetSecretValue'],
      RobotsSecret: ['secretsmanager:GetSecretValue'],
      LinkSecret: ['secretsmanager:GetSecretValue'],
      Circuits: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      NotifyDigestQueueMessages: [...consume, 'sqs:SendMessage'].sort(),
    });
  });

  test('gathering reads replies and writes dumps of them: of no other feed, from no other source', () => {
    expect(grantsOf('notify-gather-replies')).toEqual({
      Landing: ['s3:ListBucket'],
      'Landing/replies/*': ['s3:GetObject'],
      'Landing/feed=outcomes/period=*/source=reply-page/part=*': ['s3:PutObject'],
      ReplyRepliesMessages: consume,
    });
  });

  test('the reply page reads work by its id and writes replies: no dump, no decision', () => {
    expect(grantsOf('notify-reply')).toEqual({
      Work: ['dynamodb:BatchGetItem'],
      'Landing/replies/*': ['s3:PutObject'],
      LinkSecret: ['secretsmanager:GetSecretValue'],
    });
  });

  test('outcomes reads what agents did, and changes work', () => {
    expect(grantsOf('notify-outcomes')).toEqual({
      Ledger: ['dynamodb:GetItem'],
      Facts: ['s3:ListBucket'],
      'Facts/facts/*': ['s3:GetObject'],
      Work: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      NotifyOutcomesQueueMessages: consume,
    });
  });

  test('sweep changes late work, tells people, and asks again for what waited', () => {
    expect(grantsOf('notify-sweep')).toEqual({
      Ledger: ['dynamodb:Query'],
      Facts: ['s3:ListBucket'],
      'Facts/runs/*': ['s3:GetObject'],
      DigestTopic: ['sns:Publish'],
      Work: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      'Work/index/due': ['dynamodb:Query'],
      ChurnRiskMessages: ['sqs:SendMessage'],
      ReturnVisitMessages: ['sqs:SendMessage'],
      MissedCalls: ['sqs:SendMessage'],
    });
  });

  test('messages reads and writes work, and publishes', () => {
    expect(grantsOf('notify-messages')).toEqual({
      Work: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      CustomerMessagesTopic: ['sns:Publish'],
      CustomerMessagesQueueMessages: consume,
    });
  });

  test('the plan of the work takes back what a run withdraws, and puts what it asks for on the queues', () => {
    expect(grantsOf('notify-plan-work')).toEqual({
      Ledger: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      Work: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      'Work/index/due': ['dynamodb:Query'],
      AgentDays: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      Facts: ['s3:ListBucket'],
      'Facts/runs/*': ['s3:GetObject', 's3:PutObject'],
      ChurnRiskMessages: ['sqs:SendMessage'],
      ReturnVisitMessages: ['sqs:SendMessage'],
      CustomerMessagesQueueMessages: ['sqs:SendMessage'],
      ReportQueueMessages: ['sqs:SendMessage'],
      WorkPlanMessages: consume,
    });
  });

  test('the report reads what runs wrote, and writes reports: no fact, no snapshot, no decision, no work', () => {
    expect(grantsOf('report')).toEqual({
      Ledger: ['dynamodb:GetItem', 'dynamodb:Query'],
      Facts: ['s3:ListBucket'],
      'Facts/policies/*': ['s3:GetObject'],
      'Facts/runs/*': ['s3:GetObject'],
      Reports: ['s3:ListBucket'],
      'Reports/run=*': ['s3:GetObject', 's3:PutObject'],
      ReportQueueMessages: consume,
    });
  });

  test('training reads facts and cards, and writes cards and the register', () => {
    expect(grantsOf('score-train')).toEqual({
      Facts: ['s3:ListBucket'],
      'Facts/facts/*': ['s3:GetObject'],
      'Facts/cards/*': ['s3:GetObject', 's3:PutObject'],
      'Facts/runs/*': ['s3:GetObject'],
      Ledger: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      MissedCalls: ['sqs:SendMessage'],
    });
  });

  test('erase takes customers out of facts, runs, refused rows, decisions and work, and nothing else', () => {
    expect(grantsOf('erase')).toEqual({
      Ledger: ['dynamodb:GetItem', 'dynamodb:Query'],
      Facts: ['s3:ListBucket'],
      ...Object.fromEntries(
        ['facts', 'snapshots', 'runs'].map((folder) => [
          `Facts/${folder}/*`,
          ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        ]),
      ),
      'Facts/tombstones/*': ['s3:GetObject', 's3:PutObject'],
      'Facts/erasures/*': ['s3:GetObject', 's3:PutObject'],
      Receipts: ['s3:ListBucket'],
      'Receipts/*.quarantine.jsonl': ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      'Receipts/erasures/*': ['s3:PutObject'],
      Decisions: ['dynamodb:BatchWriteItem'],
      Work: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem'],
      AgentDays: ['dynamodb:UpdateItem'],
      ErasureKey: ['secretsmanager:GetSecretValue'],
      EraseQueueMessages: [...consume, 'sqs:SendMessage'].sort(),
    });
  });

  test('what takes old facts away lists and deletes facts, and reads nothing', () => {
    expect(grantsOf('expire-facts')).toEqual({
      Facts: ['s3:ListBucket'],
      'Facts/facts/*': ['s3:DeleteObject'],
      MissedCalls: ['sqs:SendMessage'],
    });
  });

  test('reshard moves facts, and sees nothing else', () => {
    expect(grantsOf('reshard')).toEqual({
      Facts: ['s3:ListBucket'],
      'Facts/facts/*': ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      ReshardQueueMessages: consume,
    });
  });

  test('nobody but the shard worker writes decisions, and nobody but erase and reshard deletes anything', () => {
    const writers = functions.filter(
      ({ properties }) => grantsOf(properties.FunctionName.replace('tierline-dev-', '')).Decisions,
    );
    expect(writers.map(({ properties }) => properties.FunctionName).sort()).toEqual([
      'tierline-dev-erase',
      'tierline-dev-score-shard',
    ]);
    const others = roles.filter(({ id }) => !/^(Erase|Reshard)/.test(id));
    const actions = others.flatMap(({ id }) => statementsOf(id).flatMap(({ Action }) => list(Action)));
    expect(actions.filter((action) => action.includes('Delete') && action !== 'sqs:DeleteMessage')).toEqual([]);
  });
});

describe('environment', () => {
  const schemas = {
    ingest: ingestEnv,
    'ingest-chunk': ingestEnv,
    erase: eraseEnv,
    'expire-facts': expireEnv,
    reshard: reshardEnv,
    'score-plan': planEnv,
    'score-shard': shardEnv,
    'score-train': trainEnv,
    'notify-plan-work': planWorkEnv,
    'notify-assign': assignEnv,
    'notify-gather-replies': gatherEnv,
    'notify-digest-plan': digestPlanEnv,
    'notify-digest': digestEnv,
    'notify-messages': messagesEnv,
    'notify-outcomes': outcomesEnv,
    'notify-sweep': sweepEnv,
    report: reportEnv,
  };
  const variablesOf = (name: string): Record<string, string> => {
    const fn = functions.find(({ properties }) => properties.FunctionName === `tierline-dev-${name}`);
    const variables = Object.entries(fn?.properties.Environment.Variables ?? {});
    return Object.fromEntries(variables.map(([key, value]) => [key, flat(value)]));
  };

  test.each(Object.entries(schemas))('%s gets what its schema asks for, and nothing else of ours', (name, schema) => {
    const { NODE_OPTIONS: _, POWERTOOLS_SERVICE_NAME: service, ...variables } = variablesOf(name);
    // The dimension that alarms watch: see `emitted`.
    expect(service).toBe('tierline-dev');
    expect(schema.safeParse(variables).error?.issues ?? []).toEqual([]);
    expect(Object.keys(variables).sort()).toEqual(Object.keys(schema.shape).sort());
  });

  test('webhooks to the machine itself are for the embedded AWS only', () => {
    expect(variablesOf('notify-digest').ALLOW_LOOPBACK_WEBHOOKS).toBe('false');
    const local = synthesize({ stage: 'local' }).of<Fn>('AWS::Lambda::Function');
    const digest = local.find(({ properties }) => properties.FunctionName === 'tierline-local-notify-digest');
    expect(digest?.properties.Environment.Variables.ALLOW_LOOPBACK_WEBHOOKS).toBe('true');
  });
});
