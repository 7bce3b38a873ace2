import { describe, expect, test } from 'vitest';
import { readShard } from '../../shared/aws/read-shard.ts';
import type { FactLayout } from '../../shared/contracts/fact-layout.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import { type RunCounts, runCounts } from '../../shared/contracts/items/ledger.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { deliver, deliverBase, plan, score, secondNight, shards, wholeNight } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';
import { copyAll, setLayout } from './bucket.ts';

const thirdNight = '2026-11-02T18:00:00Z';
const since = '2026-11-01T00:00:00Z';
const few = { shards, first: true };
const many = { shards: 16, first: false };
const copying: FactLayout = { version: 1, now: few, other: many, state: 'copying', since };
const switched: FactLayout = { version: 1, now: many, other: few, state: 'switched', since };
const back: FactLayout = { version: 1, now: few, other: many, state: 'copying', since };
const clearing: FactLayout = { ...switched, state: 'clearing' };

/** Decisions of a run, by customer, with all that a snapshot says of them. */
const decisionsOf = async (night: MemoryNight, runId: string): Promise<Decision[]> => {
  const { shards: count } = night.ledgerRuns.get(runId) ?? { shards: 0 };
  const parts = Array.from({ length: count }, (_, shard) => night.runs.decisions(runId, shardName(shard)));
  return (await Promise.all(parts)).flat().sort((left, right) => (left.customerId < right.customerId ? -1 : 1));
};

