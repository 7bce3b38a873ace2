import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../shared/domain/calendar.ts';
import { spreadVisits, type Visit } from '../../shared/domain/work/spread-visits.ts';

const daysOf = (count: number) => Array.from({ length: count }, (_, index) => addDays('2026-10-01', index));
const anywhere = () => Number.POSITIVE_INFINITY;
const nothing = () => 0;

const visits = fc.uniqueArray(fc.record({ id: fc.uuid(), priority: fc.integer({ min: 0, max: 3 }) }), {
  selector: ({ id }) => id,
  maxLength: 60,
});
const phase = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Visits by day. */
const counts = (days: readonly string[], dayOf: ReadonlyMap<string, string>): number[] => {
  const found = new Map(days.map((day) => [day, 0]));
  for (const day of dayOf.values()) found.set(day, (found.get(day) ?? 0) + 1);
  return [...found.values()];
};

describe('visits spread over days', () => {
  test('each has one day, days differ by one at most, and those of high priority come first', () => {
    fc.assert(
      fc.property(visits, fc.integer({ min: 1, max: 40 }), phase, (given, count, at) => {
        const days = daysOf(count);
        const { dayOf, left } = spreadVisits(given, days, nothing, anywhere, at);
        expect(left).toEqual([]);
        expect([...dayOf.keys()].sort()).toEqual(given.map(({ id }) => id).sort());
        const loads = counts(days, dayOf);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        const day = (visit: Visit) => dayOf.get(visit.id) as string;
        for (const one of given)
          for (const other of given) if (one.priority > other.priority) expect(day(one) <= day(other)).toBe(true);
      }),
    );
  });

  test('the order in which they come changes nothing', () => {
    fc.assert(
      fc.property(visits, phase, (given, at) => {
        const plan = (all: typeof given) => spreadVisits(all, daysOf(7), nothing, () => 5, at);
        const [one, other] = [plan(given), plan([...given].reverse())];
        expect([[...other.dayOf], other.left]).toEqual([[...one.dayOf], one.left]);
      }),
    );
  });

  test('no day above its room; who is left has no higher priority than who is not', () => {
    const rooms = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(visits, rooms, phase, (given, room, at) => {
        const days = daysOf(room.length);
        const { dayOf, left } = spreadVisits(given, days, nothing, (day) => room[days.indexOf(day)] ?? 0, at);
        const loads = counts(days, dayOf);
        for (const [index, load] of loads.entries()) {
          expect(load).toBeLessThanOrEqual(room[index] ?? 0);
          if (load < (room[index] ?? 0)) expect(Math.max(...loads) - load).toBeLessThanOrEqual(1);
        }
        expect(dayOf.size + left.length).toBe(given.length);
        if (left.length > 0) expect(loads).toEqual(room);
        const priority = new Map(given.map((visit) => [visit.id, visit.priority]));
        const worst = Math.min(...[...dayOf.keys()].map((id) => priority.get(id) ?? 0));
        for (const id of left) expect(priority.get(id)).toBeLessThanOrEqual(worst);
      }),
    );
  });

  test('days that have visits already get fewer new ones', () => {
    const three = ['a', 'b', 'c'].map((id) => ({ id, priority: 0 }));
    const { dayOf } = spreadVisits(three, daysOf(2), (day) => (day === '2026-10-01' ? 2 : 0), anywhere, 0);
    expect(Object.fromEntries(dayOf)).toEqual({ a: '2026-10-01', b: '2026-10-02', c: '2026-10-02' });
  });

  test('a few visits of many shards make even days, where each shard has a phase of its own', () => {
    const days = daysOf(21);
    const total = days.map(() => 0);
    const [shards, each] = [64, 5];
    for (let shard = 0; shard < shards; shard++) {
      const some = Array.from({ length: each }, (_, index) => ({ id: `${index}`, priority: index }));
      const { dayOf } = spreadVisits(some, days, nothing, anywhere, shard / shards);
      for (const [index, load] of counts(days, dayOf).entries()) total[index] = (total[index] ?? 0) + load;
    }
    // 320 visits on 21 days: 15.2 a day.
    expect(total.reduce((sum, one) => sum + one, 0)).toBe(shards * each);
    expect(Math.max(...total) - Math.min(...total)).toBeLessThanOrEqual(2);
  });
});
