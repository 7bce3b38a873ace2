import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFacts, readShard, readToMeasure } from '../../shared/aws/read-shard.ts';
import { policyHash } from '../../shared/aws/run-store.ts';
import { type Policy, parsePolicy } from '../../shared/contracts/policy.ts';
import { type Columns, decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { decideFrozen, measureFrozen, nightOfRun } from '../../shared/domain/decide/frozen-shard.ts';
import { readingOf } from '../../shared/domain/decide/kept-facts.ts';
import type { MeasureRun } from '../../shared/domain/decide/measure.ts';
import { tableDifferences } from '../../shared/domain/decide/table-differences.ts';
import { contactFeeds } from '../../shared/domain/policy/compile-contact.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { writeSnapshot } from '../../shared/dump/snapshot.ts';
import { decideAll, defaultPolicyText, leaving, nightAt, policyWith } from '../domain/customer.ts';
import { deliver, defaultPolicy as policy, type Row, shards, wholeNight } from './base.ts';
import { type MemoryNight, memoryNight } from './doubles.ts';

const changed = (change: (policy: Policy) => void): Policy => {
  const copy = structuredClone(policy);
  change(copy);
  return copy;
};

const ids = ['A1', 'A2', 'B17', 'C3', '客户-4', 'D55', 'E6', 'F71', 'G8', 'H99'];
const months = ['2026-07', '2026-08', '2026-09', '2026-10'];
const amount = fc.oneof(
  fc.integer({ min: -500, max: 40_000 }).map((cents) => cents / 100),
  fc.constant(undefined),
);
const dates = fc.constantFrom('2024-02-29', '2026-10-12', '2026-11-03', '2027-01-01', undefined);
const known = (row: Record<string, string | number | undefined>): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;

const profile = fc
  .record({
    region: fc.constantFrom('south', 'north', undefined),
    segment: fc.constantFrom('consumer', 'enterprise', undefined),
    list: fc.constantFrom('red', 'black', undefined, undefined),
    joinedOn: dates,
    contractEndsOn: dates,
    tenureMonths: fc.constantFrom(0, 7.5, 40, undefined),
    contractMonths: fc.constantFrom(0, 24, undefined),
    creditScore: fc.constantFrom(410, 720, undefined),
    name: fc.constant('王小明'),
    phone: fc.constant('13800001234'),
  })
  .map(known);
const usage = fc
  .record({ voiceMinutes: amount, dataMb: amount, smsCount: fc.constantFrom(0, 3, undefined) })
  .map(known);
const billing = fc
  .record({ charged: amount, rechargeAmount: amount, arrearsDays: fc.constantFrom(0, 40), lastPaidOn: dates })
  .map(known);
/** A row of each customer, or none. */
const each = (row: fc.Arbitrary<Row>) => fc.tuple(...ids.map(() => fc.option(row, { freq: 6, nil: null })));
const base = fc.record({
  profiles: each(profile),
  usage: fc.tuple(...months.map(() => each(usage))),
  billing: fc.tuple(...months.map(() => each(billing))),
});
type Base = typeof base extends fc.Arbitrary<infer Given> ? Given : never;

const rowsOf = (rows: readonly (Row | null)[]): Row[] =>
  rows.flatMap((row, index) => (row ? [{ customerId: ids[index] as string, ...row }] : []));

const deliverAll = (night: MemoryNight, { profiles, ...series }: Base): void => {
  deliver(night, { dumpId: 'customers', feed: 'customers', period: '2026-09', rows: rowsOf(profiles) });
  for (const feed of ['usage', 'billing'] as const)
    for (const [month, period] of months.entries())
      deliver(night, { dumpId: `${feed}-${period}`, feed, period, rows: rowsOf(series[feed][month] ?? []) });
};

/** Who has used and paid something in every month. */
const everybody: Base = {
  profiles: ids.map(() => ({ region: 'south', contractEndsOn: '2027-01-01' })),
  usage: months.map((_, month) => ids.map((_, index) => ({ voiceMinutes: 100 + index * month }))),
  billing: months.map(() => ids.map((_, index) => ({ charged: 30 * index }))),
} as unknown as Base;

/** All that a night says, taking up what the night before left or reading the facts; and of how many shards with customers it took that up. */
const saidOf = async (night: MemoryNight, runId: string, takesUp: boolean, by: Policy = policy) => {
  const manifest = await night.runs.manifest(runId);
  const compiled = compilePolicy(by, policyHash(by));
  const tonight = nightOfRun(manifest, compiled);
  const reading = readingOf(compiled, tonight.months);
  const said = [];
  let kept = 0;
  for (let shard = 0; shard < shards; shard++) {
    const frozen = await readShard(manifest, shard, contactFeeds(by), night.runs, { reading, takesUp });
    const { facts, decided } = decideFrozen(frozen, compiled, tonight, await night.runs.base(runId));
    if (frozen.isKept && facts.rows > 0) kept++;
    const { table, snapshot, changed: rows, work, counts, figures, withdrawn, paused } = decided;
    said.push({
      bytes: Buffer.from(writeSnapshot(table, snapshot)).toString('base64'),
      stored: Buffer.from(night.objects.get(`snapshots/run=${runId}/shard=${shardName(shard)}.parquet`) ?? []).toString(
        'base64',
      ),
      ids: [...table.ids],
      decisions: rows.map((row) => decisionAt(table, row, compiled)),
      work: work.map((one) => workOf(compiled, one, decisionAt(table, one.row, compiled), facts, tonight)),
      ...{ counts, figures, withdrawn, paused },
    });
  }
  return { said, kept };
};

const inhabited = (said: readonly { ids: readonly string[] }[]): number =>
  said.filter(({ ids: its }) => its.length > 0).length;

/** What each shard adds to what is known of the whole base, from what is kept and from the facts. */
const measuresOf = async (night: MemoryNight, runId: string, by: Policy) => {
  const manifest = await night.runs.manifest(runId);
  const compiled = compilePolicy(by, policyHash(by));
  const run: MeasureRun = { night: nightOfRun(manifest, compiled), shards, last: null };
  const kept = [];
  const read = [];
  for (let shard = 0; shard < shards; shard++) {
    const given = await readToMeasure(manifest, shard, readingOf(compiled, run.night.months), night.runs);
    expect(given.isKept).toBe(true);
    kept.push(measureFrozen(given, compiled, run));
    read.push(measureFrozen(await readFacts(manifest, shard, night.runs), compiled, run));
  }
  return { kept, read };
};

describe('what a snapshot keeps of facts', () => {
  test('gives the decisions, the work and the bytes that the facts give, on any later night', async () => {
    await fc.assert(
      fc.asyncProperty(base, fc.constantFrom('2026-11-05', '2026-11-29', '2026-12-02'), async (given, day) => {
        const night = memoryNight();
        deliverAll(night, given);
        await wholeNight(night, '2026-11-04T18:00:00Z', policy);
        const runId = await wholeNight(night, `${day}T18:00:00Z`, policy);
        const [kept, read] = [await saidOf(night, runId, true), await saidOf(night, runId, false)];
        expect(kept.said).toEqual(read.said);
        for (const { bytes, stored } of kept.said) expect(bytes).toBe(stored);
        expect(read.kept).toBe(0);
        // A night of another month looks at other months.
        expect(kept.kept).toBe(day < '2026-12' ? inhabited(kept.said) : 0);
      }),
      { numRuns: 8 },
    );
  });

  test('is not taken up where a dump has come, is gone, or the policy reads other features', async () => {
    const rows = ids.map((customerId) => ({ customerId, voiceMinutes: 1 }));
    const later = { dumpId: 'later', feed: 'usage', period: '2026-10', rows } as const;
    const fewer = changed(({ scorecards }) => {
      for (const card of Object.values(scorecards)) card.features = card.features.slice(0, 2);
    });
    for (const [between, by] of [
      [(night: MemoryNight) => deliver(night, { ...later, arrivedAt: '2026-11-05T10:00:00Z' }), policy],
      [(night: MemoryNight) => deliver(night, { ...later, period: '2026-11' }), policy],
      [(night: MemoryNight) => void night.dumps.delete('billing-2026-09'), policy],
      [() => {}, fewer],
    ] as const) {
      const night = memoryNight();
      deliverAll(night, everybody);
      await wholeNight(night, '2026-11-04T18:00:00Z', policy);
      between(night);
      const runId = await wholeNight(night, '2026-11-05T18:00:00Z', by);
      const [kept, read] = [await saidOf(night, runId, true, by), await saidOf(night, runId, false, by)];
      expect(kept.kept).toBe(0);
      expect(kept.said).toEqual(read.said);
    }
  });

  test('says of whom no fact is left that the last decision stands', async () => {
    const night = memoryNight();
    deliverAll(night, everybody);
    const rows = [{ customerId: 'X1', voiceMinutes: 3 }];
    deliver(night, { dumpId: 'gone', feed: 'usage', period: '2026-10', source: 'crm', rows });
    await wholeNight(night, '2026-11-04T18:00:00Z', policy);
    night.dumps.delete('gone');
    await wholeNight(night, '2026-11-05T18:00:00Z', policy);
    const runId = await wholeNight(night, '2026-11-06T18:00:00Z', policy);
    const [kept, read] = [await saidOf(night, runId, true), await saidOf(night, runId, false)];
    expect(kept.kept).toBe(inhabited(kept.said));
    expect(kept.said).toEqual(read.said);
    expect(kept.said.flatMap(({ ids }) => ids)).toContain('X1');
    expect(kept.said.flatMap(({ decisions }) => decisions.map(({ customerId }) => customerId))).not.toContain('X1');
  });

  test('is no decision: a night that kept nothing of facts decided the same', () => {
    const { table, snapshot } = decideAll([leaving, { customerId: 'C2', charged: [3] }], null, policyWith(), nightAt());
    const without = <Column>({ names, get }: Columns<Column>): Columns<Column> => ({
      names: names.filter((name) => !name.startsWith('fact_')),
      get: (name) => (name.startsWith('fact_') ? undefined : get(name)),
    });
    const earlier = { ...table, numbers: without(table.numbers), words: without(table.words) };
    expect(earlier.numbers.names.length).toBeLessThan(table.numbers.names.length);
    expect(tableDifferences(earlier, table, snapshot)).toEqual([]);
  });

  test('is measured as the facts are, also where the night before knows somebody of whom no fact is left', async () => {
    const measured = parsePolicy(defaultPolicyText);
    const night = memoryNight();
    deliverAll(night, everybody);
    const rows = [{ customerId: 'X1', voiceMinutes: 3 }];
    deliver(night, { dumpId: 'gone', feed: 'usage', period: '2026-10', source: 'crm', rows });
    await wholeNight(night, '2026-11-04T18:00:00Z', measured);
    night.dumps.delete('gone');
    await wholeNight(night, '2026-11-05T18:00:00Z', measured);
    const runId = await wholeNight(night, '2026-11-06T18:00:00Z', measured);
    const { kept, read } = await measuresOf(night, runId, measured);
    expect(kept).toEqual(read);
    expect(kept.reduce((sum, { customers }) => sum + customers, 0)).toBe(ids.length);
  });
});
