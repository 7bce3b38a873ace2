import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scheme as schemeSchema } from '../../shared/contracts/policy/scheme.ts';
import { wordAt } from '../../shared/domain/decide/shard-table.ts';
import { compileScheme } from '../../shared/domain/schemes/compile-scheme.ts';
import { decideScheme } from '../../shared/domain/schemes/decide-scheme.ts';
import { elapsedIn, moveRulesOf, moveTier, noStanding } from '../../shared/domain/schemes/move-tier.ts';
import { edgesOf, placeOf } from '../../shared/domain/schemes/tiers.ts';
import { coded } from './columns.ts';
import { nightAt } from './customer.ts';

const names = ['a', 'b', 'c'];
const night = nightAt('2026-11-15T02:00:00+08:00');
const instants = ['2026-10-01T18:00:00.000Z', '2026-11-10T18:00:00.000Z'];

const someScheme = fc
  .record({
    minimumStayDays: fc.constantFrom(0, 30),
    steps: fc.constantFrom(undefined, 1),
    demotion: fc.record({ margin: fc.integer({ min: 0, max: 9 }), graceMonths: fc.constantFrom(0, 1) }),
    promotion: fc.record({ margin: fc.integer({ min: 0, max: 9 }) }),
  })
  .map((movement) => {
    const tiers = names.map((name, index) => ({ name, label: { en: name, zh: name }, from: [20, 10][index] }));
    const about = { kind: 'thresholds', label: { en: 'X', zh: 'X' }, method: 'static', feature: 'spendMean' };
    return schemeSchema.parse({ ...about, tiers, movement, lists: { blackTier: 'c' } });
  });

const someone = fc.record({
  value: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(Number.NaN)),
  list: fc.constantFrom(null, null, null, 'red', 'black'),
  held: fc.constantFrom(null, 'a', 'b', 'c', 'gone'),
  since: fc.constantFrom(...instants),
  fallingSince: fc.constantFrom(null, ...instants),
});

test('a shard decided on columns has the tiers and the memory that each customer would have alone', () => {
  fc.assert(
    fc.property(someScheme, fc.array(someone, { maxLength: 30 }), (given, customers) => {
      if (given.kind !== 'thresholds') return;
      const rows = customers.length;
      const texts = new Map([['list', coded(customers.map(({ list }) => list))] as const]);
      const numbers = new Map([['spendMean', Float64Array.from(customers, ({ value }) => value)] as const]);
      const nothing = { codes: new Int32Array(rows).fill(-1), values: [] };
      const decided = decideScheme(
        compileScheme('x', given, () => () => () => true),
        {
          table: { rows, numbers, texts },
          columns: {
            ...{ numbers, texts, tiers: new Map(), band: nothing, stage: nothing },
            ...{ keyKinds: new Int32Array(rows), watch: new Int32Array(rows) },
          },
          scores: new Map(),
          previous: {
            tier: coded(customers.map(({ held }) => held)),
            since: coded(customers.map(({ held, since }) => held && since)),
            fallingSince: coded(customers.map(({ held, fallingSince }) => held && fallingSince)),
          },
          base: null,
          night,
        },
      );
      const { demotion, promotion } = given.movement;
      const { earn, rise, stay } = edgesOf(given.tiers, demotion.margin, promotion.margin);
      for (const [row, { value, list, held, since, fallingSince }] of customers.entries()) {
        const place = names.indexOf(held ?? '');
        const before = place < 0 ? {} : { tier: place, since, fallingSince: fallingSince ?? '' };
        const standing = { ...noStanding(), ...before };
        const earned = { earned: placeOf(earn, value), rises: placeOf(rise, value), falls: placeOf(stay, value) };
        const nothingElse = { hasEvent: false, eventTier: -1, eventSteps: 0, isClean: false };
        moveTier(moveRulesOf(given), { ...earned, ...nothingElse, list }, standing, night.now, elapsedIn(night));
        expect([wordAt(decided.tier, row), wordAt(decided.since, row)]).toEqual([names[standing.tier], standing.since]);
        if (demotion.graceMonths > 0)
          expect(decided.fallingSince && wordAt(decided.fallingSince, row)).toBe(standing.fallingSince || null);
      }
    }),
    { numRuns: 300 },
  );
});
