import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type GuardWord, guardWord } from '../contracts/guard-report.ts';
import {
  type DumpItem,
  type DumpStatus,
  dumpItem,
  type RunCounts,
  type RunItem,
  runItem,
  type ShardItem,
  shardItem,
  type WorkPlan,
} from '../contracts/items/ledger.ts';
import { ifCondition } from './if-condition.ts';
import { packedCounts, unpackedRow } from './packed-counts.ts';
import { queryAll } from './query-all.ts';

/** What became of dumps and runs: the rows that make facts count. */
export interface Ledger {
  /** The dump's row, or undefined. */
  dump(period: string, dumpId: string): Promise<DumpItem | undefined>;
  /**
   * Writes the dump's row while it is still being read; answers false, and changes nothing, where the dump is already
   * released, held, failed or retracted: then it is a delivery of something done.
   */
  saveDump(dump: DumpItem): Promise<boolean>;
  /**
   * Takes a dump from one state to another, with what else is said of it; answers false, and changes nothing, where it
   * is in none of the states it may be taken from. So of two that want to change it, one does.
   *
   * @param also what becomes true with the state: why it is held, say
   */
  changeDumpStatus(
    dump: Pick<DumpItem, 'period' | 'dumpId'>,
    from: readonly DumpStatus[],
    to: DumpStatus,
    also?: Pick<DumpItem, 'problem'>,
  ): Promise<boolean>;
  /** Records which dumps a dump replaces and which replaces it, in any state. */
  linkDump(
    dump: Pick<DumpItem, 'period' | 'dumpId'>,
    links: Pick<DumpItem, 'supersedes' | 'supersededBy'>,
  ): Promise<void>;
  /** All dumps whose key names the period. */
  dumpsOf(period: string): Promise<DumpItem[]>;
  /** The run's row, or undefined. */
  run(runId: string): Promise<RunItem | undefined>;
  /** The newest runs first. */
  runs(limit: number): Promise<RunItem[]>;
  /** Writes a new run; answers false, and changes nothing, where it is there already. */
  startRun(run: RunItem): Promise<boolean>;
  /** Marks a running run as taken over by a later one; its late shards then do nothing. */
  abandonRun(runId: string): Promise<void>;
  /** Records a measured shard; answers how many shards of the run are measured. Twice is as good as once. */
  shardMeasured(runId: string, shard: number): Promise<number>;
  /** Takes a run from measuring to deciding; a run that is not measuring stays as it is. */
  startDeciding(runId: string): Promise<void>;
  /** Records a done shard; answers how many shards of the run are done. Twice is as good as once. */
  shardDone(shard: ShardItem): Promise<number>;
  /** All done shards of a run. */
  shardsOf(runId: string): Promise<ShardItem[]>;
  /** Closes a running run with its sums; answers false where it was closed or abandoned before. */
  completeRun(runId: string, counts: RunCounts, also?: Pick<RunItem, 'stopped'>): Promise<boolean>;
  /** Operators' words that stopped playbooks may go on, all that were ever given. */
  guardWords(): Promise<GuardWord[]>;
  /** Keeps an operator's word; answers false, and changes nothing, where one was given for that stop. */
  giveGuardWord(word: GuardWord): Promise<boolean>;
  /** Records that the work of a completed run is on its queues, and how its sums changed by that; the first record stands. */
  workPlanned(runId: string, plan: WorkPlan, counts: RunCounts | null): Promise<void>;
}

const consistent = { ConsistentRead: true };

