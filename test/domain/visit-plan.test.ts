import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../shared/domain/calendar.ts';
import type { ShardPart } from '../../shared/domain/shard.ts';
import { visitPhase, visitRoom } from '../../shared/domain/work/visit-part.ts';
import { type PlannedVisit, planVisits, standing, type VisitToPlan } from '../../shared/domain/work/visit-plan.ts';
import { type VisitWindow, visitDays } from '../../shared/domain/work/visit-window.ts';
import { workingDays } from '../../shared/domain/work/working-days.ts';
import { calendarOf } from './calendars.ts';

const china = workingDays(calendarOf('china'));
const october: VisitWindow = { period: '2026-10', from: '2026-10-01', until: '2026-10-31' };

type Customer = { id: string; priority: number; comes: string };

/** Night after night from one day to another: who is asked for on which day. A customer is a candidate from `comes` on. */
const play = (
  customers: readonly Customer[],
  window: VisitWindow,
  {
    part = { shard: 0, shards: 1 },
    mostADay,
    spare = 0,
    isHindered = () => false,
    nights = (day: string) => day !== '',
  }: {
    part?: ShardPart;
    mostADay?: number | undefined;
    spare?: number;
    /** Something keeps the visit from being asked for on its day. */
    isHindered?: (id: string, day: string) => boolean;
    /** Whether there is a night before the day at all. */
    nights?: (day: string) => boolean;
  } = {},
): Map<string, string> => {
  const asked = new Map<string, string>();
  let plan = new Map<string, PlannedVisit>();
  for (let today = addDays(window.from, -2); today <= addDays(window.until, 5); today = addDays(today, 1)) {
    if (!nights(today)) continue;
    const days = visitDays(china, window, today, spare);
    const visits = customers.flatMap((one): VisitToPlan[] => {
      if (asked.has(one.id) || one.comes > today) return [];
      const earlier = plan.get(one.id);
      const planned = earlier ? standing(earlier, china, today) : null;
      if (planned) return [{ ...one, planned }];
      return days ? [{ ...one, window: days }] : [];
    });
    const by = { calendar: china, today, roomOn: visitRoom(mostADay, part), phase: visitPhase(part) };
    const found = planVisits(visits, by);
    expect(planVisits([...visits].reverse(), by)).toEqual(new Map([...found].reverse()));
    plan = new Map();
    for (const [id, { planned, waitsUntil }] of found) {
      if (waitsUntil === null && !isHindered(id, today)) asked.set(id, today);
      else if (planned) plan.set(id, planned);
      if (waitsUntil !== null) expect(waitsUntil > today && china.isWorkingDay(waitsUntil)).toBe(true);
    }
  }
  return asked;
};

const customersIn = (comes: fc.Arbitrary<string>, most = 60) =>
  fc.uniqueArray(fc.record({ id: fc.uuid(), priority: fc.integer({ min: 0, max: 5 }), comes }), {
    selector: ({ id }) => id,
    maxLength: most,
  });
const atOnce = customersIn(fc.constant('2026-09-01'));
const windows = fc
  .record({ from: fc.nat(330), length: fc.integer({ min: 9, max: 60 }) })
  .map(({ from, length }): VisitWindow => {
    const first = addDays('2026-01-01', from);
    return { period: 'p', from: first, until: addDays(first, length) };
  });
const parts = fc
  .integer({ min: 1, max: 64 })
  .chain((shards) => fc.record({ shards: fc.constant(shards), shard: fc.nat(shards - 1) }));

const countsOf = (asked: ReadonlyMap<string, string>, window: VisitWindow): number[] => {
  const days = visitDays(china, window, window.from, 0)?.days ?? [];
  const all = [...asked.values()];
  return days.map((day) => all.filter((one) => one === day).length);
};

