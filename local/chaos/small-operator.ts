import { createHash } from 'node:crypto';
import { type Customer, customerAt, leavingSince } from '../sample/customer.ts';
import { type EventFeed, eventFeeds, eventRows, eventSources } from '../sample/events.ts';
import { columnsOf, headerLine, layouts, rowLine } from '../sample/layouts.ts';
import { periodOf } from '../sample/months.ts';
import { storyMonth } from '../sample/operator.ts';
import { billingRow, customersRow, type Row, serviceRow, usageRow } from '../sample/rows.ts';

/** A file on its way to the landing bucket. */
export type Delivery = { key: string; text: string; arrivesAt: Date };

/** An operator small enough for a thousand pairs of nights: everybody's files in the contracts' own layout. */
export type SmallOperator = {
  /** Which of the {@link variants} it is. */
  variant: number;
  /** Instants of its two nights, and of its day between them. */
  nights: readonly [Date, Date];
  day: Date;
  /** Files that land before the first night. */
  before: readonly Delivery[];
  /** Files that land between the nights; those of results are made of the work that the first night gave. */
  between: readonly Delivery[];
  /** Key of the file that the operator takes back between the nights. */
  retracted: string;
  /** Whether late and waiting work is looked after before the second night. */
  sweeps: boolean;
  /** Customers who are to be forgotten, with their numbers. */
  erased: readonly { customerId: string; phone: string }[];
};

/** Operators that seeds choose from: other customers, other agents, other hours. */
export const variants = 4;

/** Customers of each variant. */
const sizes = [24, 36, 48, 60] as const;
/** Customers among whom those of a variant are looked for. */
const pool = 2_000;
/** Use of two months before the story's and of that one: enough for a fall to show. Bills of the last two say who owes. */
const months = { usage: [storyMonth - 2, storyMonth - 1, storyMonth], billing: [storyMonth - 1, storyMonth] };
const layout = layouts.standard;

/** Half of them about to leave, a quarter firms that are to be visited: an ordinary base of this size would need nobody. */
const customersOf = (seed: number, size: number): Customer[] => {
  const all = Array.from({ length: pool }, (_, index) => customerAt(seed, index)).filter(
    ({ joinedMonth, leaves }) => joinedMonth <= storyMonth - 3 && (leaves === undefined || leaves > storyMonth),
  );
  const isLeaving = (customer: Customer) => [1, 2].includes(leavingSince(customer, storyMonth));
  const isFirm = ({ behaviour }: Customer) => behaviour === 'enterprise';
  const groups = [
    [isLeaving, size / 2],
    [isFirm, size / 4],
    [(customer: Customer) => !isLeaving(customer) && !isFirm(customer), size / 4],
  ] as const;
  return groups.flatMap(([belongs, count]) => all.filter(belongs).slice(0, count)).sort((a, b) => a.index - b.index);
};

const csv = (feed: string, rows: readonly Row[], columns = columnsOf(layout, feed, rows[0] ?? {})): string =>
  headerLine(layout, feed, columns) + rows.map((row) => rowLine(layout, columns, row)).join('');

/** Of the month's use that is told again, every third customer's is that of two months before: who was silent is not. */
const corrected = (seed: number, customer: Customer): Row =>
  customer.index % 3 === 0
    ? { ...usageRow(seed, customer, storyMonth - 2), period: periodOf(storyMonth) }
    : usageRow(seed, customer, storyMonth);

/** The second night's roster: the first agent has left, and one has come. */
const agents = (variant: number, night: 0 | 1, robots: string): string => {
  const capacity = variant % 2 === 0 ? 2 : 12;
  const all = [
    ['A1', 'north;east', 'retention', capacity, 'webhook;sns'],
    ['A2', '', 'retention;visit', capacity, 'sns'],
    ['A3', 'south', 'retention;visit;vip;enterprise;data', capacity, 'webhook'],
    // A robot that nobody knows: the next channel takes over.
    ['A4', '', 'visit;retention', capacity, 'wecom:nobody;webhook;sns'],
    ['A5', 'west;south', 'retention;visit', capacity, 'sns;webhook'],
  ];
  const here = night === 0 ? all.slice(0, 4) : all.slice(1);
  const rows = here.map(([id, ...rest]) =>
    [id, ...rest, `${robots}/${id}`, id === 'A2' ? 'A3' : 'A2', id === 'A3' ? 'A2' : 'A3'].join(','),
  );
  return `${['agentId,regions,skills,capacity,channels,webhookUrl,deputyId,supervisorId', ...rows].join('\n')}\n`;
};

