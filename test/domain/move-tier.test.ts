import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Scheme, scheme as schemeSchema } from '../../shared/contracts/policy/scheme.ts';
import {
  type Earned,
  elapsedIn,
  moveRulesOf,
  moveTier,
  noStanding,
  type Standing,
} from '../../shared/domain/schemes/move-tier.ts';
import { edgesOf, placeOf } from '../../shared/domain/schemes/tiers.ts';
import { nightAt } from './customer.ts';

const names = ['a', 'b', 'c', 'd'];
const edges = [30, 20, 10];

/** Four tiers, A from 30 points, B from 20, C from 10, and D. */
const schemeWith = (movement: object = {}, lists: object = {}): Scheme =>
  schemeSchema.parse({
    ...{
      kind: 'thresholds',
      label: { en: 'Grade', zh: '等级' },
      method: 'value-score',
      card: 'value',
      movement,
      lists,
    },
    tiers: names.map((name, index) => ({ name, label: { en: name, zh: name }, from: edges[index] })),
  });

/** What one night says of the customer. */
type Given = { points: number; list?: string; event?: boolean; clean?: boolean };

const event = { label: { en: 'Fraud', zh: '欺诈' }, when: { list: ['black'] } };
const clean = { when: { list: ['red'] } };

/** Nights of one customer under a scheme. */
const customerOf = (scheme: Scheme) => {
  const rules = moveRulesOf(scheme);
  if (scheme.kind !== 'thresholds') throw new Error('these tests grade by points');
  const { demotion, promotion } = scheme.movement;
  const { earn, rise, stay } = edgesOf(scheme.tiers, demotion.margin, promotion.margin);
  const standing: Standing = noStanding();
  return (date: string, { points, list, event: hasEvent = false, clean: isClean = false }: Given): string => {
    const night = nightAt(`${date}T02:00:00+08:00`);
    const given: Earned = {
      ...{ earned: placeOf(earn, points), rises: placeOf(rise, points), falls: placeOf(stay, points) },
      ...{ list: list ?? null, hasEvent, isClean },
      eventTier: hasEvent ? names.indexOf(demotion.events[0]?.to ?? '') : -1,
      eventSteps: hasEvent ? (demotion.events[0]?.steps ?? 0) : 0,
    };
    moveTier(rules, given, standing, night.now, elapsedIn(night));
    return names[standing.tier] ?? '';
  };
};

describe('how customers move between tiers', () => {
  test('a first decision gives what is earned, margins and clean time or not', () => {
    const scheme = schemeWith({ promotion: { margin: 5, clean: { ...clean, months: 6 } }, demotion: { margin: 5 } });
    expect(customerOf(scheme)('2026-11-01', { points: 30 })).toBe('a');
    expect(customerOf(scheme)('2026-11-01', { points: 29 })).toBe('b');
  });

  test('a better tier asks for the margin of promotion, a worse one for that of demotion', () => {
    const night = customerOf(schemeWith({ promotion: { margin: 3 }, demotion: { margin: 4 } }));
    expect(night('2026-11-01', { points: 25 })).toBe('b');
    expect(night('2026-11-02', { points: 32 })).toBe('b');
    expect(night('2026-11-03', { points: 33 })).toBe('a');
    expect(night('2026-11-04', { points: 26 })).toBe('a');
    expect(night('2026-11-05', { points: 25 })).toBe('b');
  });

  test('a tier is held for the minimum stay, whatever the points say', () => {
    const night = customerOf(schemeWith({ minimumStayDays: 30 }));
    expect(night('2026-11-01', { points: 25 })).toBe('b');
    expect(night('2026-11-20', { points: 5 })).toBe('b');
    expect(night('2026-11-30', { points: 35 })).toBe('b');
    expect(night('2026-12-01', { points: 35 })).toBe('a');
    expect(night('2026-12-30', { points: 5 })).toBe('a');
    expect(night('2026-12-31', { points: 5 })).toBe('d');
  });

  test('a demotion takes effect after the grace months, unless the customer recovers meanwhile', () => {
    const night = customerOf(schemeWith({ demotion: { graceMonths: 2 } }));
    expect(night('2026-11-01', { points: 35 })).toBe('a');
    expect(night('2026-11-15', { points: 25 })).toBe('a');
    expect(night('2027-01-14', { points: 25 })).toBe('a');
    expect(night('2027-01-15', { points: 25 })).toBe('b');
    expect(night('2027-02-01', { points: 5 })).toBe('b');
    expect(night('2027-03-20', { points: 25 })).toBe('b');
    expect(night('2027-03-21', { points: 5 })).toBe('b');
    expect(night('2027-05-20', { points: 5 })).toBe('b');
    expect(night('2027-05-21', { points: 5 })).toBe('d');
  });

  test('at most so many tiers a run', () => {
    const night = customerOf(schemeWith({ steps: 1 }));
    expect(night('2026-11-01', { points: 5 })).toBe('d');
    expect(['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05'].map((day) => night(day, { points: 99 }))).toEqual([
      'c',
      'b',
      'a',
      'a',
    ]);
    expect(night('2026-11-06', { points: 5 })).toBe('b');
  });

  test('a serious event demotes at once, past stay and grace, and nobody is promoted while it holds', () => {
    const movement = { minimumStayDays: 90, demotion: { graceMonths: 3, events: [{ ...event, to: 'c' }] } };
    const night = customerOf(schemeWith(movement));
    expect(night('2026-11-01', { points: 35 })).toBe('a');
    expect(night('2026-11-02', { points: 35, event: true })).toBe('c');
    expect(night('2027-06-01', { points: 35, event: true })).toBe('c');
    expect(night('2027-06-02', { points: 35 })).toBe('a');
  });

  test('an event never makes it better, and counts at a first decision too', () => {
    const scheme = schemeWith({ demotion: { events: [{ ...event, to: 'c' }] } });
    expect(customerOf(scheme)('2026-11-01', { points: 99, event: true })).toBe('c');
    expect(customerOf(scheme)('2026-11-01', { points: 1, event: true })).toBe('d');
  });

  test('an event of steps demotes once, when it begins to hold, and again when it comes back', () => {
    const night = customerOf(schemeWith({ demotion: { events: [{ ...event, steps: 1 }] } }));
    expect(night('2026-11-01', { points: 35 })).toBe('a');
    expect(night('2026-11-02', { points: 35, event: true })).toBe('b');
    expect(night('2026-11-03', { points: 35, event: true })).toBe('b');
    expect(night('2026-11-04', { points: 35 })).toBe('a');
    expect(night('2026-11-05', { points: 35, event: true })).toBe('b');
  });

  test('promotion only after a full clean time, and a new one for every tier', () => {
    const night = customerOf(schemeWith({ steps: 1, promotion: { clean: { ...clean, months: 3 } } }));
    expect(night('2026-11-01', { points: 5 })).toBe('d');
    expect(night('2026-12-01', { points: 35, clean: true })).toBe('d');
    expect(night('2027-02-28', { points: 35, clean: true })).toBe('d');
    expect(night('2027-03-01', { points: 35, clean: true })).toBe('c');
    expect(night('2027-05-31', { points: 35, clean: true })).toBe('c');
    expect(night('2027-06-01', { points: 35, clean: true })).toBe('b');
    expect(night('2027-08-01', { points: 35, clean: false })).toBe('b');
    expect(night('2027-10-31', { points: 35, clean: true })).toBe('b');
    expect(night('2028-01-31', { points: 35, clean: true })).toBe('a');
  });

  test('the red list is never demoted, not by an event either, but is promoted', () => {
    const night = customerOf(schemeWith({ demotion: { events: [{ ...event, to: 'd' }] } }));
    expect(night('2026-11-01', { points: 25, list: 'red' })).toBe('b');
    expect(night('2026-11-02', { points: 1, list: 'red', event: true })).toBe('b');
    expect(night('2026-11-03', { points: 35, list: 'red' })).toBe('a');
    expect(night('2026-11-04', { points: 1 })).toBe('d');
  });

  test('the black list has its own tier at once, and what follows begins there', () => {
    const night = customerOf(schemeWith({ minimumStayDays: 30 }, { blackTier: 'd' }));
    expect(night('2026-11-01', { points: 35 })).toBe('a');
    expect(night('2026-11-02', { points: 35, list: 'black' })).toBe('d');
    expect(night('2026-11-10', { points: 35 })).toBe('d');
    expect(night('2026-12-02', { points: 35 })).toBe('a');
  });
});

