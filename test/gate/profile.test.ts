import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dumpProfile } from '../../shared/contracts/gate.ts';
import { binSlots, blankBin, countValues, middleOf, zeroBin } from '../../shared/domain/gate/gate-bins.ts';
import { mergeProfiles, mostSlices } from '../../shared/domain/gate/gate-merge.ts';
import { profiler } from '../../shared/domain/gate/gate-profile.ts';
import { missingShare } from '../../shared/domain/gate/gate-sketch.ts';
import { idHash } from '../../shared/domain/shard.ts';
import { batchOf, month, profileOf, type Row } from './slices.ts';

const decimal = fc.oneof(
  fc.constantFrom(0, -0, 0.01, -0.01, 1e-10, 10_000_000, -10_000_000),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
);
const row: fc.Arbitrary<Row> = fc.record({
  customerId: fc.nat(3_000).map((id) => `C${id}`),
  region: fc.option(fc.constantFrom('south', 'north', '广东', 'all'), { nil: undefined }),
  charged: fc.option(decimal, { nil: undefined }),
  dataMb: fc.option(decimal, { nil: undefined }),
  lastPaidOn: fc.option(fc.constant('2026-10-12'), { nil: undefined }),
});

describe('a profile', () => {
  test('of chunks, merged in any order, is that of the whole', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 4 }), (rows, cuts) => {
        const ends = [...cuts, rows.length].sort((left, right) => left - right);
        const chunks = ends.map((end, index) => rows.slice(ends[index - 1] ?? 0, end));
        expect(mergeProfiles(chunks.map((chunk) => profileOf(chunk)).reverse())).toEqual(profileOf(rows));
      }),
    );
  });

  test('of many customers, whose ids are sampled, adds up as well', () => {
    const rows = month(1, 20_000);
    const parts = [rows.slice(0, 7_001), rows.slice(7_001, 7_002), rows.slice(7_002)];
    expect(mergeProfiles(parts.map((part) => profileOf(part)))).toEqual(profileOf(rows));
  });

  test('of more regions than there are provinces is one slice, however it was cut', () => {
    const rows = Array.from({ length: mostSlices + 1 }, (_, index) => ({
      customerId: `C${index}`,
      region: `R${index}`,
      charged: 1,
    }));
    const { add, profile } = profiler();
    add(batchOf(rows.slice(0, 700)));
    add(batchOf(rows.slice(700)));
    expect(Object.keys(profile().feeds.billing?.slices ?? {})).toEqual(['all']);
    expect(profile().feeds.billing?.slices.all?.rows).toBe(mostSlices + 1);
    expect(mergeProfiles([profileOf(rows.slice(0, 500)), profileOf(rows.slice(500))])).toEqual(profileOf(rows));
    expect(profile()).toEqual(profileOf(rows));
  });

  test('is the same whichever way a column is held', () => {
    const rows = month(1, 500);
    const given = batchOf(rows);
    const coded = given.columns.map((column) => {
      if (column.name === 'customerId') {
        return { ...column, values: { hashes: Int32Array.from(rows, (row) => idHash(String(row.customerId))) } };
      }
      if (column.values instanceof Float64Array) return column;
      const texts = column.values as readonly (string | null)[];
      const dictionary = [...new Set(texts.filter((text) => text !== null))];
      const codes = Int32Array.from(texts, (text) => (text === null ? -1 : dictionary.indexOf(text)));
      return { ...column, values: { codes, dictionary } };
    });
    const { add, profile } = profiler();
    add({ ...given, columns: coded });
    expect(profile()).toEqual(profileOf(rows));
  });

  test('reads back from JSON, holds no id, and stays small', () => {
    const profile = profileOf(month(1, 20_000));
    const text = JSON.stringify(profile);
    expect(dumpProfile.parse(JSON.parse(text))).toEqual(profile);
    expect(text).not.toMatch(/C\d/);
    expect(text.length).toBeLessThan(40_000);
  });
});

describe('bins', () => {
  const binOf = (value: number): number => {
    const counts = new Uint32Array(binSlots);
    countValues(Float64Array.of(value), counts, 0);
    return counts.indexOf(1);
  };

  test('keep the order of numbers', () => {
    fc.assert(
      fc.property(
        decimal,
        decimal,
        (one, other) => one <= other === binOf(one) <= binOf(other) || binOf(one) === binOf(other),
      ),
    );
  });

  test('take noughts of both signs for one, and what is missing for none', () => {
    expect([0, -0, Number.NaN].map(binOf)).toEqual([zeroBin, zeroBin, blankBin]);
  });

  test('stand for their values to an eighth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), (value) => {
        expect(Math.abs(middleOf(binOf(value)) / value - 1)).toBeLessThanOrEqual(1 / 8);
        expect(middleOf(binOf(-value))).toBe(-middleOf(binOf(value)));
      }),
    );
  });
});

test('the sample of ids tells the share of missing customers to some percent', () => {
  const ids = (from: number, to: number) =>
    profileOf(Array.from({ length: to - from }, (_, index) => ({ customerId: `C${from + index}` }))).feeds.billing
      ?.slices.none?.ids ?? [];
  const before = ids(0, 20_000);
  for (const gone of [0, 0.1, 0.3, 0.9]) {
    const found = missingShare(before, ids(20_000 * gone, 24_000)) ?? Number.NaN;
    expect(Math.abs(found - gone)).toBeLessThan(0.06);
  }
  expect(missingShare(ids(0, 20), before)).toBeUndefined();
});