const keyOf = (feed: string, period: string, source: string, file: string): string =>
  `feed=${feed}/period=${period}/source=${source}/${file}`;

/**
 * The small operator of a variant.
 *
 * @param robots address below which the agents' robots listen
 */
export const smallOperator = (variant: number, robots: string): SmallOperator => {
  const seed = 101 + variant;
  const here = customersOf(seed, sizes[variant] ?? 24);
  // A minute apart: functions that stay warm know a run by its instant, and must not take one operator's for another's.
  const at = (text: string): Date => new Date(Date.parse(text) + variant * 60_000);
  const [midnight, day] = [at('2026-11-01T00:00:00+08:00'), at('2026-11-01T11:00:00+08:00')];
  const period = periodOf(storyMonth);
  const tables: [feed: string, month: number, rows: Row[]][] = [
    ['customers', storyMonth, here.map((customer) => customersRow(customer, storyMonth, ''))],
    ...months.usage.map((month): [string, number, Row[]] => [
      'usage',
      month,
      here.map((customer) => usageRow(seed, customer, month)),
    ]),
    ...months.billing.map((month): [string, number, Row[]] => [
      'billing',
      month,
      here.map((customer) => billingRow(seed, customer, month)),
    ]),
    [
      'service',
      storyMonth,
      here.map((customer) => serviceRow(seed, customer, storyMonth)).filter((row) => row !== undefined),
    ],
  ];
  const spoilt = (row: Row): Row => ({ ...row, customerId: '' });
  const files = [
    ...tables.map(([feed, month, rows]) => ({
      key: keyOf(feed, periodOf(month), `small-${variant}`, `${feed}.csv`),
      // One row that nobody can read in each file.
      text: csv(feed, [...rows, ...rows.slice(0, 1).map(spoilt)]),
    })),
    ...eventFeeds.map((feed: EventFeed) => ({
      key: keyOf(feed, period, eventSources[feed], `${feed}-${variant}.csv`),
      text: csv(
        feed,
        eventRows(feed, seed, here, storyMonth).map(({ row }) => row),
      ),
    })),
    { key: keyOf('agents', period, 'hr', `agents-${variant}.csv`), text: agents(variant, 0, robots) },
  ];
  const billing = files.find(({ key }) => key.startsWith(`feed=billing/period=${period}`));
  const erased = [here[1], here[4], here.at(-1)].filter((one) => one !== undefined);
  const requests = erased.map(({ customerId }, index) =>
    [customerId, `REQUEST-${index}`, '2026-11-01T10:00:00+08:00'].join(','),
  );
  const later = [
    {
      key: keyOf('usage', period, `small-${variant}`, 'corrected.csv'),
      text: csv(
        'usage',
        here.map((one) => corrected(seed, one)),
      ),
    },
    // The same bytes once more, and a file that nobody can read.
    ...(billing ? [billing] : []),
    { key: keyOf('usage', period, 'unknown-system', `broken-${variant}.csv`), text: 'who,what\n1,2\n' },
    { key: keyOf('agents', period, 'hr', `agents-${variant}-later.csv`), text: agents(variant, 1, robots) },
    {
      key: keyOf('erasures', '2026-11', 'crm', `erasures-${variant}.csv`),
      text: `${['customerId,requestId,requestedAt', ...requests].join('\n')}\n`,
    },
  ];
  const arriving = (from: Date, some: readonly { key: string; text: string }[]): Delivery[] =>
    some.map((file, index) => ({ ...file, arrivesAt: new Date(from.getTime() + index * 1_000) }));
  return {
    variant,
    nights: [at('2026-11-01T02:00:00+08:00'), at('2026-11-02T02:00:00+08:00')],
    day,
    before: arriving(midnight, files),
    between: arriving(day, later),
    retracted: keyOf('service', period, `small-${variant}`, 'service.csv'),
    sweeps: variant % 2 === 1,
    erased: erased.map(({ customerId, phone }) => ({ customerId, phone })),
  };
};

/** What S3 calls the entity tag of a text. */
export const tagOf = (text: string): string => createHash('md5').update(text).digest('hex');
