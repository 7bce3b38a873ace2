import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyTier } from '../../shared/domain/explain/why-tier.ts';
import {
  type Earned,
  elapsedIn,
  type MoveRules,
  moveTier,
  noStanding,
  type Standing,
} from '../../shared/domain/schemes/move-tier.ts';
import { nightAt } from '../domain/customer.ts';

const night = nightAt();
const elapsed = elapsedIn(night);

const rules: MoveRules = {
  ...{ tiers: 3, minimumStayDays: 0, steps: Number.POSITIVE_INFINITY, graceMonths: 0, clean: undefined },
  ...{ redKeepsTier: true, blackTier: 2 },
};
const plain: Earned = {
  ...{ earned: 1, rises: 1, falls: 1, list: null },
  ...{ hasEvent: false, eventTier: -1, eventSteps: 0, isClean: false },
};
const holding = (tier: number, since = '2026-10-01T18:00:00.000Z'): Standing => ({ ...noStanding(), tier, since });

const why = (given: Partial<Earned>, standing: Standing, changed: Partial<MoveRules> = {}) => {
  const [by, earned, before] = [{ ...rules, ...changed }, { ...plain, ...given }, { ...standing }];
  const after = { ...standing };
  moveTier(by, earned, after, night.now, elapsed);
  const context = { now: night.now, timeZone: night.timeZone, elapsed };
  return { ...whyTier(by, earned, before, after, context), tier: after.tier };
};

describe('why a tier is held', () => {
  test.each([
    ['first', why({}, noStanding())],
    ['earned', why({}, holding(1))],
    ['earned', why({ earned: 2, falls: 2, rises: 2 }, holding(1))],
    ['black-list', why({ list: 'black' }, holding(0))],
    ['red-list', why({ earned: 2, falls: 2, rises: 2, list: 'red' }, holding(0))],
    ['demotion-margin', why({ earned: 1, falls: 0 }, holding(0))],
    ['promotion-margin', why({ earned: 0, rises: 1, falls: 0 }, holding(1))],
    ['minimum-stay', why({ earned: 2, falls: 2, rises: 2 }, holding(1), { minimumStayDays: 90 })],
    ['grace', why({ earned: 2, falls: 2, rises: 2 }, holding(1), { graceMonths: 1 })],
    ['clean-time', why({ earned: 0, rises: 0, falls: 0 }, holding(1), { clean: { months: 6 } })],
    ['steps', why({ earned: 2, falls: 2, rises: 2 }, holding(0), { steps: 1 })],
    ['event', why({ hasEvent: true, eventTier: 2 }, holding(1))],
    ['event-holds', why({ earned: 0, rises: 0, falls: 0, hasEvent: true }, holding(1))],
  ])('%s', (code, found) => {
    expect(found.code).toBe(code);
  });

  test('says until when only waiting is missing', () => {
    const low = { earned: 2, falls: 2, rises: 2 };
    expect(why(low, holding(1, '2026-10-01T18:00:00.000Z'), { minimumStayDays: 90 }).until).toBe('2026-12-31');
    // Tonight is the first night below: the grace month ends a month after 1 November.
    expect(why(low, holding(1), { graceMonths: 1 }).until).toBe('2026-12-01');
    const clean = { earned: 0, rises: 0, falls: 0, isClean: true };
    const since = { ...holding(1, '2026-08-30T18:00:00.000Z'), cleanSince: '2026-08-30T18:00:00.000Z' };
    // A month that has no 31st is whole on its last day.
    expect(why(clean, since, { clean: { months: 6 } }).until).toBe('2027-02-28');
  });

  test('whoever waits is moved on the day that was named', () => {
    const low = { ...plain, earned: 2, falls: 2, rises: 2 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 3 }), (days, graceMonths) => {
        const since = new Date(Date.parse('2026-08-31T18:00:00Z') + days * 86_400_000).toISOString();
        const standing = { ...holding(1), fallingSince: since };
        const { until, code } = why(low, standing, { graceMonths });
        if (code !== 'grace') return;
        for (const [day, tier] of [
          [0, 2],
          [-1, 1],
        ] as const) {
          const instant = new Date(Date.parse(`${until}T02:00:00+08:00`) + day * 86_400_000).toISOString();
          const then = { ...standing };
          moveTier({ ...rules, graceMonths }, low, then, instant, elapsedIn(nightAt(instant)));
          expect(then.tier).toBe(tier);
        }
      }),
    );
  });

  test('what the facts alone would give is called earned, and anything else by what keeps the customer from it', () => {
    const place = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(
        place,
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: -1, max: 2 }),
        fc.constantFrom(null, 'red', 'black'),
        fc.record({ graceMonths: fc.constantFrom(0, 2), minimumStayDays: fc.constantFrom(0, 60) }),
        fc.constantFrom<MoveRules['clean']>(undefined, { months: 3 }, { days: 10 }),
        (earned, margin, held, list, waits, clean) => {
          const given = { earned, rises: Math.min(2, earned + margin), falls: Math.max(0, earned - margin), list };
          const found = why(given, held < 0 ? noStanding() : holding(held), { ...waits, clean });
          expect(found.earned).toBe(earned);
          expect(found.tier === earned || !['first', 'earned'].includes(found.code)).toBe(true);
          expect(found.tier !== earned || ['first', 'earned', 'black-list'].includes(found.code)).toBe(true);
        },
      ),
    );
  });
});
