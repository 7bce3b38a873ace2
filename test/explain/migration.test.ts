import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countMoves, type Graded, movesOf, sumMoves } from '../../shared/domain/whatif/migration.ts';

const graded = (customerId: string, tier: string, region: string | null = 'south'): Graded => ({
  customerId,
  region,
  tiers: { value: tier },
});

const base = fc.uniqueArray(
  fc.record({
    customerId: fc.integer({ min: 0, max: 30 }).map((number) => `C${number}`),
    region: fc.option(fc.constantFrom('north', 'south')),
    tiers: fc.dictionary(fc.constantFrom('value', 'spend'), fc.constantFrom('high', 'mid', 'low')),
  }),
  { selector: ({ customerId }) => customerId },
);

describe('moves between tiers', () => {
  test('say who rose, fell, stayed, came and went', () => {
    const before = [graded('C1', 'low'), graded('C2', 'high'), graded('C3', 'mid'), graded('C4', 'mid')];
    const after = [graded('C1', 'mid'), graded('C2', 'low'), graded('C3', 'mid'), graded('C5', 'high')];
    const moves = movesOf(before, after);
    expect(moves).toContainEqual({ scheme: 'value', region: 'south', from: 'low', to: 'mid', customers: 1 });
    expect(moves).toContainEqual({ scheme: 'value', region: 'south', from: 'mid', to: null, customers: 1 });
    expect(countMoves(moves, ['high', 'mid', 'low'])).toEqual({ up: 1, down: 1, stayed: 1, came: 1, went: 1 });
  });

  test('a customer who moves to another region is counted where they are now', () => {
    const moves = movesOf([graded('C1', 'low', 'north')], [graded('C1', 'low', 'south')]);
    expect(moves).toEqual([{ scheme: 'value', region: 'south', from: 'low', to: 'low', customers: 1 }]);
  });

  test('every customer of either night is counted once a scheme, however the base is cut into shards', () => {
    fc.assert(
      fc.property(base, base, fc.integer({ min: 1, max: 5 }), (before, after, shards) => {
        const shardOf = ({ customerId }: Graded) => Number(customerId.slice(1)) % shards;
        const whole = movesOf(before, after);
        const parts = Array.from({ length: shards }, (_, shard) =>
          movesOf(
            before.filter((one) => shardOf(one) === shard),
            after.filter((one) => shardOf(one) === shard),
          ),
        );
        expect(sumMoves(parts.toReversed().flat())).toEqual(whole);
        for (const scheme of ['value', 'spend']) {
          const ids = new Set(
            [...before, ...after].filter(({ tiers }) => scheme in tiers).map((one) => one.customerId),
          );
          const own = whole.filter((move) => move.scheme === scheme);
          expect(own.reduce((sum, { customers }) => sum + customers, 0)).toBe(ids.size);
        }
      }),
    );
  });
});
