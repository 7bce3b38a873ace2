import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elapsedIn, moveRulesOf, moveTier, noStanding } from '../../shared/domain/schemes/move-tier.ts';
import { placesOf } from '../../shared/domain/schemes/places-of.ts';
import { edgesOf, placeOf } from '../../shared/domain/schemes/tiers.ts';
import { nightAt, policyWith } from './customer.ts';

const policy = policyWith();
const { now, ...night } = nightAt();
const elapsed = elapsedIn(night);

/** Tier of a customer with these points who held another. */
const tierOf = (
  scheme: (typeof policy.schemes)[number]['scheme'],
  points: number,
  held?: string,
  list: string | null = null,
): string | undefined => {
  if (scheme.kind !== 'thresholds') throw new Error('the default policy has thresholds');
  const { earn, rise, stay } = edgesOf(scheme.tiers, scheme.movement.demotion.margin, scheme.movement.promotion.margin);
  const standing = {
    ...noStanding(),
    tier: scheme.tiers.findIndex(({ name }) => name === held),
    since: '2026-01-01T00:00:00.000Z',
  };
  const given = { earned: placeOf(earn, points), rises: placeOf(rise, points), falls: placeOf(stay, points) };
  const nothing = { hasEvent: false, eventTier: -1, eventSteps: 0, isClean: false };
  moveTier(moveRulesOf(scheme), { ...given, ...nothing, list }, standing, now, elapsed);
  return scheme.tiers[standing.tier]?.name;
};

describe('tiers', () => {
  const scheme = policy.schemes[0]?.scheme;
  if (!scheme) throw new Error('the default policy has a scheme');
  const place = (tier: string | undefined) => scheme.tiers.findIndex(({ name }) => name === tier);
  const tier = fc.constantFrom(undefined, 'high', 'mid', 'ordinary');
  const list = fc.constantFrom(null, 'red');

  test('more points never give a worse tier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        tier,
        list,
        (one, two, held, on) => {
          const [less, more] = one < two ? [one, two] : [two, one];
          expect(place(tierOf(scheme, more, held, on))).toBeLessThanOrEqual(place(tierOf(scheme, less, held, on)));
        },
      ),
    );
  });

  test('who is asked again with the same points stays', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), tier, list, (points, held, on) => {
        const settled = tierOf(scheme, points, held, on);
        expect(tierOf(scheme, points, settled, on)).toBe(settled);
      }),
    );
  });

  test.each([
    [75, undefined, null, 'high'],
    [74, undefined, null, 'mid'],
    [74, 'high', null, 'high'],
    [70, 'high', null, 'high'],
    [69, 'high', null, 'mid'],
    [48, 'high', null, 'mid'],
    [10, 'high', null, 'ordinary'],
    [75, 'ordinary', null, 'high'],
    [10, 'high', 'red', 'high'],
    [99, 'mid', 'red', 'high'],
    [99, 'high', 'black', 'ordinary'],
    [52, 'gold', null, 'mid'],
  ])('%i points, held %s, list %s: %s', (points, held, on, expected) => {
    expect(tierOf(scheme, points, held, on)).toBe(expected);
  });

  test('a band needs no more than its points', () => {
    const { bands } = policy.policy.risk;
    const { earn } = edgesOf(bands);
    expect([35, 34, 18, 17, -9].map((points) => bands[placeOf(earn, points)]?.name)).toEqual([
      'high',
      'mid',
      'mid',
      'low',
      'low',
    ]);
  });
});

test('the places of many values are those of each', () => {
  const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double());
  const edges = fc.array(fc.double({ noNaN: true }), { maxLength: 6 });
  fc.assert(
    fc.property(edges, fc.array(number, { maxLength: 40 }), (some, values) => {
      const list = Float64Array.from(some).sort().reverse();
      expect([...placesOf(list, Float64Array.from(values))]).toEqual(values.map((value) => placeOf(list, value)));
    }),
  );
});
