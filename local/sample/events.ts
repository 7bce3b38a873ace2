import { sha256 } from '../../shared/domain/sha256.ts';
import { type Customer, leavingSince } from './customer.ts';
import { dayOf, daysOf, periodOf } from './months.ts';
import { type Random, random } from './random.ts';
import type { Row } from './rows.ts';

/** Feeds of what happened: one small file each for the newest month, whatever the number of months. */
export const eventFeeds = ['calls', 'outcomes', 'notices'] as const;
/** A feed of what happened. */
export type EventFeed = (typeof eventFeeds)[number];

/** A row, and whether it was spoilt on purpose. */
export type EventRow = { row: Row; refused: boolean };

/** `source=` of each feed's object keys. */
export const eventSources: Record<EventFeed, string> = {
  calls: 'contact-centre',
  outcomes: 'desk-crm',
  notices: 'network-ops',
};

const good = (row: Row): EventRow => ({ row, refused: false });
const bad = (row: Row): EventRow => ({ row, refused: true });

/** An instant of the month in China, which knows no daylight saving. */
const instantOf = (numbers: Random, month: number, day = numbers.whole(1, daysOf(month))): Date =>
  new Date(
    `${dayOf(month, day)}T${String(numbers.whole(8, 20)).padStart(2, '0')}:${String(numbers.whole(0, 59)).padStart(2, '0')}:00+08:00`,
  );
