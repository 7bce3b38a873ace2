import { describe, expect, test } from 'vitest';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { Notice, Reported } from '../../shared/domain/work/govern/contact-events.ts';
import { decideAll, type Given, leaving, newKeyCustomer, nightAt, policyWith } from '../domain/customer.ts';

const day = (date: string) => nightAt(`${date}T02:00:00+08:00`);
const customer: Given = { ...leaving, customerId: 'C1' };

type Events = { notices?: Partial<Notice>[]; reported?: Partial<Reported>[] };

/** One night of one customer, whose earlier work waits for some day. */
const night = (
  date: string,
  before: { bytes: Uint8Array } | null,
  waiting: Record<string, string>,
  { notices = [], reported = [] }: Events = {},
  policy = policyWith(),
  given = customer,
) => {
  const events = {
    notices: notices.map((one, index) => ({
      ...{ noticeId: `N${index}`, kind: 'fault', customerId: 'C1', region: null, endsAt: null },
      ...{ startsAt: '2026-11-01T00:00:00Z', ...one },
    })),
    reported: reported.map((one) => ({
      ...{ workId: 'other', customerId: 'C1', result: 'undecided' as const, doneAt: '2026-11-04T04:00:00Z', ...one },
    })),
  };
  return decideAll([given], before?.bytes ?? null, policy, day(date), null, events, new Map(Object.entries(waiting)));
};

const first = night('2026-11-02', null, {});
const workId = first.work[0]?.workId ?? '';
/** The column of calls asked for: days and works. */
const callsOf = ({ table }: ReturnType<typeof night>) => table.words.get('contacts_call')?.values;

describe('work that waits is asked about again on the day on which it would be given out', () => {
  test('goes where nothing is in the way, and its contact counts as that of the day', () => {
    expect(workId).not.toBe('');
    const later = night('2026-11-07', first, { [workId]: '2026-11-07' });
    expect([later.paused, later.withdrawn]).toEqual([[], []]);
    expect([callsOf(first), callsOf(later)]).toEqual([[`2026-11-02/${workId}`], [`2026-11-07/${workId}`]]);
    // What somebody has is remembered as it was asked for.
    expect(callsOf(night('2026-11-07', first, {}))).toEqual([`2026-11-02/${workId}`]);
  });

  test('a fault that is open now pauses it until tomorrow', () => {
    expect(night('2026-11-05', first, { [workId]: '2026-11-05' }, { notices: [{}] }).paused).toMatchObject([
      { workId, step: 'hold', rule: 'contact.holds[0]', until: '2026-11-06' },
    ]);
  });

  test('a contact that somebody else made pauses it until the cap is free again; the day is exact', () => {
    const reported = [{ doneAt: '2026-11-04T04:00:00Z' }, { workId: 'b', doneAt: '2026-11-05T04:00:00Z' }];
    const calm = policyWith((given) => {
      if (given.contact) given.contact.coolDown = {};
    });
    const early = night('2026-11-06', first, { [workId]: '2026-11-06' }, { reported }, calm);
    expect(early.paused).toMatchObject([{ step: 'cap', rule: 'contact.caps[1]', until: '2026-11-11' }]);
    // Until then it is not asked about, and is nobody's contact.
    const resting = night('2026-11-08', early, { [workId]: '2026-11-11' }, { reported }, calm);
    expect(resting.paused).toEqual([]);
    const free = night('2026-11-11', resting, { [workId]: '2026-11-11' }, { reported }, calm);
    expect(free.paused).toEqual([]);
  });

  test('a cool-down that began meanwhile, and a rule that holds by now, pause it', () => {
    const reported = [{ result: 'refused' as const }];
    expect(night('2026-11-06', first, { [workId]: '2026-11-06' }, { reported }).paused).toMatchObject([
      { step: 'cool-down', rule: 'contact.coolDown.refused' },
    ]);
    const ruled = policyWith((given) => {
      given.programmes.retention?.suppress.push({
        ...{ code: 'rests', label: { en: 'Rests', zh: '休' }, when: { feature: 'arrearsDays', missing: true } },
      } as NonNullable<Policy['programmes'][string]>['suppress'][number]);
    });
    expect(night('2026-11-06', first, { [workId]: '2026-11-06' }, {}, ruled).paused).toMatchObject([
      { step: 'eligible', reason: 'rests', until: '2026-11-07' },
    ]);
  });

  test('what waited beyond its period and pause is taken back, and asked for anew where its reason still holds', () => {
    const short = policyWith((given) => {
      if (given.programmes.retention) given.programmes.retention.pauseDays = 0;
    });
    const last = night('2026-11-30', null, {}, {}, short);
    const old = last.work[0]?.workId ?? '';
    const next = night('2026-12-02', last, { [old]: '2026-12-02' }, {}, short);
    expect(next.withdrawn).toEqual([{ workId: old, why: 'lapsed' }]);
    expect(next.counts.withdrawn).toEqual({ retention: 1 });
    expect(next.work.map(({ programme }) => programme)).toEqual(['retention']);
    expect(next.work[0]?.workId).not.toBe(old);
    // What an agent has goes on.
    expect(night('2026-12-02', last, {}, {}, short).withdrawn).toEqual([]);
  });

  test('a visit that waits yields to a retention call of tonight, whose agent is told of it', () => {
    const free = policyWith((given) => {
      if (given.contact) given.contact.caps = [];
      const visits = given.programmes['monthly-visit'];
      if (!visits) return;
      const { cadence: _, still: __, ...asked } = visits;
      given.programmes['monthly-visit'] = { ...asked, period: 'month', when: { keyCustomer: true } };
    });
    const given: Given = { ...newKeyCustomer, customerId: 'C1', profile: { joinedOn: '2026-11-01', dataLine: 1 } };
    const visited = night('2026-11-02', null, {}, {}, free, given);
    const [visit] = visited.work;
    expect(visit?.programme).toBe('monthly-visit');
    const both: Given = { ...leaving, ...given, voiceMinutes: [300, 310, 290, 10], dataMb: [9000, 9100, 8900, 50] };
    const later = night('2026-11-03', visited, { [visit?.workId ?? '']: '2026-11-03' }, {}, free, both);
    expect(later.work.map(({ programme, notes }) => [programme, notes.map(({ en }) => en.slice(0, 5))])).toEqual([
      ['retention', ['Also:']],
    ]);
    expect(later.paused).toMatchObject([{ workId: visit?.workId, step: 'merge', until: '2026-11-04' }]);
  });
});
