import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { dynamo } from '../../shared/aws/clients.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import type { DumpItem, RunCounts, RunItem, ShardItem } from '../../shared/contracts/items/ledger.ts';

const table = mockClient(DynamoDBDocumentClient);
const ledger = dynamoLedger(dynamo(), 'ledger');
const taken = () => new ConditionalCheckFailedException({ message: 'condition', $metadata: {} });

const dump: DumpItem = {
  version: 1,
  dumpId: '0a1b2c3d4e5f6071',
  key: 'feed=usage/period=2026-10/source=x/f.csv',
  versionId: 'v1',
  feed: 'usage',
  period: '2026-10',
  source: 'x',
  mapping: 'standard',
  status: 'ingesting',
  problem: null,
  bytes: 10,
  rows: 0,
  accepted: 0,
  refused: 0,
  facts: {},
  arrivedAt: '2026-11-01T00:10:00Z',
  sequencer: '0A',
};
const run: RunItem = {
  version: 1,
  runId: '2026-11-01',
  status: 'running',
  scheduledAt: '2026-10-31T18:00:00Z',
  policy: 'hash',
  previousRunId: null,
  shards: 2,
  counts: null,
};
const counts = (): RunCounts => ({
  ...{ customers: 1, kept: 0, decisionsWritten: 1, candidates: 1, queued: 1, suppressed: 0, heldOut: 0, deferred: 0 },
  ...{ queuedByKind: {}, suppressedByReason: {}, tiers: {}, stages: {}, bands: {}, moves: {} },
  ...{ schemes: {}, watched: {}, watchMoves: {} },
});
const shard: ShardItem = { version: 1, runId: run.runId, shard: 1, counts: counts() };

beforeEach(() => {
  table.reset();
});

describe('dumps', () => {
  test('a row is written under its period and id, and only over one that is not done', async () => {
    table.on(PutCommand).resolves({});
    expect(await ledger.saveDump(dump)).toBe(true);
    const input = table.commandCalls(PutCommand)[0]?.args[0].input;
    expect(input?.Item).toEqual({ pk: 'dump#2026-10', sk: dump.dumpId, ...dump });
    expect(input?.ConditionExpression).toBe('attribute_not_exists(pk) OR #status IN (:received, :ingesting)');
    expect(input?.ExpressionAttributeValues).toEqual({ ':received': 'received', ':ingesting': 'ingesting' });
  });

  test('a row that is done is left alone, which is an answer and no error; a throttle is an error', async () => {
    table.on(PutCommand).rejectsOnce(taken()).rejectsOnce(new Error('throttled'));
    expect(await ledger.saveDump(dump)).toBe(false);
    await expect(ledger.saveDump(dump)).rejects.toThrow('throttled');
  });

  test('a row is read back by its contract, consistently; none is undefined; a broken one is an error', async () => {
    table
      .on(GetCommand)
      .resolvesOnce({ Item: { pk: 'dump#2026-10', sk: dump.dumpId, ...dump } })
      .resolvesOnce({})
      .resolvesOnce({ Item: { ...dump, status: 'lost' } });
    expect(await ledger.dump('2026-10', dump.dumpId)).toEqual(dump);
    expect(await ledger.dump('2026-10', 'x')).toBeUndefined();
    await expect(ledger.dump('2026-10', dump.dumpId)).rejects.toThrow('status');
    expect(table.commandCalls(GetCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: 'dump#2026-10', sk: dump.dumpId },
      ConsistentRead: true,
    });
  });

  test('the dumps of a period follow all pages', async () => {
    table
      .on(QueryCommand)
      .resolvesOnce({ Items: [dump], LastEvaluatedKey: { pk: 'dump#2026-10', sk: 'a' } })
      .resolvesOnce({ Items: [{ ...dump, dumpId: 'b' }] });
    expect((await ledger.dumpsOf('2026-10')).map(({ dumpId }) => dumpId)).toEqual([dump.dumpId, 'b']);
    expect(table.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual({
      pk: 'dump#2026-10',
      sk: 'a',
    });
  });
});

describe('runs', () => {
  test('a run starts once', async () => {
    table.on(PutCommand).resolvesOnce({}).rejectsOnce(taken());
    expect([await ledger.startRun(run), await ledger.startRun(run)]).toEqual([true, false]);
    expect(table.commandCalls(PutCommand)[0]?.args[0].input.ConditionExpression).toBe('attribute_not_exists(pk)');
  });

  test('the newest runs come first, no more than asked for', async () => {
    table.on(QueryCommand).resolves({ Items: [run], LastEvaluatedKey: { pk: 'run', sk: 'a' } });
    expect(await ledger.runs(1)).toEqual([run]);
    expect(table.commandCalls(QueryCommand)).toHaveLength(1);
    expect(table.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({ Limit: 1, ScanIndexForward: false });
  });

  test('a done shard is counted in a set, so that twice is as good as once', async () => {
    table.on(PutCommand).resolves({});
    table.on(UpdateCommand).resolves({ Attributes: { doneShards: new Set([0, 1]) } });
    expect(await ledger.shardDone(shard)).toBe(2);
    expect(table.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({
      pk: 'run#2026-11-01',
      sk: 'shard#0001',
    });
    const update = table.commandCalls(UpdateCommand)[0]?.args[0].input;
    expect(update?.UpdateExpression).toBe('ADD doneShards :shard');
    expect(update?.ExpressionAttributeValues).toEqual({ ':shard': new Set([1]) });
  });

  test('the shards of a run are read back', async () => {
    table.on(QueryCommand).resolves({ Items: [{ pk: 'run#x', sk: 'shard#0001', ...shard }] });
    expect(await ledger.shardsOf(run.runId)).toEqual([shard]);
  });

  test('closing keeps what the harm guard has stopped', async () => {
    table.on(UpdateCommand).resolves({});
    await ledger.completeRun(run.runId, counts(), { stopped: ['call'] });
    const input = table.commandCalls(UpdateCommand)[0]?.args[0].input;
    expect(input?.UpdateExpression).toContain('stopped = :stopped');
    expect(input?.ExpressionAttributeValues).toMatchObject({ ':stopped': ['call'] });
  });

  test('of two words for one stop of a playbook the first stands, and all are read back', async () => {
    const word = {
      ...{ version: 1 as const, playbook: 'call', stoppedAt: '2026-11-01T18:00:00Z' },
      ...{ at: '2026-11-02T01:00:00Z', by: 'li.na', why: 'a new script' },
    };
    table.on(PutCommand).resolvesOnce({}).rejectsOnce(taken());
    expect([await ledger.giveGuardWord(word), await ledger.giveGuardWord(word)]).toEqual([true, false]);
    const input = table.commandCalls(PutCommand)[0]?.args[0].input;
    expect(input?.Item).toEqual({ pk: 'guard-word', sk: 'call#2026-11-01T18:00:00Z', ...word });
    expect(input?.ConditionExpression).toBe('attribute_not_exists(pk)');
    table.on(QueryCommand).resolves({ Items: [input?.Item ?? {}] });
    expect(await ledger.guardWords()).toEqual([word]);
  });

  test('only a running run is closed or abandoned', async () => {
    table.on(UpdateCommand).resolvesOnce({}).rejectsOnce(taken()).rejectsOnce(taken());
    expect([await ledger.completeRun(run.runId, counts()), await ledger.completeRun(run.runId, counts())]).toEqual([
      true,
      false,
    ]);
    await ledger.abandonRun(run.runId);
    for (const { args } of table.commandCalls(UpdateCommand))
      expect(args[0].input.ConditionExpression).toBe('#status = :running');
  });
});