/** The ledger as a DynamoDB table (keys in the contracts' comments). */
export const dynamoLedger = (client: DynamoDBDocumentClient, table: string): Ledger => {
  const get = async <S extends z.ZodType>(schema: S, pk: string, sk: string): Promise<z.infer<S> | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { pk, sk }, ...consistent }));
    return Item && schema.parse(unpackedRow(Item));
  };
  const query = async <S extends z.ZodType>(schema: S, pk: string, newest?: number): Promise<z.infer<S>[]> => {
    const input = {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ...(newest === undefined ? {} : { Limit: newest, ScanIndexForward: false }),
      ...consistent,
    };
    return z.array(schema).parse((await queryAll(client, input, newest)).map(unpackedRow));
  };
  const runKey = (runId: string) => ({ pk: 'run', sk: runId });
  /** Adds a shard to a set of the run's row; a set, not a counter: a shard delivered twice is counted once. */
  const addShard = async (set: 'measuredShards' | 'doneShards', runId: string, shard: number): Promise<number> => {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: runKey(runId),
        UpdateExpression: `ADD ${set} :shard`,
        ExpressionAttributeValues: { ':shard': new Set([shard]) },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return z.set(z.number()).parse(Attributes?.[set]).size;
  };

  return {
    dump: (period, dumpId) => get(dumpItem, `dump#${period}`, dumpId),
    saveDump: (dump) =>
      ifCondition(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { pk: `dump#${dump.period}`, sk: dump.dumpId, ...dump },
            ConditionExpression: 'attribute_not_exists(pk) OR #status IN (:received, :ingesting)',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':received': 'received', ':ingesting': 'ingesting' },
          }),
        ),
      ),
    changeDumpStatus: ({ period, dumpId }, from, to, also) =>
      ifCondition(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: `dump#${period}`, sk: dumpId },
            UpdateExpression: `SET #status = :to${also ? ', problem = :problem' : ''}`,
            ConditionExpression: `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':to': to,
              ...(also && { ':problem': also.problem }),
              ...Object.fromEntries(from.map((status, index) => [`:from${index}`, status])),
            },
          }),
        ),
      ),
    async linkDump({ period, dumpId }, { supersedes = [], supersededBy }) {
      const remove = supersededBy === undefined ? ' REMOVE supersededBy' : '';
      await ifCondition(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: `dump#${period}`, sk: dumpId },
            UpdateExpression: `SET supersedes = :older${remove ? remove : ', supersededBy = :newer'}`,
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':older': supersedes, ...(supersededBy && { ':newer': supersededBy }) },
          }),
        ),
      );
    },
    dumpsOf: (period) => query(dumpItem, `dump#${period}`),
    run: (runId) => get(runItem, 'run', runId),
    runs: (limit) => query(runItem, 'run', limit),
    startRun: (run) =>
      ifCondition(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { ...runKey(run.runId), ...run },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
    async abandonRun(runId) {
      await ifCondition(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: runKey(runId),
            UpdateExpression: 'SET #status = :abandoned',
            ConditionExpression: '#status = :running',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':abandoned': 'abandoned', ':running': 'running' },
          }),
        ),
      );
    },
    shardMeasured: (runId, shard) => addShard('measuredShards', runId, shard),
    async startDeciding(runId) {
      await ifCondition(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: runKey(runId),
            UpdateExpression: 'SET step = :decide',
            ConditionExpression: 'step = :measure',
            ExpressionAttributeValues: { ':decide': 'decide', ':measure': 'measure' },
          }),
        ),
      );
    },
    async shardDone(shard) {
      const sk = `shard#${String(shard.shard).padStart(4, '0')}`;
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { pk: `run#${shard.runId}`, sk, ...shard, counts: packedCounts(shard.counts) },
        }),
      );
      return addShard('doneShards', shard.runId, shard.shard);
    },
    shardsOf: (runId) => query(shardItem, `run#${runId}`),
    guardWords: () => query(guardWord, 'guard-word'),
    giveGuardWord: (word) =>
      ifCondition(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { pk: 'guard-word', sk: `${word.playbook}#${word.stoppedAt}`, ...word },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
    completeRun: (runId, counts, also = {}) =>
      ifCondition(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: runKey(runId),
            UpdateExpression: `SET #status = :completed, #counts = :counts${also.stopped ? ', stopped = :stopped' : ''}`,
            ConditionExpression: '#status = :running',
            ExpressionAttributeNames: { '#status': 'status', '#counts': 'counts' },
            ExpressionAttributeValues: {
              ...{ ':completed': 'completed', ':running': 'running', ':counts': packedCounts(counts) },
              ...(also.stopped && { ':stopped': also.stopped }),
            },
          }),
        ),
      ),
    async workPlanned(runId, plan, counts) {
      await ifCondition(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: runKey(runId),
            UpdateExpression: 'SET workPlan = :plan, #counts = :counts',
            ConditionExpression: '#status = :completed AND attribute_not_exists(workPlan)',
            ExpressionAttributeNames: { '#status': 'status', '#counts': 'counts' },
            ExpressionAttributeValues: {
              ':plan': plan,
              ':counts': counts && packedCounts(counts),
              ':completed': 'completed',
            },
          }),
        ),
      );
    },
  };
};
