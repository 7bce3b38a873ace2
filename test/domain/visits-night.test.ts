import { describe, expect, test } from 'vitest';
import type { Programme } from '../../shared/contracts/policy/programme.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import { addDays } from '../../shared/domain/calendar.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { wordAt } from '../../shared/domain/decide/shard-table.ts';
import { explainDecision } from '../../shared/domain/explain/explain-decision.ts';
import { nightOf, runIdOf } from '../../shared/domain/night.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { plannedVisits } from '../../shared/domain/work/planned-visits.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { workingDays } from '../../shared/domain/work/working-days.ts';
import { calendarOf } from './calendars.ts';
import { decideAll, type Given, nightAt, policyWith } from './customer.ts';

const china = workingDays(calendarOf('china'));
const label = { en: 'Visit', zh: '回访' };

/** A policy whose only programme visits key customers by some cadence. */
const visiting = (change: Partial<Programme>, more: (policy: Policy) => void = () => {}): CompiledPolicy =>
  policyWith((policy) => {
    const programme = {
      ...{ label, kind: 'return-visit', when: { keyCustomer: true }, skill: 'visit', pauseDays: 0, dueInDays: 3 },
      ...{ priority: 'value', suppress: [], holdOut: { share: 0, salt: '' }, playbooks: [], ...change },
    } as Programme;
    policy.programmes = { visit: programme };
    policy.suppress = [];
    // Holds and caps have tests of their own, and name other programmes.
    delete policy.contact;
    if (policy.visits)
      policy.visits = { ...policy.visits, spareDays: 0, outline: { questions: [], mostQuestions: 3, mostPoints: 2 } };
    more(policy);
  });

const customers = (count: number, change: (index: number) => Given['profile'] = () => ({})): Given[] =>
  Array.from({ length: count }, (_, index) => ({
    customerId: `C${String(index).padStart(3, '0')}`,
    // A profile of February is in the window of every night below.
    profile: { joinedOn: '2020-01-01', dataLine: 1, period: '2026-02', ...change(index) },
    charged: [100 + index * 20],
  }));

/** Nights from one day to another: what was asked for by customer, with the day and the message. */
const nights = (
  given: readonly Given[] | ((day: string) => readonly Given[]),
  policy: CompiledPolicy,
  from: string,
  until: string,
  zone = 'Asia/Shanghai',
) => {
  const asked: { customerId: string; day: string; workId: string; dueAt: string }[] = [];
  const deferred: Record<string, number> = {};
  let before: Uint8Array | null = null;
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const now = zone === 'Asia/Shanghai' ? `${day}T02:00:00+08:00` : `${day}T03:30:00Z`;
    const night = nightOf(runIdOf(now), now, zone, 12);
    const some = typeof given === 'function' ? given(day) : given;
    const decided = decideAll(some, before, policy, night);
    const { counts, work, table, facts } = decided;
    expect(counts.candidates).toBe(counts.queued + counts.suppressed + counts.heldOut + counts.deferred);
    deferred[day] = counts.deferred;
    for (const queued of work) {
      const {
        customerId,
        workId,
        dueAt,
        day: listDay,
      } = workOf(policy, queued, decisionAt(table, queued.row, policy), facts, night);
      expect(listDay).toBe(night.today);
      asked.push({ customerId, day: night.today, workId, dueAt });
    }
    expect(decideAll(some, before, policy, night).bytes).toEqual(decided.bytes);
    before = decided.bytes;
  }
  return { asked, deferred };
};

const perDay = (asked: readonly { day: string }[]): number[] => {
  const counts = new Map<string, number>();
  for (const { day } of asked) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [...counts.values()];
};

