import { describe, expect, test } from 'vitest';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { Notice, Reported } from '../../shared/domain/work/govern/contact-events.ts';
import { contactEvents } from '../../shared/domain/work/govern/contact-events.ts';
import { slicesOf, unbalancedSlices } from '../../shared/domain/work/suppression-ledger.ts';
import { decideAll, fileOf, type Given, leaving, nightAt, policyWith } from '../domain/customer.ts';

const policy = policyWith();
const day = (date: string) => nightAt(`${date}T02:00:00+08:00`);
const customer: Given = { ...leaving, customerId: 'C1' };

type Events = { notices?: Partial<Notice>[]; reported?: Partial<Reported>[] };

/** One night of one customer; answers what became of the retention programme, and what the next night takes up. */
const night = (
  date: string,
  { notices = [], reported = [] }: Events = {},
  before: Uint8Array | null = null,
  by = policy,
) => {
  const events = {
    notices: notices.map((one, index) => ({
      ...{ noticeId: `N${index}`, kind: 'fault', customerId: null, region: null, endsAt: null },
      ...{ startsAt: '2026-10-12T00:00:00Z', ...one },
    })),
    reported: reported.map((one) => ({
      ...{ workId: 'other', customerId: 'C1', result: 'kept' as const, doneAt: '2026-10-31T04:00:00Z', ...one },
    })),
  };
  const decided = decideAll([customer], before, by, day(date), null, events);
  const [retention] = (decided.candidates.get(0) ?? []).filter(({ programme }) => programme === 'retention');
  return { retention, decided, bytes: decided.bytes, workId: decided.work[0]?.workId };
};
const became = (events: Events) => night('2026-11-01', events).retention;

describe('operational hold', () => {
  test.each<[string, Partial<Notice>, string | null]>([
    ['an open fault of the customer: asked again tomorrow', { customerId: 'C1' }, '2026-11-02'],
    ['one that is open for 30 days', { customerId: 'C1', startsAt: '2026-10-02T02:00:00Z' }, '2026-11-02'],
    ['one that nobody has closed for longer', { customerId: 'C1', startsAt: '2026-10-01T02:00:00Z' }, null],
    ['a fault of somebody else is no reason', { customerId: 'C2' }, null],
    ['a fault of all of the region', { region: 'south' }, '2026-11-02'],
    ['a fault of another region', { region: 'north' }, null],
    ['one that ended the day before', { customerId: 'C1', endsAt: '2026-10-31T10:00:00Z' }, null],
    // 00:00 to 02:00 of the day in Shanghai lies on the day before in UTC.
    [
      'one that ended on the day by the local clock',
      { customerId: 'C1', endsAt: '2026-10-31T16:30:00Z' },
      '2026-11-02',
    ],
    ['one that will end: free on the day after', { customerId: 'C1', endsAt: '2026-11-05T02:00:00Z' }, '2026-11-06'],
    ['one that begins after the day', { customerId: 'C1', startsAt: '2026-11-02T02:00:00Z' }, null],
    // Ingest refuses such a row; nothing is held by one that came before it did.
    [
      'one that ends before it begins',
      { customerId: 'C1', startsAt: '2026-11-03T00:00:00Z', endsAt: '2026-10-01T00:00:00Z' },
      null,
    ],
  ])('%s', (_, notice, until) => {
    const found = became({ notices: [notice] });
    if (until === null) expect(found?.became).toBe('queued');
    else expect(found).toMatchObject({ became: 'suppressed', step: 'hold', rule: 'contact.holds[0]', until });
  });

  test('a cut-over of tomorrow changes what is said, and all that goes on is told', () => {
    const owing = policyWith(
      (given) =>
        void given.contact?.holds.splice(3, 1, {
          ...(given.contact.holds[3] as NonNullable<Policy['contact']>['holds'][number]),
          when: { feature: 'arrearsDays', missing: true },
        }),
    );
    const cutOver = { kind: 'cut-over', region: 'south', startsAt: '2026-11-02T01:00:00+08:00' };
    const found = night('2026-11-01', { notices: [cutOver] }, null, owing).retention;
    expect(found).toMatchObject({ became: 'queued' });
    expect(found?.became === 'queued' && found.notes.map(({ en }) => en)).toEqual([
      'Tell of the work on the network first',
      'In arrears: settle those first, no new contract',
    ]);
    expect(became({ notices: [{ ...cutOver, startsAt: '2026-11-03T01:00:00+08:00' }] })).toMatchObject({ notes: [] });
  });

  test('a notice that nobody has closed for too long is counted, with its days', () => {
    const old = { customerId: 'C1', startsAt: '2026-09-22T02:00:00Z' };
    const dispute = { ...old, noticeId: 'D', kind: 'dispute' };
    expect(night('2026-11-01', { notices: [old, dispute, { customerId: 'C1' }] }).decided.counts.staleNotices).toEqual({
      N0: 40,
    });
    expect(night('2026-11-01').decided.counts.staleNotices).toBeUndefined();
  });

  test('the newer word about a notice holds: that is how an open one ends', () => {
    const row = { noticeId: 'N', kind: 'fault', customerId: 'C1', startsAt: '2026-10-01T00:00:00Z' };
    const file = (dumpId: string, rows: object[]) =>
      fileOf({ feed: 'notices', period: '2026-10', dumpId }, rows as never);
    const { notices } = contactEvents([file('a', [row]), file('b', [{ ...row, endsAt: '2026-10-02T00:00:00Z' }])]);
    expect(notices).toHaveLength(1);
    expect(became({ notices: [...notices] })?.became).toBe('queued');
  });
});