/** What a night came to, whatever its shards: decisions, the table, the work, the counts, the promises. */
const outcome = async (night: MemoryNight, runId: string) => {
  const { shards: count, counts } = night.ledgerRuns.get(runId) ?? { shards: 0, counts: null };
  const parts = Array.from({ length: count }, (_, shard) => night.runs.promises(runId, shardName(shard)));
  return {
    decisions: await decisionsOf(night, runId),
    table: [...night.table.values()].sort((left, right) => (left.customerId < right.customerId ? -1 : 1)),
    work: night.workOf(runId).sort((left, right) => (left.workId < right.workId ? -1 : 1)),
    counts: runCounts.parse(counts),
    promises: (await Promise.all(parts)).flatMap((one) => one?.entries ?? []).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
};

/** The base of all tests, and one night of it. */
const begun = async (): Promise<MemoryNight> => {
  const night = memoryNight();
  deliverBase(night);
  deliver(night, {
    ...{ dumpId: 'calls-10', feed: 'calls', period: '2026-10' },
    rows: Array.from({ length: 30 }, (_, index) => ({
      ...{ callId: `K${index}`, customerId: `C${String(index).padStart(3, '0')}`, direction: 'in', desk: 'hotline' },
      queuedAt: `2026-10-${String((index % 28) + 1).padStart(2, '0')}T02:00:00Z`,
      waitedSeconds: index % 3 === 0 ? 200 : 5,
    })),
  });
  await wholeNight(night);
  return night;
};

/** The same night in few shards, which nobody ever changed. */
const unchanged = async (until: 'second' | 'third'): Promise<Awaited<ReturnType<typeof outcome>>> => {
  const night = await begun();
  const second = await wholeNight(night, secondNight);
  return outcome(night, until === 'second' ? second : await wholeNight(night, thirdNight));
};

const written = (counts: RunCounts): number => counts.decisionsWritten;

describe('a night after the number of shards has changed', () => {
  test('decides, writes and asks for the same as one after which nothing changed', async () => {
    const night = await begun();
    setLayout(night.objects, copying);
    await copyAll(night.objects, copying);
    setLayout(night.objects, switched);
    const second = await wholeNight(night, secondNight);
    expect(night.ledgerRuns.get(second)?.shards).toBe(16);
    expect(await outcome(night, second)).toEqual(await unchanged('second'));
    expect((await unchanged('second')).promises.length).toBeGreaterThan(20);
    expect(night.workOf([...night.ledgerRuns.keys()][0] ?? '').length).toBeGreaterThan(5);
    // The state of the night before was carried over: nobody is new, hardly anything is written.
    expect(written((await outcome(night, second)).counts)).toBeLessThan(5);
    const third = await wholeNight(night, thirdNight);
    expect(await outcome(night, third)).toEqual(await unchanged('third'));
  });

  test('does so where nothing was copied yet: copies save reading, nothing depends on them', async () => {
    const night = await begun();
    setLayout(night.objects, switched);
    expect(await outcome(night, await wholeNight(night, secondNight))).toEqual(await unchanged('second'));
  });

  test('does so on the way back, and once the old copies are gone', async () => {
    const night = await begun();
    setLayout(night.objects, copying);
    await copyAll(night.objects, copying);
    setLayout(night.objects, switched);
    await wholeNight(night, secondNight);
    setLayout(night.objects, back);
    const third = await wholeNight(night, thirdNight);
    expect(night.ledgerRuns.get(third)?.shards).toBe(shards);
    expect(await outcome(night, third)).toEqual(await unchanged('third'));

    const done = await begun();
    setLayout(done.objects, clearing);
    await copyAll(done.objects, clearing);
    setLayout(done.objects, { version: 1, now: many });
    expect([...done.objects.keys()].filter((key) => /^facts\/shard=\d/.test(key))).toEqual([]);
    expect(await outcome(done, await wholeNight(done, secondNight))).toEqual(await unchanged('second'));
  });

  test('takes up decisions of a run that was given up in other shards, half done', async () => {
    const giveUp = async (night: MemoryNight): Promise<void> => {
      await plan(night, secondNight);
      for (const { message } of night.shardQueue.sent.splice(0).slice(0, 3)) await score(night, message);
    };
    /** More usage for everybody from the given-up night on, so that decisions change and change again. */
    const more = (night: MemoryNight): void =>
      deliver(night, {
        ...{ dumpId: 'service-10', feed: 'service', period: '2026-10', arrivedAt: '2026-11-01T10:00:00Z' },
        rows: Array.from({ length: 40 }, (_, at) => ({ customerId: `C${String(at).padStart(3, '0')}`, complaints: 5 })),
      });
    const [changed, untouched] = [await begun(), await begun()];
    for (const night of [changed, untouched]) more(night);
    setLayout(changed.objects, switched);
    await giveUp(changed);
    expect([...changed.table.values()].filter(({ runId }) => runId === '2026-11-01T18-00-00Z').length).toBeGreaterThan(
      3,
    );
    setLayout(changed.objects, back);
    for (const night of [changed, untouched]) night.dumps.delete('service-10');
    const third = await wholeNight(changed, thirdNight);
    expect((await changed.runs.manifest(third)).abandonedRunIds).toHaveLength(1);
    // Whatever the given-up run wrote to the table is put right: it says what a stack without it says.
    const expected = await outcome(untouched, await wholeNight(untouched, thirdNight));
    const { table, work, decisions } = await outcome(changed, third);
    expect(decisions).toEqual(expected.decisions);
    expect(work).toEqual(expected.work);
    expect(table).toEqual(expected.table);
  });

  test('leaves nights before it readable: their shards are read from what there is now', async () => {
    const night = await begun();
    const [firstRun = ''] = night.ledgerRuns.keys();
    const manifest = await night.runs.manifest(firstRun);
    const frozen = async () => {
      const parts = Array.from({ length: shards }, (_, shard) => readShard(manifest, shard, [], night.runs));
      return (await Promise.all(parts)).map(({ files }) =>
        Object.entries(Object.groupBy(files, ({ dumpId }) => dumpId)).map(([dumpId, own]) => [
          dumpId,
          own?.reduce((sum, { rows }) => sum + rows, 0),
        ]),
      );
    };
    const before = await frozen();
    setLayout(night.objects, clearing);
    await copyAll(night.objects, clearing);
    setLayout(night.objects, { version: 1, now: many });
    expect(await frozen()).toEqual(before);
  });

  test('retried after a switch in the midst of it goes on in the shards that it began with', async () => {
    const night = await begun();
    const { runId } = await plan(night, secondNight);
    setLayout(night.objects, switched);
    for (let sent = night.shardQueue.sent.shift(); sent; sent = night.shardQueue.sent.shift())
      await score(night, sent.message);
    await plan(night, secondNight);
    expect(night.ledgerRuns.get(runId)).toMatchObject({ status: 'completed', shards });
    expect(await outcome(night, runId)).toEqual(await unchanged('second'));
  });
});