describe('night after night', () => {
  test('everybody is visited once in the window, on a working day; days differ by one at most; the best first', () => {
    fc.assert(
      fc.property(customersIn(fc.constant('2025-12-01')), windows, parts, (customers, window, part) => {
        const asked = play(customers, window, { part });
        expect([...asked.keys()].sort()).toEqual(customers.map(({ id }) => id).sort());
        for (const day of asked.values()) {
          expect(china.isWorkingDay(day)).toBe(true);
          expect(day >= window.from && day <= window.until).toBe(true);
        }
        const counts = countsOf(asked, window);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        const day = ({ id }: Customer) => asked.get(id) as string;
        for (const one of customers)
          for (const other of customers) if (one.priority > other.priority) expect(day(one) <= day(other)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('who comes later gets a day that is left, and those who have one keep it', () => {
    const comes = fc.nat(28).map((day) => addDays('2026-10-02', day));
    fc.assert(
      fc.property(atOnce, customersIn(comes, 20), (first, late) => {
        const later = late.map((one) => ({ ...one, id: `late-${one.id}` }));
        const [without, withLater] = [play(first, october), play([...first, ...later], october)];
        for (const { id } of first) expect(withLater.get(id)).toBe(without.get(id));
        for (const { id, comes: from } of later) expect((withLater.get(id) ?? '') >= from).toBe(true);
        for (const day of withLater.values()) expect(day <= '2026-10-30').toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('who is hindered on the day comes on the next working day without it, in the window or not at all', () => {
    fc.assert(
      fc.property(atOnce, fc.array(fc.nat(30)), (customers, days) => {
        const bad = new Set(days.map((day) => addDays('2026-10-01', day)));
        const free = play(customers, october);
        const asked = play(customers, october, { isHindered: (_, day) => bad.has(day) });
        for (const { id } of customers) {
          const day = asked.get(id);
          const next = (visitDays(china, october, free.get(id) as string, 0)?.days ?? []).find((one) => !bad.has(one));
          expect(day).toBe(next);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('nights that fail lose nobody as long as there is one after them', () => {
    fc.assert(
      fc.property(atOnce, fc.array(fc.nat(28)), (customers, failed) => {
        const bad = new Set(failed.map((day) => addDays('2026-10-01', day)));
        const asked = play(customers, october, { nights: (day) => !bad.has(day) });
        expect(asked.size).toBe(customers.length);
        for (const day of asked.values()) expect(day <= '2026-10-30' && china.isWorkingDay(day)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('the last days are spared', () => {
    const some = Array.from({ length: 40 }, (_, index) => ({ id: `${index}`, priority: 0, comes: '2026-01-01' }));
    expect([...play(some, october, { spare: 3 }).values()].sort().at(-1)).toBe('2026-10-27');
  });

  test('no day above its most, all shards together, and who has no room waits for one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 8 }), (mostADay, shards) => {
        const total = new Map<string, number>();
        for (let shard = 0; shard < shards; shard++) {
          const some = Array.from({ length: 30 }, (_, index) => ({ id: `${index}`, priority: 0, comes: '2026-01-01' }));
          const asked = play(some, october, { part: { shard, shards }, mostADay });
          for (const day of asked.values()) total.set(day, (total.get(day) ?? 0) + 1);
        }
        for (const count of total.values()) expect(count).toBeLessThanOrEqual(mostADay);
        const all = [...total.values()].reduce((sum, count) => sum + count, 0);
        expect(all).toBeLessThanOrEqual(30 * shards);
        // 18 working days: all are visited, or next to all the room is used.
        if (all < 30 * shards) expect(all).toBeGreaterThanOrEqual(18 * mostADay - 18 * shards);
      }),
      { numRuns: 30 },
    );
  });

  test('all shards together are even, though a shard knows only its own', () => {
    const total = new Map<string, number>();
    for (let shard = 0; shard < 64; shard++) {
      const some = Array.from({ length: 3 + ((shard * 7) % 11) }, (_, index) => ({
        ...{ id: `${shard}-${index}`, priority: index, comes: '2026-01-01' },
      }));
      for (const day of play(some, october, { part: { shard, shards: 64 } }).values())
        total.set(day, (total.get(day) ?? 0) + 1);
    }
    const counts = [...total.values()];
    // 514 visits on 18 days, 28.6 a day; each shard alone has fewer than there are days.
    expect(counts).toHaveLength(18);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(22);
    expect(Math.max(...counts)).toBeLessThanOrEqual(35);
  });
});

describe('a day of an earlier night', () => {
  const until = '2026-10-30';
  test.each([
    ['still to come', '2026-10-20', '2026-10-12', '2026-10-20'],
    ['tonight', '2026-10-12', '2026-10-12', '2026-10-12'],
    ['over', '2026-10-09', '2026-10-12', '2026-10-12'],
    ['over, on a weekend', '2026-10-16', '2026-10-17', '2026-10-19'],
    ['a holiday since the calendar was changed', '2026-10-05', '2026-09-30', '2026-10-08'],
  ])('%s', (_, day, today, expected) => {
    expect(standing({ day, until }, china, today)).toEqual({ day: expected, until });
  });

  test('is no more once its window is over', () => {
    expect(standing({ day: '2026-10-30', until }, china, '2026-10-31')).toBeNull();
  });
});
