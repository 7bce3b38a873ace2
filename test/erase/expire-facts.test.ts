import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expireFacts } from '../../functions/erase/expire-facts.ts';
import { type FeedName, feedNames } from '../../shared/contracts/feeds/index.ts';
import { type KeptMonths, monthsLookedBack } from '../../shared/contracts/kept-months.ts';
import type { FactExpiry } from '../../shared/contracts/messages/schedules.ts';
import { addMonths } from '../../shared/domain/calendar.ts';
import { factKey } from '../../shared/dump/fact-key.ts';
import { policyWith } from '../domain/customer.ts';
import { deliver, deliverBase, secondNight, wholeNight } from '../score/base.ts';
import { memoryNight } from '../score/doubles.ts';

const timeZone = 'Asia/Shanghai';
const due = (scheduledAt: string): FactExpiry => ({ version: 1, kind: 'fact-expiry', scheduledAt });
const keptFor = (months: number, single: Partial<KeptMonths> = {}): KeptMonths => ({
  ...(Object.fromEntries(feedNames.map((feed) => [feed, months])) as KeptMonths),
  ...single,
});

/** A bucket of which keys count only. */
const bucket = (keys: Iterable<string>) => {
  const left = new Set(keys);
  return {
    left,
    list: async (prefix: string) => [...left].filter((key) => key.startsWith(prefix)).map((key) => ({ key, bytes: 1 })),
    remove: async (key: string) => void left.delete(key),
  };
};
const usage = (period: string, more: { shards?: number; shard?: string; feed?: FeedName } = {}): string =>
  factKey({ shard: '003', feed: 'usage', period, dumpId: 'd', part: 0, ...more });

describe('facts that are past their time', () => {
  test('go by month, feed by feed, wherever they lie; what is no fact stays', async () => {
    const facts = bucket([
      ...['2026-06', '2026-07', '2026-08', '2026-11'].map((period) => usage(period)),
      ...['2026-07', '2026-08'].map((period) => usage(period, { shard: 'all', feed: 'notices' })),
      ...['2026-07', '2026-08'].map((period) => usage(period, { shards: 256 })),
      usage('2026-08', { feed: 'calls' }),
      ...['facts/layout.json', 'snapshots/run=2020-01-01T18-00-00Z/shard=003.parquet', 'tombstones/d.json'],
    ]);
    const ports = { facts, kept: keptFor(3, { calls: 2 }), timeZone };
    // The first of November at the operator's, the last of October elsewhere.
    expect(await expireFacts(due('2026-10-31T18:00:00Z'), ports)).toEqual({
      'usage/2026-06': 1,
      'usage/2026-07': 2,
      'notices/2026-07': 1,
      'calls/2026-08': 1,
    });
    expect([...facts.left].filter((key) => key.includes('2026-07'))).toEqual([]);
    expect(facts.left.size).toBe(7);
    expect(await expireFacts(due('2026-10-31T18:00:00Z'), ports)).toEqual({});
  });

  test('are never of a month that the policy looks at, whatever the day and the policy', async () => {
    const policy = fc.record({
      windowMonths: fc.integer({ min: 1, max: 36 }),
      learning: fc.option(
        fc.record({
          cuts: fc.integer({ min: 1, max: 60 }),
          leadMonths: fc.integer({ min: 0, max: 12 }),
          outcomeMonths: fc.integer({ min: 1, max: 12 }),
        }),
        { nil: undefined },
      ),
    }) as fc.Arbitrary<Parameters<typeof monthsLookedBack>[1]>;
    const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(policy, fc.constantFrom(...feedNames), instant, async (windows, feed, at) => {
        const needed = Math.max(1, monthsLookedBack(feed, windows));
        // A night decides for the day before: on the first of a month its newest month is the one before.
        const today = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 7);
        const months = Array.from({ length: 130 }, (_, back) => addMonths(today, -back));
        const facts = bucket(months.map((period) => usage(period, { feed })));
        await expireFacts(due(at.toISOString()), { facts, kept: keptFor(needed), timeZone });
        expect([...facts.left]).toEqual(months.slice(0, needed + 1).map((period) => usage(period, { feed })));
      }),
      { numRuns: 60 },
    );
  });

  test('are not missed by the next night: it decides as if they were there', async () => {
    const decisionsOf = async (isExpired: boolean) => {
      const night = memoryNight();
      deliverBase(night);
      for (const period of ['2022-01', '2025-10'])
        deliver(night, {
          ...{ dumpId: `old-${period}`, feed: 'usage', period },
          rows: [{ customerId: 'C001', voiceMinutes: 100_000, dataMb: 1 }],
        });
      await wholeNight(night);
      if (isExpired) {
        const facts = {
          list: async (prefix: string) =>
            [...night.objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => ({ key, bytes: 1 })),
          remove: async (key: string) => void night.objects.delete(key),
        };
        const kept = keptFor(monthsLookedBack('agents', policyWith().policy));
        const gone = await expireFacts(due('2026-11-01T00:30:00Z'), { facts, kept, timeZone });
        expect(gone).toEqual({ 'usage/2022-01': 1, 'usage/2025-10': 1 });
      }
      const runId = await wholeNight(night, secondNight);
      const snapshots = [...night.objects].filter(([key]) => key.startsWith(`snapshots/run=${runId}/`));
      return { snapshots, counts: night.ledgerRuns.get(runId)?.counts };
    };
    expect(await decisionsOf(true)).toEqual(await decisionsOf(false));
  });
});
