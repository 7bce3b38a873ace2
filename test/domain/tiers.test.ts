import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandOf, tierOf } from '../../shared/domain/tiers.ts';
import { policyWith } from './customer.ts';

const policy = policyWith();

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
    expect([35, 34, 18, 17, -9].map((points) => bandOf(policy.policy.risk.bands, points))).toEqual([
      'high',
      'mid',
      'mid',
      'low',
      'low',
    ]);
  });
});
