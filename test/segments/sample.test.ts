import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeSamples, sampleShard } from '../../shared/domain/segments/sample.ts';
import { baseOf, policyOf, rowsOf, sampleOf } from './base.ts';

const policy = policyOf({ sampleSize: 60 });

describe('the sample that segments are found on', () => {
  test('holds the wanted number, drawn from all shards alike', () => {
    const base = baseOf(200);
    expect(sampleOf(policy, base).rows).toHaveLength(60);
    expect(sampleShard(policy, base.ids, base.numbers, 4).rows).toHaveLength(15);
  });

  test('is the same in whichever order customers and parts come', () => {
    const base = baseOf(40);
    const rows = base.ids.map((_, row) => row);
    const expected = sampleOf(policy, base);
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), fc.boolean(), (shuffled, turned) => {
        const parts = [0, 1].map((part) => {
          const { ids, numbers } = rowsOf(
            base,
            shuffled.filter((row) => row % 2 === part),
          );
          return sampleShard(policy, ids, numbers, 2);
        });
        const whole = sampleOf(policy, rowsOf(base, shuffled));
        expect(whole).toEqual(expected);
        expect(mergeSamples(turned ? parts.toReversed() : parts)).toEqual(mergeSamples(parts));
      }),
      { numRuns: 30 },
    );
  });

  test('holds no id, nulls for what is missing, and nobody of whom nothing is known', () => {
    const numbers = new Map([
      ['arpu', Float64Array.of(50, Number.NaN)],
      ['tenureMonths', Float64Array.of(Number.NaN, Number.NaN)],
    ]);
    const { rows, features } = sampleShard(policy, ['C1', 'C2'], numbers, 1);
    expect(features).toEqual(['arpu', 'tenureMonths', 'complaints']);
    expect(rows).toEqual([[expect.any(Number), 50, null, null]]);
  });

  test('two customers with the same hash are told apart by their values, not by who came first', () => {
    const [first, second] = [
      { features: ['arpu'], rows: [[7, 10]] },
      {
        features: ['arpu'],
        rows: [
          [7, null],
          [7, 9],
        ],
      },
    ] as Parameters<typeof mergeSamples>[0];
    if (!first || !second) throw new Error('two parts');
    expect(mergeSamples([first, second])).toEqual(mergeSamples([second, first]));
  });

  test('parts of different features are refused', () => {
    const other = { features: ['credit'], rows: [] };
    expect(() => mergeSamples([{ features: ['arpu'], rows: [] }, other])).toThrow('one holds arpu, another credit');
  });
});
