import { describe, expect, test } from 'vitest';
import { deliver, type Row, wholeNight } from './base.ts';
import { type MemoryNight, memoryNight } from './doubles.ts';

const customers = 4_000;
const months = ['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10'];

/** A number from 0 to 1 that depends on its arguments alone. */
const chance = (...parts: number[]): number => {
  let hash = 2166136261;
  for (const part of parts) hash = Math.imul(hash ^ (part + 0x9e37), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};
const date = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const novemberFirst = Date.parse('2026-11-01') / 86_400_000;
const ids = Array.from({ length: customers }, (_, index) => index);
const idOf = (index: number): string => `C${String(index).padStart(5, '0')}`;

const rowsOf = (row: (index: number) => Row, of: readonly number[] = ids): Row[] =>
  of.map((index) => ({ customerId: idOf(index), ...row(index) }));

/** Half a year of a base whose contracts end, tenures grow and payments age on every day of the calendar. */
const deliverMonths = (night: MemoryNight): void => {
  deliver(night, {
    ...{ dumpId: 'customers', feed: 'customers', period: '2026-10' },
    rows: rowsOf((index) => ({
      region: ['north', 'south', 'east'][index % 3] as string,
      joinedOn: date(novemberFirst - 5 - Math.floor(chance(index, 1) * 4_000)),
      contractEndsOn: date(novemberFirst - 60 + Math.floor(chance(index, 2) * 760)),
      contractMonths: [0, 12, 24][index % 3] as number,
      creditScore: 300 + Math.floor(chance(index, 3) * 600),
    })),
  });
  for (const [month, period] of months.entries()) {
    deliver(night, {
      ...{ dumpId: `usage-${period}`, feed: 'usage', period },
      rows: rowsOf((index) => ({
        voiceMinutes: 300 * (0.5 + chance(index, month, 4)),
        dataMb: 9_000 * (0.5 + chance(index, month, 5)),
      })),
    });
    deliver(night, {
      ...{ dumpId: `billing-${period}`, feed: 'billing', period },
      rows: rowsOf((index) => ({
        charged: 30 + 300 * chance(index, 6) + 20 * chance(index, month, 7),
        rechargeAmount: 50 * Math.floor(4 * chance(index, month, 8)),
        arrearsDays: chance(index, month, 9) < 0.1 ? 40 : 0,
      })),
    });
    deliver(night, {
      ...{ dumpId: `service-${period}`, feed: 'service', period },
      rows: rowsOf(
        (index) => ({ complaints: Math.floor(3 * chance(index, month, 10)), satisfaction: 1 + 4 * chance(index, 11) }),
        ids.filter((index) => chance(index, month, 12) < 0.2),
      ),
    });
  }
};

/** What the second of two nights wrote, as a share of what the first did. */
const shareWritten = async (nights: readonly [string, string], between: (night: MemoryNight) => void = () => {}) => {
  const night = memoryNight();
  deliverMonths(night);
  const first = await wholeNight(night, nights[0]);
  between(night);
  const second = await wholeNight(night, nights[1]);
  const written = (runId: string): number => night.ledgerRuns.get(runId)?.counts?.decisionsWritten ?? Number.NaN;
  expect(written(first)).toBe(customers);
  return written(second) / written(first);
};

describe('a second night, one day later', () => {
  const withinMonth = ['2026-11-10T18:00:00Z', '2026-11-11T18:00:00Z'] as const;

  test('writes at most 6 % as many items as the first where 5 % of the customers have changed', async () => {
    const share = await shareWritten(withinMonth, (night) => {
      const changed = ids.filter((index) => index % 20 === 7);
      // The newest bill comes again for some: much more, or much less, than before.
      deliver(night, {
        ...{ dumpId: 'corrected', feed: 'billing', period: '2026-10', source: 'corrections' },
        arrivedAt: '2026-11-11T10:00:00Z',
        rows: rowsOf(
          (index) => ({ charged: 20 + 900 * chance(index, 13), rechargeAmount: 0, arrearsDays: 0 }),
          changed,
        ),
      });
    });
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThanOrEqual(0.06);
  });

  test('writes less than 1 % where nothing but the calendar has moved', async () => {
    expect(await shareWritten(withinMonth)).toBeLessThan(0.01);
  });

  test('writes no more on the first night of a month, before its dumps have come', async () => {
    expect(await shareWritten(['2026-10-31T18:00:00Z', '2026-11-01T18:00:00Z'])).toBeLessThan(0.01);
  });
});
