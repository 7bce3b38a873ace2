import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutOffsOf,
  edgesByRow,
  groupsOf,
  type PercentileScheme,
  sketchGroups,
} from '../../shared/domain/schemes/cut-offs.ts';
import type { QuantileSketch } from '../../shared/domain/schemes/quantile-sketch.ts';
import { placeOf } from '../../shared/domain/schemes/tiers.ts';
import { coded, pyramidScheme } from './columns.ts';

/** A customer: what the scheme grades by, and where the customer is. */
type One = { value: number; segment?: string | null; region?: string | null };

const tableOf = (customers: readonly One[]) => ({
  texts: new Map([
    ['segment', coded(customers.map(({ segment = null }) => segment))],
    ['region', coded(customers.map(({ region = null }) => region))],
  ] as const),
});

const sketched = (scheme: PercentileScheme, customers: readonly One[]): Record<string, QuantileSketch> =>
  sketchGroups(
    scheme,
    tableOf(customers),
    customers.keys(),
    Float64Array.from(customers, ({ value }) => value),
  );

/** Tier of each customer, of a base in so many shards. */
const graded = (scheme: PercentileScheme, customers: readonly One[], shards = 3): string[] => {
  const parts = Array.from({ length: shards }, (_, shard) =>
    sketched(
      scheme,
      customers.filter((_, index) => index % shards === shard),
    ),
  );
  const edges = edgesByRow(scheme, cutOffsOf(scheme, parts), tableOf(customers));
  return customers.map(({ value }, row) => scheme.tiers[placeOf(edges(row).earn, value)]?.name ?? '');
};

const count = (tiers: readonly string[], name: string): number => tiers.filter((tier) => tier === name).length;
const spread = (customers: number, of: Partial<One> = {}): One[] =>
  Array.from({ length: customers }, (_, index) => ({ value: index, ...of }));

describe('tiers by percentile', () => {
  test('each tier takes its share of the whole base, however it is spread over shards', () => {
    const tiers = graded(pyramidScheme(), spread(1_000), 7);
    expect([count(tiers, 'platinum'), count(tiers, 'gold'), count(tiers, 'iron'), count(tiers, 'lead')]).toEqual([
      10, 40, 150, 800,
    ]);
  });

  test('of each region by itself, where the policy says so', () => {
    const scheme = pyramidScheme({ groupBy: ['region'] });
    const poor = spread(200, { region: 'west' });
    const rich = spread(400, { region: 'east' }).map((one) => ({ ...one, value: one.value + 10_000 }));
    const tiers = graded(scheme, [...poor, ...rich]);
    expect(count(tiers.slice(0, 200), 'platinum')).toBe(2);
    expect(count(tiers.slice(200), 'platinum')).toBe(4);
  });

  test('a group with too few customers takes the edges of the wider one, and the base says so', () => {
    const scheme = pyramidScheme({ groupBy: ['region', 'segment'], leastCustomers: 100 });
    const customers = [
      ...spread(150, { region: 'east', segment: 'consumer' }),
      ...spread(99, { region: 'west', segment: 'consumer' }),
      ...spread(5, { region: 'east', segment: 'government' }),
    ];
    const cuts = cutOffsOf(scheme, [sketched(scheme, customers)]);
    expect(cuts.groups).toEqual({
      all: { customers: 254, uses: 'all' },
      'segment=consumer': { customers: 249, uses: 'segment=consumer' },
      'segment=consumer,region=east': { customers: 150, uses: 'segment=consumer,region=east' },
      'segment=consumer,region=west': { customers: 99, uses: 'segment=consumer' },
      'segment=government': { customers: 5, uses: 'all' },
      'segment=government,region=east': { customers: 5, uses: 'all' },
    });
    expect(cuts.tooFew).toBe(false);
    expect(Object.keys(cuts.edges)).toEqual(['all', 'segment=consumer', 'segment=consumer,region=east']);
  });

  test('a base smaller than the policy asks for is cut all the same, and the base says that it is too small', () => {
    const scheme = pyramidScheme({ leastCustomers: 500 });
    const cuts = cutOffsOf(scheme, [sketched(scheme, spread(100))]);
    expect(cuts).toMatchObject({ tooFew: true, groups: { all: { customers: 100, uses: 'all' } } });
    expect(count(graded(scheme, spread(100)), 'gold')).toBe(4);
  });

  test('nobody at all, nobody in a segment, and a region nobody knows', () => {
    const scheme = pyramidScheme({ groupBy: ['region', 'segment'], leastCustomers: 10 });
    expect(cutOffsOf(scheme, [])).toMatchObject({ groups: { all: { customers: 0 } }, tooFew: true });
    const known = spread(100, { region: 'east', segment: 'consumer' });
    const cuts = cutOffsOf(scheme, [sketched(scheme, known)]);
    const strangers = tableOf([
      { value: 1, region: 'nowhere', segment: 'household' },
      { value: 1, region: null, segment: null },
    ]);
    const edges = edgesByRow(scheme, cuts, strangers);
    expect([...edges(0).earn]).toEqual(cuts.edges.all?.earn);
    // Without a segment the customer is a consumer; without a region, of no region.
    expect([...edges(1).earn]).toEqual(cuts.edges['segment=consumer']?.earn);
  });

  test('who has no value is in the last tier, and no part of the base', () => {
    const customers = [...spread(100), ...spread(50).map((one) => ({ ...one, value: Number.NaN }))];
    const tiers = graded(pyramidScheme(), customers);
    expect(new Set(tiers.slice(100))).toEqual(new Set(['lead']));
    expect(count(tiers, 'platinum')).toBe(1);
  });

  test('where all values are equal nobody is better than anybody else', () => {
    const equal = spread(100).map((one) => ({ ...one, value: 42 }));
    expect(new Set(graded(pyramidScheme(), equal))).toEqual(new Set(['lead']));
  });

  test('the margins move the share above an edge', () => {
    const scheme = pyramidScheme();
    scheme.movement.demotion.margin = 0.005;
    scheme.movement.promotion.margin = 0.005;
    const { edges } = cutOffsOf(scheme, [sketched(scheme, spread(1_000))]);
    expect(edges.all).toEqual({ earn: [990, 950, 800], rise: [995, 955, 805], stay: [985, 945, 795] });
  });

  test('more never gives a worse tier, and customers of one value share a tier', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 200 }), (values) => {
        const scheme = pyramidScheme();
        const tiers = graded(
          scheme,
          values.map((value) => ({ value })),
        );
        const place = (name: string) => scheme.tiers.findIndex((tier) => tier.name === name);
        for (const [left, value] of values.entries())
          for (const [right, other] of values.entries()) {
            if (value === other) expect(tiers[left]).toBe(tiers[right]);
            if (value > other) expect(place(tiers[left] ?? '')).toBeLessThanOrEqual(place(tiers[right] ?? ''));
          }
      }),
      { numRuns: 30 },
    );
  });

  test('groups of a customer, the narrowest first', () => {
    expect(groupsOf(['region', 'segment'], 'enterprise', 'a,region=b')).toEqual([
      'segment=enterprise,region=a,region=b',
      'segment=enterprise',
      'all',
    ]);
    expect(groupsOf(['region'], 'enterprise', 'south')).toEqual(['region=south', 'all']);
    expect(groupsOf([], 'enterprise', 'south')).toEqual(['all']);
  });
});