describe('cool-down and caps', () => {
  test('a customer who was kept is left in peace for the days of the policy, and the ledger says until when', () => {
    expect(became({ reported: [{}] })).toMatchObject({
      ...{ became: 'suppressed', step: 'cool-down', rule: 'contact.coolDown.kept', until: '2026-11-30' },
    });
    expect(night('2026-11-30', { reported: [{}] }).retention?.became).toBe('queued');
  });

  test('an outcome of the future has not happened', () => {
    expect(became({ reported: [{ doneAt: '2027-01-01T00:00:00Z' }] })?.became).toBe('queued');
  });

  test('an outcome without a customer is known by its work', () => {
    const first = night('2026-11-01');
    const report = {
      workId: first.workId ?? '',
      customerId: null,
      result: 'refused' as const,
      doneAt: '2026-11-01T04:00:00Z',
    };
    const later = night('2026-12-15', { reported: [report] }, first.bytes).retention;
    expect(later).toMatchObject({ rule: 'contact.coolDown.refused', until: '2027-04-30' });
    // Nobody knows whose an outcome of unknown work is.
    expect(became({ reported: [{ ...report, workId: 'strange' }] })?.became).toBe('queued');
  });

  test('two contacts in a week are as many as the policy allows, whoever made them; the third waits for the first to be a week old', () => {
    const reported = ['2026-10-28', '2026-10-30'].map((date, index) => ({
      ...{ workId: `w${index}`, result: 'leaving' as const, doneAt: `${date}T04:00:00Z` },
    }));
    const peaceful = policyWith((given) => {
      if (given.contact) given.contact.coolDown = {};
    });
    expect(night('2026-11-01', { reported }, null, peaceful).retention).toMatchObject({
      ...{ step: 'cap', rule: 'contact.caps[1]', until: '2026-11-04' },
    });
    expect(night('2026-11-04', { reported }, null, peaceful).retention?.became).toBe('queued');
  });
});

describe('the rest of the way', () => {
  test('100 % held out: nobody is contacted, and the ledger balances', () => {
    const all = policyWith((given) => {
      if (given.programmes.retention) given.programmes.retention.holdOut = { share: 1, salt: 's' };
    });
    const { retention, decided } = night('2026-11-01', {}, null, all);
    expect(retention).toMatchObject({ became: 'heldOut', rule: 'programmes.retention.holdOut', until: null });
    expect(decided.work).toEqual([]);
    expect(slicesOf(decided.counts.ledger ?? {})).toMatchObject([
      { region: 'south', programme: 'retention', playbook: 'ask-why', candidates: 1, heldOut: 1 },
    ]);
  });

  test('a slice that lost or doubled a candidate is named', () => {
    const { decided } = night('2026-11-01');
    const ledger = decided.counts.ledger ?? {};
    expect(unbalancedSlices(ledger)).toEqual([]);
    const doubled = { ...ledger, 'south|retention|ask-why|queued': 2 };
    expect(unbalancedSlices(doubled)).toMatchObject([{ region: 'south', playbook: 'ask-why', queued: 2 }]);
  });

  test('a pause ends on its day, also where clocks were put forward meanwhile', () => {
    const at = (date: string, time: string) => nightAt(`${date}T${time}`);
    const paused = policyWith((given) => {
      if (given.programmes.retention) given.programmes.retention.pauseDays = 21;
    });
    // 02:00 of 1 November is asked for the last time in October; the next month's night is 21 days later by the date.
    const first = decideAll([customer], null, paused, at('2026-10-12', '02:00:00+08:00'));
    const early = decideAll([customer], first.bytes, paused, at('2026-11-02', '01:30:00+08:00'));
    expect(early.candidates.get(0)?.[0]?.became).toBe('queued');
  });
});