const text = (at: Date): string => `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
const after = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1_000);

/** One call in 50 customers and month, and again as many by strangers: 400 for 10,000 customers; some are called back. */
const callOf = (seed: number, customer: Customer, month: number): Row[] => {
  const numbers = random(seed, 8, customer.index, month);
  if (!numbers.chance(0.04)) return [];
  const spread = instantOf(numbers, month);
  const answered = numbers.chance(0.88);
  const waited = numbers.whole(2, answered ? 40 : 90);
  const talked = numbers.whole(30, 420);
  const vip = customer.spend >= 390;
  // The lines were busy on the month's last day: who hung up then is still to be called back.
  const queuedAt = answered || numbers.chance(0.5) ? spread : instantOf(numbers, month, daysOf(month));
  const customerId = numbers.chance(0.5) ? customer.customerId : '';
  const calledBackAt = after(queuedAt, numbers.whole(1, 30) * 3_600);
  const isCalledBack = !answered && customerId !== '' && numbers.chance(0.6);
  return [
    {
      callId: `K${periodOf(month)}-${customer.index}`,
      period: periodOf(month),
      customerId,
      region: customer.region.name,
      direction: 'in',
      desk: vip ? 'vip' : 'general',
      queuedAt: text(queuedAt),
      answeredAt: answered ? text(after(queuedAt, waited)) : '',
      endedAt: text(after(queuedAt, answered ? waited + talked : waited)),
      topic: numbers.pick(['billing', 'coverage', 'plan', 'refund']),
      resolved: answered && numbers.chance(0.8) ? 'yes' : 'no',
      rating:
        answered && numbers.chance(0.4) ? String(numbers.whole(leavingSince(customer, month) >= 0 ? 1 : 3, 5)) : '',
    },
    ...(isCalledBack && text(calledBackAt).startsWith(periodOf(month))
      ? [
          {
            ...{ callId: `B${periodOf(month)}-${customer.index}`, period: periodOf(month), customerId },
            ...{ region: customer.region.name, direction: 'out', desk: vip ? 'vip' : 'general' },
            ...{ queuedAt: text(calledBackAt), answeredAt: text(after(calledBackAt, 8)) },
            ...{ endedAt: text(after(calledBackAt, 8 + talked)), topic: 'call back', resolved: 'yes', rating: '' },
          },
        ]
      : []),
  ];
};

/**
 * What came of a retention call. The id is that of a monthly programme `retention` of the month before: work that a night
 * on the first of this month asked for, if it did. What tierline never asked for came from somebody's own list.
 */
const outcomeOf = (seed: number, customer: Customer, month: number): Row[] => {
  const numbers = random(seed, 9, customer.index, month);
  if (leavingSince(customer, month - 1) < 0 || !numbers.chance(0.3)) return [];
  const lost = numbers.chance(0.4);
  return [
    {
      workId: sha256(JSON.stringify([customer.customerId, 'retention', periodOf(month - 1)])).slice(0, 24),
      period: periodOf(month),
      customerId: customer.customerId,
      doneAt: text(instantOf(numbers, month)),
      result: lost ? 'leaving' : numbers.pick(['kept', 'undecided', 'not-reached']),
      churnKind: lost ? 'competitive' : '',
      churnCause: lost ? numbers.pick(['price', 'service', 'competitor']) : '',
      answers: lost ? 'wanted=more data' : '',
      evidence: '',
    },
  ];
};

/** A fault of one in 500 customers, and a dispute of as many. */
const noticeOf = (seed: number, customer: Customer, month: number): Row[] => {
  const numbers = random(seed, 10, customer.index, month);
  if (!numbers.chance(0.004)) return [];
  const startsAt = instantOf(numbers, month);
  const open = numbers.chance(0.2);
  return [
    {
      noticeId: `N${periodOf(month)}-${customer.index}`,
      period: periodOf(month),
      kind: numbers.pick(['fault', 'dispute']),
      customerId: customer.customerId,
      region: customer.region.name,
      area: numbers.pick(['town', 'country']),
      startsAt: text(startsAt),
      endsAt: open ? '' : text(after(startsAt, numbers.whole(1, 96) * 3_600)),
    },
  ];
};

/** What is wrong in each file, once, at its end. */
const spoilt = (seed: number, month: number): Record<EventFeed, Row[]> => {
  const at = instantOf(random(seed, 11, month), month);
  const period = periodOf(month);
  return {
    // The clock of the telephone system was put back between the two.
    calls: [{ callId: `K${period}-clock`, period, queuedAt: text(at), answeredAt: text(after(at, -3_590)) }],
    outcomes: [{ workId: '', period, doneAt: text(at), result: 'kept' }],
    notices: [
      {
        noticeId: `N${period}-early`,
        period,
        kind: 'fault',
        region: 'south',
        startsAt: text(at),
        endsAt: text(after(at, -60)),
      },
    ],
  };
};

const makers = { calls: callOf, outcomes: outcomeOf, notices: noticeOf };

/** One row that each file has, however small the operator: its columns are the file's. */
const firstRow = (seed: number, month: number): Record<EventFeed, Row> => {
  const at = instantOf(random(seed, 12, month), month);
  const period = periodOf(month);
  return {
    calls: {
      ...{ callId: `K${period}-stranger`, period, customerId: '', region: '', direction: 'in', desk: 'general' },
      ...{ queuedAt: text(at), answeredAt: text(after(at, 9)), endedAt: text(after(at, 80)) },
      ...{ topic: 'billing', resolved: 'yes', rating: '' },
    },
    outcomes: {
      ...{ workId: `old-list-${period}-${seed}`, period, customerId: '', doneAt: text(at), result: 'undecided' },
      ...{ churnKind: '', churnCause: '', answers: '', evidence: '' },
    },
    notices: {
      ...{ noticeId: `N${period}-north`, period, kind: 'cut-over', customerId: '', region: 'north', area: '' },
      ...{ startsAt: `${dayOf(month + 1, 3)}T01:00:00+08:00`, endsAt: `${dayOf(month + 1, 3)}T05:00:00+08:00` },
    },
  };
};

/** Rows of a feed of what happened in a month. */
export const eventRows = (feed: EventFeed, seed: number, customers: Iterable<Customer>, month: number): EventRow[] => {
  const rows = [good(firstRow(seed, month)[feed])];
  for (const customer of customers) rows.push(...makers[feed](seed, customer, month).map(good));
  return [...rows, ...spoilt(seed, month)[feed].map(bad)];
};
