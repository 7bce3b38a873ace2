import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutOff,
  mergeSketches,
  type QuantileSketch,
  sketchCount,
  sketchOf,
} from '../../shared/domain/schemes/quantile-sketch.ts';

/** A generator of numbers from 0 to 1 (mulberry32): the same seed, the same numbers. */
const chance = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Kinds of numbers that operators grade by. */
const kinds = {
  'a few points of a card': (next: () => number) => Math.floor(next() * 40) * 2.5,
  'revenue with a heavy tail': (next: () => number) => Math.round(20 / (1 - next() * 0.99999)) / 100,
  'all equal': () => 88,
  'half zero, half spread': (next: () => number) => (next() < 0.5 ? 0 : next() * 1_000),
  'refunds and charges': (next: () => number) => (next() - 0.3) * 500,
  'hardly different': (next: () => number) => 100 + next() * 1e-9,
} as const;

/** Shards of numbers of a kind; some shards hold other customers than the rest, as regions do. */
const shardsOf = (kind: keyof typeof kinds, shards: number, each: number, seed: number): Float64Array[] =>
  Array.from({ length: shards }, (_, shard) => {
    const next = chance(seed * 1_000 + shard);
    const shift = kind === 'all equal' || shard % 4 > 0 ? 0 : 3;
    return Float64Array.from({ length: each }, () => kinds[kind](next) + shift);
  });

/** Greatest difference between the counted and the true share of numbers that are at least so great. */
const rankError = (sketch: QuantileSketch, shards: readonly Float64Array[]): number => {
  const all = Float64Array.from(shards.flatMap((shard) => [...shard])).sort();
  let [error, at, counted] = [0, 0, 0];
  for (let index = 0; index < all.length; index++) {
    // The true rank of the first of equal numbers is the share below it.
    if (index > 0 && all[index] === all[index - 1]) continue;
    while (at < sketch.values.length && (sketch.values[at] as number) < (all[index] as number))
      counted += sketch.weights[at++] as number;
    error = Math.max(error, Math.abs(counted - index) / all.length);
  }
  return error;
};

describe('a sketch of many numbers', () => {
  test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
    '%s: of 64 shards of 6,000, no rank is wrong by more than one in 2,000',
    (kind) => {
      const shards = shardsOf(kind, 64, 6_000, 1);
      const merged = mergeSketches(shards.map((shard) => sketchOf(shard.slice())));
      expect(sketchCount(merged)).toBe(64 * 6_000);
      expect(rankError(merged, shards)).toBeLessThanOrEqual(0.0005);
    },
  );

  test('of 1,024 shards as well, and small ones are exact', () => {
    const wide = shardsOf('revenue with a heavy tail', 1_024, 1_500, 2);
    expect(rankError(mergeSketches(wide.map((shard) => sketchOf(shard.slice()))), wide)).toBeLessThanOrEqual(0.0005);
    const small = shardsOf('revenue with a heavy tail', 1_024, 300, 3);
    expect(rankError(mergeSketches(small.map((shard) => sketchOf(shard.slice()))), small)).toBe(0);
  });

  const someShards = fc
    .record({
      kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
      shards: fc.integer({ min: 1, max: 9 }),
      each: fc.constantFrom(0, 1, 2, 7, 900, 2_500),
      seed: fc.nat(1_000),
    })
    .map(({ kind, shards, each, seed }) => shardsOf(kind, shards, each, seed));

  test('holds the same to the last bit in whatever order, and by whatever steps, its shards are put together', () => {
    fc.assert(
      fc.property(someShards, fc.nat(), fc.nat(8), (shards, seed, at) => {
        const parts = shards.map((shard) => sketchOf(shard.slice()));
        const whole = mergeSketches(parts);
        const next = chance(seed);
        const shuffled = parts
          .map((part) => ({ part, key: next() }))
          .sort((left, right) => left.key - right.key)
          .map(({ part }) => part);
        expect(mergeSketches(shuffled)).toEqual(whole);
        expect(mergeSketches([mergeSketches(shuffled.slice(0, at)), mergeSketches(shuffled.slice(at))])).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('is of no more places than it needs, counts everybody once, and never errs by more than its bound', () => {
    fc.assert(
      fc.property(someShards, (shards) => {
        for (const shard of shards) {
          const sketch = sketchOf(shard.slice());
          expect(sketch.values.length).toBeLessThanOrEqual(2 * 1_024);
          expect(sketchCount(sketch)).toBe(shard.length);
        }
        if (shards.some(({ length }) => length > 0))
          expect(rankError(mergeSketches(shards.map((shard) => sketchOf(shard.slice()))), shards)).toBeLessThanOrEqual(
            1 / 2_048,
          );
      }),
      { numRuns: 40 },
    );
  });

  test('survives being written as JSON', () => {
    const sketch = sketchOf(Float64Array.of(0.1 + 0.2, 1 / 3, -0, 0, 1e-308, 128.5));
    expect(JSON.parse(JSON.stringify(sketch))).toEqual(sketch);
    expect(sketch.values.filter((value) => value === 0)).toEqual([0]);
  });

  test('knows nothing of who has no value', () => {
    expect(sketchOf(Float64Array.of(Number.NaN, 3, Number.NaN))).toEqual({ values: [3], weights: [1] });
    expect(sketchOf(Float64Array.of(Number.NaN))).toEqual({ values: [], weights: [] });
  });
});

describe('where a share is cut', () => {
  const of = (...numbers: number[]): QuantileSketch => sketchOf(Float64Array.from(numbers));

  test('the best part of numbers that all differ is as large as asked for', () => {
    const hundred = of(...Array.from({ length: 100 }, (_, index) => index));
    expect(cutOff(hundred, 0.2)).toBe(80);
    expect(cutOff(hundred, 0.01)).toBe(99);
    expect(cutOff(hundred, 1)).toBe(0);
  });

  test('equal numbers are never parted: the share nearest to the one asked for is taken', () => {
    // 20 % are asked for: 10 % alone are nearer than 10 % and the 40 % behind them.
    expect(cutOff(of(9, 5, 5, 5, 5, 1, 1, 1, 1, 1), 0.2)).toBe(9);
    // 40 %: 50 % are nearer than 10 %.
    expect(cutOff(of(9, 5, 5, 5, 5, 1, 1, 1, 1, 1), 0.4)).toBe(5);
    // As far from the one as from the other: the smaller.
    expect(cutOff(of(9, 5, 5, 5, 5, 1, 1, 1, 1, 1), 0.3)).toBe(9);
  });

  test('of numbers that are all equal all or none are taken, whichever is nearer', () => {
    expect(cutOff(of(7, 7, 7, 7), 0.2)).toBe(Number.POSITIVE_INFINITY);
    expect(cutOff(of(7, 7, 7, 7), 0.6)).toBe(7);
    expect(cutOff(of(), 0.5)).toBe(Number.POSITIVE_INFINITY);
  });

  test('the share taken differs from the one asked for by at most half the share at the edge', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (numbers, share) => {
          const edge = cutOff(of(...numbers), share);
          const taken = numbers.filter((number) => number >= edge).length / numbers.length;
          const next = Math.max(...numbers.filter((number) => number < edge), Number.NEGATIVE_INFINITY);
          const atEdge = (value: number) => numbers.filter((number) => number === value).length / numbers.length;
          expect(Math.abs(taken - share)).toBeLessThanOrEqual(Math.max(atEdge(edge), atEdge(next)) / 2 + 1e-9);
        },
      ),
    );
  });
});
