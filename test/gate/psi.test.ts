import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SliceProfile } from '../../shared/contracts/gate.ts';
import { findingsOf, limitsOf } from '../../shared/domain/gate/gate-checks.ts';
import { psi, roughMean, total } from '../../shared/domain/gate/psi.ts';
import { gate, month, profileOf, type Row } from './slices.ts';

const histogram = fc
  .uniqueArray(fc.nat(464), { minLength: 1, maxLength: 40 })
  .chain((bins) =>
    fc
      .array(fc.integer({ min: 1, max: 5_000 }), { minLength: bins.length, maxLength: bins.length })
      .map((counts) =>
        bins.sort((left, right) => left - right).flatMap((bin, index) => [bin, counts[index] as number]),
      ),
  );

/** `kept` of 12 parts as they are, the other parts spread as another histogram is. */
const mixed = (from: readonly number[], to: readonly number[], moved: number): number[] => {
  const counts = new Map<number, number>();
  const add = (bins: readonly number[], times: number) => {
    for (let at = 0; at < bins.length; at += 2)
      counts.set(bins[at] as number, (counts.get(bins[at] as number) ?? 0) + (bins[at + 1] as number) * times);
  };
  add(from, total(to) * (12 - moved));
  add(to, total(from) * moved);
  return [...counts]
    .filter(([, count]) => count > 0)
    .sort(([left], [right]) => left - right)
    .flat();
};

const charged = (change: (charged: number, index: number) => number): readonly number[] =>
  profileOf(
    month(1, 3_000, (row, index) => ({ ...row, region: undefined, charged: change(Number(row.charged), index) })),
  ).feeds.billing?.slices.none?.columns.charged?.bins ?? [];

describe('the index of a shift', () => {
  test('is 0 for equal columns, however many rows they have', () => {
    fc.assert(
      fc.property(histogram, fc.integer({ min: 1, max: 9 }), (bins, times) => {
        const more = bins.map((value, at) => (at % 2 === 0 ? value : value * times));
        expect(psi(bins, more)).toBeCloseTo(0, 12);
      }),
    );
  });

  test('is never negative, and grows with the part of the values that has moved', () => {
    fc.assert(
      fc.property(histogram, histogram, (from, to) => {
        const indexes = Array.from({ length: 13 }, (_, moved) => psi(from, mixed(from, to, moved)));
        expect(indexes[0]).toBeCloseTo(0, 12);
        indexes.forEach((index, moved) => {
          expect(index).toBeGreaterThanOrEqual((indexes[moved - 1] ?? 0) - 1e-12);
        });
      }),
    );
  });

  test('grows with the factor of a wrong unit', () => {
    const before = charged((value) => value);
    const indexes = [1, 1.05, 1.5, 2, 5, 10].map((factor) =>
      psi(
        before,
        charged((value) => value * factor),
      ),
    );
    expect(indexes).toEqual([...indexes].sort((left, right) => left - right));
    expect(indexes[1]).toBeLessThan(0.1);
    expect(indexes[3]).toBeGreaterThan(0.25);
  });

  test('sees values where there was one only', () => {
    expect(psi([232, 1_000], [232, 900, 300, 100])).toBeGreaterThan(0.25);
    expect(psi([232, 1_000], [232, 995, 300, 5])).toBeLessThan(0.1);
  });

  test('says nothing of a column without values', () => {
    expect([psi([], [232, 5]), psi([232, 5], [])]).toEqual([0, 0]);
  });
});

test('a rough mean is right to a tenth', () => {
  const mean = 100;
  expect(Math.abs(roughMean(charged((_, index) => (index % 2 === 0 ? mean - 37 : mean + 37))) / mean - 1)).toBeLessThan(
    0.1,
  );
  expect(roughMean([])).toBe(0);
});

describe('of several months the kindest counts', () => {
  const slice = (rows: readonly Row[]): SliceProfile =>
    profileOf(rows.map((row) => ({ ...row, region: undefined }))).feeds.billing?.slices.none ?? {
      rows: 0,
      ids: [],
      columns: {},
    };
  const limits = {
    ...limitsOf(gate(), 'billing'),
    shift: 0.0001,
    blanks: 0.0001,
    customersMissing: 0.0001,
    rowsShort: 0.0001,
  };
  const months = [1, 1.2, 2].map((factor, index) =>
    slice(month(index, 900 + index * 100, (row) => ({ ...row, charged: Number(row.charged) * factor }))),
  );

  test('no finding is worse than against any single month', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.5, 1, 1.3, 2, 4), fc.integer({ min: 300, max: 1_000 }), (factor, customers) => {
        const now = slice(month(9, customers, (row) => ({ ...row, charged: Number(row.charged) * factor })));
        const all = findingsOf(months, now, limits);
        for (const one of months) {
          const single = findingsOf([one], now, limits);
          for (const { check, column, value } of all)
            expect(value).toBeLessThanOrEqual(
              single.find((finding) => finding.check === check && finding.column === column)?.value ?? -1,
            );
        }
      }),
      { numRuns: 30 },
    );
  });

  test('what equals one of them has no finding', () => {
    for (const one of months) expect(findingsOf(months, one, limits)).toEqual([]);
  });
});
