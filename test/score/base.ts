import { measureShard } from '../../functions/score/measure-shard.ts';
import { planRun } from '../../functions/score/plan-run.ts';
import { scoreShard } from '../../functions/score/score-shard.ts';
import { type FeedName, feeds } from '../../shared/contracts/feeds/index.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { ShardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import { parsePolicy } from '../../shared/contracts/policy.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { allShards, factKey } from '../../shared/dump/fact-key.ts';
import { writeParquet } from '../../shared/dump/parquet.ts';
import { defaultPolicyText } from '../domain/customer.ts';
import type { MemoryNight } from './doubles.ts';

/** Shards of the tests. */
export const shards = 4;

/** Instant of the tests' first night: it decides for October. */
export const firstNight = '2026-10-31T18:00:00Z';
/** The night after. */
export const secondNight = '2026-11-01T18:00:00Z';

/** A fact: the values of one row. */
export type Row = Record<string, string | number>;

/** A dump as a test tells of it. */
export type Delivery = {
  dumpId: string;
  feed: FeedName;
  period: string;
  rows: readonly Row[];
  /** Landing key; made of the feed and month unless given. */
  key?: string;
  source?: string;
  arrivedAt?: string;
  status?: DumpItem['status'];
};

/** Puts a dump's facts in the bucket and its row in the ledger. */
export const deliver = (night: MemoryNight, delivery: Delivery): void => {
  const {
    dumpId,
    feed,
    period,
    rows,
    source = 'boss',
    arrivedAt = '2026-10-31T10:00:00Z',
    status = 'released',
  } = delivery;
  const groups = Map.groupBy(rows, (row) =>
    feeds[feed].key === 'agentId' ? allShards : shardName(shardOf(String(row.customerId), shards)),
  );
  for (const [shard, group] of groups) {
    const columns = feeds[feed].fields.map(({ name, kind }) => ({
      name,
      kind,
      values: ['number', 'integer', 'flag'].includes(kind)
        ? Float64Array.from(group, (row) => Number(row[name] ?? Number.NaN))
        : group.map((row) => (row[name] === undefined ? null : String(row[name]))),
    }));
    night.objects.set(factKey({ shard, feed, period, dumpId, part: 0 }), writeParquet(columns));
  }
  night.dumps.set(dumpId, {
    version: 1,
    dumpId,
    key: delivery.key ?? `feed=${feed}/period=${period}/source=${source}/${feed}.csv`,
    versionId: dumpId,
    feed,
    period,
    source,
    mapping: 'standard',
    status,
    problem: null,
    bytes: 1,
    rows: rows.length,
    accepted: rows.length,
    refused: 0,
    facts: { [`${feed}/${period}`]: rows.length },
    arrivedAt,
    sequencer: '00',
  });
};

/** Four months of forty customers: most steady, every fifth about to leave, some with a data line, one new. */
export const deliverBase = (night: MemoryNight): void => {
  const ids = Array.from({ length: 40 }, (_, index) => `C${String(index).padStart(3, '0')}`);
  const isLeaving = (index: number) => index % 5 === 0;
  deliver(night, {
    dumpId: 'customers-10',
    feed: 'customers',
    period: '2026-10',
    rows: ids.map((customerId, index) => ({
      customerId,
      region: index % 2 === 0 ? 'south' : 'north',
      name: '王小明',
      phone: `1380000${String(index).padStart(4, '0')}`,
      joinedOn: index === 3 ? '2026-10-12' : `20${10 + (index % 14)}-03-15`,
      creditScore: 400 + index * 10,
      dataLine: Number(index % 13 === 3),
      contractMonths: index % 3 === 0 ? 0 : 24,
    })),
  });
  for (const [month, period] of ['2026-07', '2026-08', '2026-09', '2026-10'].entries()) {
    deliver(night, {
      dumpId: `usage-${period}`,
      feed: 'usage',
      period,
      rows: ids.map((customerId, index) => ({
        customerId,
        voiceMinutes: isLeaving(index) && month === 3 ? 3 : 300 + index,
        dataMb: isLeaving(index) && month === 3 ? 10 : 9000,
      })),
    });
    deliver(night, {
      dumpId: `billing-${period}`,
      feed: 'billing',
      period,
      rows: ids.map((customerId, index) => ({
        customerId,
        charged: 20 + index * 9,
        rechargeAmount: isLeaving(index) && month === 3 ? 0 : 100,
      })),
    });
  }
  deliver(night, {
    dumpId: 'agents-10',
    feed: 'agents',
    period: '2026-10',
    rows: [
      { agentId: 'A1', capacity: 20, channels: 'sns', regions: 'south;north', skills: 'retention', language: 'en' },
    ],
  });
};

/** The default policy without what is measured first: its nights take one step. Those of two are in `measuring.test.ts`. */
export const defaultPolicy = parsePolicy(defaultPolicyText);
delete defaultPolicy.segments;
delete defaultPolicy.offers?.association;

/** Plans a night, with the default policy in one step unless told otherwise. */
export const plan = (night: MemoryNight, scheduledAt = firstNight, policy = defaultPolicy) =>
  planRun(
    { version: 1, kind: 'nightly-run', scheduledAt },
    {
      ledger: night.ledger,
      runs: night.runs,
      cards: night.cards.desk,
      shardQueue: night.shardQueue.queue,
      policy,
      timeZone: 'Asia/Shanghai',
      shards,
    },
  );

/** Measures or scores one shard, as the message says. */
export const score = async (night: MemoryNight, message: ShardRequested) => {
  const { ledger, runs, decisions, workPlans, workItems } = night;
  if (message.step !== 'measure')
    return scoreShard(message, { ledger, runs, decisions, work: workItems, workPlanQueue: workPlans.queue });
  await measureShard(message, { ledger, runs, shardQueue: night.shardQueue.queue });
  return { state: 'done', counts: null, closed: null } as const;
};

/** Plans a night and works off every message, in the order in which they were sent. */
export const wholeNight = async (night: MemoryNight, scheduledAt = firstNight, policy = defaultPolicy) => {
  const { runId } = await plan(night, scheduledAt, policy);
  for (let sent = night.shardQueue.sent.shift(); sent; sent = night.shardQueue.sent.shift())
    await score(night, sent.message);
  return runId;
};

/** What a night left behind, however it went: decisions, work by id, snapshots, counts. */
export const remains = (night: MemoryNight, runId: string) => ({
  table: Object.fromEntries([...night.table].sort(([left], [right]) => (left < right ? -1 : 1))),
  work: Object.fromEntries(
    night
      .workOf(runId)
      .map((one) => [one.workId, one] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  ),
  snapshots: [...night.objects]
    .filter(([key]) => key.startsWith(`snapshots/run=${runId}`))
    .map(([key, body]) => [key, Buffer.from(body).toString('base64')])
    .sort(),
  run: { ...night.ledgerRuns.get(runId), doneShards: undefined },
});
