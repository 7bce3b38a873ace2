import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decision as decisionSchema } from '../../shared/contracts/items/decision.ts';
import { workRequested } from '../../shared/contracts/messages/work-requested.ts';
import { isBalanced } from '../../shared/domain/decide/run-counts.ts';
import { decide, decideAll, type Given, nightAt, type Outcome, policyWith } from './customer.ts';

const policy = policyWith();
const night = nightAt();
const decided = (given: Given, previous: Outcome | null = null, at = night, by = policy): Outcome =>
  decide(given, previous, by, at);
const series = fc.array(fc.option(fc.double({ min: -500, max: 5000, noNaN: true })), { maxLength: 12 });
const anyone: fc.Arbitrary<Given> = fc.record({
  customerId: fc.string({ minLength: 1, maxLength: 12 }),
  profile: fc.option(
    fc.record(
      {
        joinedOn: fc.option(fc.constantFrom('2010-05-05', '2025-11-11', '2026-10-02', '2040-01-01')),
        creditScore: fc.constantFrom(Number.NaN, 0, 600, 1000),
        contractEndsOn: fc.option(fc.constantFrom('2026-10-01', '2026-11-20', '2028-01-01')),
        contractMonths: fc.constantFrom(Number.NaN, 0, 24),
        list: fc.option(fc.constantFrom('red', 'black')),
        status: fc.option(fc.constantFrom('active', 'suspended', 'closed')),
        dataLine: fc.constantFrom(Number.NaN, 0, 1),
      },
      { requiredKeys: [] },
    ),
  ),
  charged: series,
  voiceMinutes: series,
  incomingMinutes: series,
  dataMb: series,
  rechargeAmount: series,
  complaints: series,
  satisfaction: series,
  arrearsDays: series,
});

describe('decide holds its promises for anyone', () => {
  const nights = ['2026-11-01T02:00:00+08:00', '2026-12-31T02:00:00+08:00', '2027-01-01T02:00:00+08:00'].map((now) =>
    nightAt(now),
  );

  test('the same arguments give the same bytes, the next night too', () => {
    fc.assert(
      fc.property(anyone, (given) => {
        const first = decided(given);
        expect(JSON.stringify(decided(given))).toBe(JSON.stringify(first));
        const [, later] = nights;
        expect(JSON.stringify(decided(given, first, later))).toBe(
          JSON.stringify(decided(given, structuredClone(first), later)),
        );
      }),
    );
  });

  test('a decision is whole, never NaN, and its reasons add up to its scores', () => {
    fc.assert(
      fc.property(anyone, fc.constantFrom(...nights), (given, at) => {
        const { decision, candidates, work } = decided(given, null, at);
        decisionSchema.parse(decision);
        expect(JSON.stringify(decision)).not.toContain('NaN');
        for (const { name, base } of policy.cards) {
          const points = decision.reasons
            .filter(({ card }) => card === name)
            .reduce((sum, reason) => sum + reason.points, base);
          expect(decision.scores[name]).toBe(points);
        }
        expect(decision.risk.points).toBe(decision.scores.churn);
        for (const one of candidates) if (one.became === 'queued') workRequested.parse(work);
      }),
    );
  });

  test('candidates are queued, suppressed, held out or deferred; at most one is queued', () => {
    const heldOut = policyWith(({ programmes }) => {
      for (const programme of Object.values(programmes)) programme.holdOut.share = 0.5;
    });
    fc.assert(
      fc.property(
        fc.array(anyone, { maxLength: 20 }),
        fc.constantFrom(policy, heldOut),
        fc.constantFrom(...nights),
        (many, by, at) => {
          const customers = many.map((given, index) => ({ ...given, customerId: `${index} ${given.customerId}` }));
          const { counts, candidates } = decideAll(customers, null, by, at);
          for (const its of candidates.values())
            expect(its.filter(({ became }) => became === 'queued').length).toBeLessThanOrEqual(1);
          expect(counts.customers).toBe(many.length);
          expect(isBalanced(counts)).toBe(true);
          expect(Object.values(counts.tiers).reduce((sum, count) => sum + count, 0)).toBe(counts.customers);
        },
      ),
    );
  });

  test('a second night on the same facts changes nothing and asks for nothing again', () => {
    fc.assert(
      fc.property(anyone, (given) => {
        const first = decided(given);
        // The stage may move on by one transition a night; a first decision has gone as far as it can.
        const second = decided(given, first, nightAt('2026-11-01T02:30:00+08:00'));
        expect(second.changed).toBe(false);
        expect(second.decision).toEqual(first.decision);
        expect(second.candidates.some(({ became }) => became === 'queued')).toBe(false);
      }),
    );
  });
});