describe('visits, night after night', () => {
  test('each once in the quarter’s last month, evenly over its working days, the most valuable first, due within it', () => {
    const { asked, deferred } = nights(
      customers(50),
      visiting({ cadence: { every: 'quarter' } }),
      '2026-11-29',
      '2027-01-02',
    );
    expect(new Set(asked.map(({ customerId }) => customerId)).size).toBe(50);
    expect(asked).toHaveLength(50);
    const counts = perDay(asked);
    // December 2026 has 23 working days.
    expect(counts).toHaveLength(23);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    for (const { day, dueAt } of asked) {
      expect(china.isWorkingDay(day)).toBe(true);
      expect(dueAt <= '2026-12-31T10:00:00.000Z').toBe(true);
    }
    expect((asked[0]?.customerId ?? '') > (asked.at(-1)?.customerId ?? 'z')).toBe(true);
    expect(asked.find(({ day }) => day === '2026-12-24')?.dueAt).toBe('2026-12-29T10:00:00.000Z');
    expect(asked.find(({ day }) => day === '2026-12-31')?.dueAt).toBe('2026-12-31T10:00:00.000Z');
    expect([deferred['2026-11-30'], deferred['2026-12-01'], deferred['2027-01-01']]).toEqual([0, 47, 0]);
  });

  test('a customer who falls away before the day is not visited, and one who is suppressed takes no day', () => {
    const half = visiting({ cadence: { every: 'month' } }, (policy) => {
      policy.suppress = [{ code: 'black', label, when: { list: ['black'] }, except: [] }];
    });
    const all = customers(60, (index) => (index < 20 ? { list: 'black' } : {}));
    const { asked } = nights(
      (day) =>
        day < '2026-09-10'
          ? all
          : all.map((one, index) =>
              index < 40 ? one : { ...one, charged: [90], profile: { ...one.profile, dataLine: 0 } },
            ),
      half,
      '2026-09-01',
      '2026-10-01',
    );
    const counts = perDay(asked.filter(({ day }) => day < '2026-09-10'));
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(asked.every(({ customerId }) => customerId >= 'C020')).toBe(true);
    expect(asked.filter(({ day }) => day >= '2026-09-10').every(({ customerId }) => customerId < 'C040')).toBe(true);
    expect(asked.length).toBeLessThan(40);
  });

  test('who is held out has a day like the others, is left alone on it, and nobody is told of a visit', () => {
    const policy = visiting({ cadence: { every: 'month' }, holdOut: { share: 0.5, salt: 'x' } });
    const all = customers(60);
    const { asked } = nights(all, policy, '2026-09-01', '2026-09-30');
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.length).toBeLessThan(45);
    const { table, candidates, counts } = decideAll(all, null, policy, nightAt('2026-09-01T02:00:00+08:00'));
    const visited = new Set(asked.map(({ customerId }) => customerId));
    const left = all.flatMap(({ customerId = '' }, row) => (visited.has(customerId) ? [] : [row]));
    for (const row of left) {
      expect(decisionAt(table, row, policy).visits).toBeUndefined();
      expect(['deferred', 'heldOut']).toContain(candidates.get(row)?.[0]?.became);
    }
    expect(Object.values(counts.visitsByDay ?? {}).reduce((sum, one) => sum + one, 0)).toBe(60 - left.length);
    // The groups are alike: the held-out ones have their days throughout the month, too.
    const days = left.map((row) => wordAt(table.words.get('visitUntil_visit') as never, row)?.split(' ')[1] ?? '');
    expect(new Set(days.filter((day) => day !== '')).size).toBeGreaterThan(10);
  });

  test('who joined this month is still visited in the next, because "still" says so', () => {
    const joined = { all: [{ keyCustomer: true }, { feature: 'joinedThisMonth' as const, from: 1 }] };
    const policy = (still?: Programme['still']) =>
      visiting({ when: joined, ...(still && { still }), cadence: { once: 'month', withinDays: 10 } });
    const new5 = customers(5, () => ({ joinedOn: '2026-10-12', period: '2026-10' }));
    expect(nights(new5, policy({ keyCustomer: true }), '2026-11-01', '2026-11-20').asked).toHaveLength(5);
    expect(nights(new5, policy(), '2026-11-01', '2026-11-20').asked).toHaveLength(0);
  });

  test('the cadence goes by the first rule that holds; who fulfils none is not visited', () => {
    const policy = visiting({ cadence: { byRules: true }, pauseDays: 20 }, ({ visits }) => {
      if (visits)
        visits.cadences = [
          { name: 'often', label, when: { feature: 'arpu', from: 400 }, cadence: { every: 'month' } },
          {
            name: 'season',
            label,
            when: { feature: 'arpu', from: 300 },
            cadence: { season: { from: '09-10', until: '09-20' } },
          },
        ];
    });
    const { asked } = nights(customers(20), policy, '2026-09-01', '2026-10-31');
    const byId = Map.groupBy(asked, ({ customerId }) => customerId);
    // Charges go from 100 up by 20: C015 has 400, C010 has 300.
    expect([...byId.keys()].sort()[0]).toBe('C010');
    for (const [id, its] of byId) {
      const months = its.map(({ day }) => day.slice(0, 7));
      expect(months).toEqual(id >= 'C015' ? ['2026-09', '2026-10'] : ['2026-09']);
      if (id < 'C015') expect(its.every(({ day }) => day >= '2026-09-10' && day <= '2026-09-20')).toBe(true);
    }
    expect(new Set(asked.map(({ workId }) => workId)).size).toBe(asked.length);
  });

  test('no more a day than the policy takes, and who has no room is told of the next day', () => {
    const policy = visiting({ cadence: { every: 'month' } }, ({ visits }) => {
      if (visits) visits.mostADay = 2;
    });
    const { asked } = nights(customers(60), policy, '2026-10-31', '2026-11-30');
    expect(Math.max(...perDay(asked))).toBe(2);
    // November 2026 has 21 working days.
    expect(asked).toHaveLength(42);
  });

  test('a run of two programmes fills the emptiest days with both', () => {
    const policy = visiting({ cadence: { every: 'month' } }, (given) => {
      const visit = given.programmes.visit as Programme;
      given.programmes = {
        visit: { ...visit, when: { feature: 'arpu', below: 300 } },
        other: { ...visit, when: { feature: 'arpu', from: 300 } },
      };
    });
    const counts = perDay(nights(customers(30), policy, '2026-10-31', '2026-11-30').asked);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('the plan stands on the decision and in the snapshot, and the fate says until when', () => {
    const policy = visiting({ cadence: { every: 'month' } });
    const night = nightAt('2026-11-01T02:00:00+08:00');
    const { table, counts, candidates } = decideAll(customers(3), null, policy, night);
    const days = [0, 1, 2].map((row) => decisionAt(table, row, policy).visits?.visit);
    // Of one value: in the order of their ids, at even distances of the 21 working days.
    expect(days).toEqual(['2026-11-02', '2026-11-11', '2026-11-20']);
    for (const row of [0, 1, 2])
      expect(wordAt(table.words.get('fate_visit') as never, row)).toBe(
        `deferred visit visit-day visit-day programmes.visit.cadence ${days[row]}`,
      );
    expect(Object.values(counts.visitsByDay ?? {})).toEqual([1, 1, 1]);
    expect(plannedVisits(table).map((one) => [one.customerId, one.programme, one.day, one.until])).toEqual(
      [0, 1, 2].map((row) => [`C00${row}`, 'visit', days[row], '2026-11-30']),
    );
    const decision = { before: null, after: decisionAt(table, 1, policy) };
    const explained = explainDecision(
      decision,
      { policy: policy.policy, night },
      () => null,
      [],
      candidates.get(1) ?? [],
    );
    expect(explained.work?.[0]?.words).toEqual({ en: 'its day is 2026-11-11', zh: '安排在 2026-11-11' });
  });
});

describe('clocks that jump', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['America/Santiago', '2026-09-06'],
    ['Africa/Cairo', '2026-10-29'],
    ['Pacific/Apia', '2026-03-31'],
  ])('%s around %s: everybody once, on a working day, due at six by the clocks of the day', (zone, day) => {
    const policy = visiting({ cadence: { once: 'month', withinDays: 6 }, pauseDays: 40 }, ({ visits }) => {
      if (visits) visits.calendar = calendarOf('weekends');
    });
    const { asked } = nights(customers(12), policy, addDays(day, -6), addDays(day, 8), zone);
    expect(new Set(asked.map(({ customerId }) => customerId)).size).toBe(12);
    expect(asked).toHaveLength(12);
    const clock = new Intl.DateTimeFormat('en', {
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    });
    for (const { dueAt } of asked) expect(clock.format(new Date(dueAt))).toBe('18:00');
  });
});