describe('whatever the rules', () => {
  const someScheme = fc
    .record({
      minimumStayDays: fc.constantFrom(0, 10),
      steps: fc.constantFrom(undefined, 1, 2),
      demotion: fc.record({
        margin: fc.integer({ min: 0, max: 9 }),
        graceMonths: fc.constantFrom(0, 1),
        events: fc.constantFrom([], [{ ...event, to: 'c' }], [{ ...event, steps: 2 }]),
      }),
      promotion: fc.record({
        margin: fc.integer({ min: 0, max: 9 }),
        clean: fc.constantFrom(undefined, { ...clean, days: 5 }),
      }),
    })
    .map((movement) => schemeWith(movement, { blackTier: 'd' }));
  const someNights = fc.array(
    fc.record({
      points: fc.integer({ min: 0, max: 40 }),
      list: fc.constantFrom('', '', '', 'red', 'black'),
      event: fc.boolean(),
      clean: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  );
  const dayOf = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index * 3)).toISOString().slice(0, 10);

  test('everybody has a tier every night, red is never demoted, black is where it belongs', () => {
    fc.assert(
      fc.property(someScheme, someNights, (scheme, nights) => {
        const night = customerOf(scheme);
        let held = -1;
        for (const [index, given] of nights.entries()) {
          const place = names.indexOf(night(dayOf(index), given));
          expect(place).toBeGreaterThanOrEqual(0);
          if (given.list === 'black') expect(place).toBe(3);
          if (given.list === 'red' && held >= 0) expect(place).toBeLessThanOrEqual(held);
          if (given.event && held >= 0) expect(place).toBeGreaterThanOrEqual(given.list === 'red' ? 0 : held);
          held = place;
        }
      }),
    );
  });

  test('who is as good as ever ends where the points say, given time', () => {
    fc.assert(
      fc.property(someScheme, someNights, fc.integer({ min: 0, max: 40 }), (scheme, nights, points) => {
        const night = customerOf(scheme);
        for (const [index, given] of nights.entries()) night(dayOf(index), given);
        let tier = '';
        for (let index = 0; index < 80; index++) tier = night(dayOf(60 + index), { points, clean: true });
        const { demotion, promotion } = scheme.movement;
        const best = edges.findIndex((from) => points >= from + promotion.margin);
        const worst = edges.findIndex((from) => points >= from - demotion.margin);
        // Between the edge that a promotion asks for and the one that keeps a tier.
        expect(names.indexOf(tier)).toBeLessThanOrEqual(best < 0 ? 3 : best);
        expect(names.indexOf(tier)).toBeGreaterThanOrEqual(worst < 0 ? 3 : worst);
      }),
      { numRuns: 60 },
    );
  });
});
