import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FieldKind } from '../../shared/contracts/field.ts';
import { addMonths, dayNumber } from '../../shared/domain/calendar.ts';
import { shardName, shardOf } from '../../shared/domain/shard.ts';
import { factKey } from '../../shared/dump/fact-key.ts';
import { writeParquet } from '../../shared/dump/parquet.ts';
import { businessDay } from './policy.ts';

/** Shards that so many customers are spread over: 64 for a million. */
export const shardsFor = (customers: number): number => 2 ** Math.max(0, Math.round(Math.log2(customers / 16_000)));
/** Months of facts, oldest first. */
export const months = Array.from({ length: 12 }, (_, index) => addMonths(businessDay.slice(0, 7), index - 11));
/** Months of the customers feed: the newest profile is looked for among these. */
const profileMonths = 3;

const generator = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

type Random = () => number;
type Value = (random: Random, month: number, scale: number) => number;

const cents = (value: number): number => Math.round(value * 100) / 100;
/** One cell in fifty is blank. */
const maybe =
  (value: Value): Value =>
  (random, month, scale) =>
    random() < 0.02 ? Number.NaN : value(random, month, scale);
/** About as much every month, now and then nothing. */
const habit = (most: number): Value =>
  maybe((random, _, scale) => (random() < 0.04 ? 0 : cents(most * scale * (0.7 + 0.6 * random()))));
const seldom = (share: number, most: number): Value =>
  maybe((random) => (random() < share ? Math.ceil(random() * most) : 0));
const dayOf = (month: number): number => dayNumber(`${months[month]}-01`);

type Columns = readonly (readonly [name: string, kind: FieldKind, value: Value])[];

/** All fields of each feed that the catalogue reads, so that neither side is spared what it does not ask for. */
const feeds: Record<'usage' | 'billing' | 'service' | 'customers', Columns> = {
  usage: [
    ['voiceMinutes', 'number', habit(400)],
    ['incomingMinutes', 'number', habit(300)],
    ['longDistanceMinutes', 'number', seldom(0.3, 60)],
    ['internationalMinutes', 'number', seldom(0.03, 40)],
    ['roamingMinutes', 'number', seldom(0.05, 90)],
    ['dataMb', 'number', habit(20_000)],
    ['smsCount', 'integer', (random) => Math.floor(random() * 40)],
    ['activeDays', 'integer', (random) => Math.floor(random() * 32)],
  ],
  billing: [
    // One bill in two hundred is a refund.
    [
      'charged',
      'number',
      maybe((random, _, scale) => (random() < 0.005 ? -20 : cents(150 * scale * (0.8 + 0.4 * random())))),
    ],
    ['voiceFee', 'number', habit(40)],
    ['longDistanceFee', 'number', habit(10)],
    ['internationalFee', 'number', seldom(0.03, 40)],
    ['dataFee', 'number', habit(80)],
    ['smsFee', 'number', seldom(0.2, 5)],
    ['roamingFee', 'number', seldom(0.05, 30)],
    ['rechargeAmount', 'number', maybe((random) => Math.floor(random() * 6) * 50)],
    ['rechargeCount', 'integer', (random) => Math.floor(random() * 4)],
    ['arrears', 'number', maybe((random) => (random() < 0.06 ? cents(random() * 300) : 0))],
    ['arrearsDays', 'integer', maybe((random) => (random() < 0.06 ? Math.ceil(random() * 150) : 0))],
    ['lastPaidOn', 'date', maybe((random, month) => dayOf(month) + Math.floor(random() * 28))],
  ],
  service: [
    ['complaints', 'integer', seldom(0.3, 3)],
    ['faults', 'integer', seldom(0.3, 3)],
    ['hotlineCalls', 'integer', seldom(0.6, 6)],
    ['competitorCalls', 'integer', seldom(0.1, 4)],
    ['refundDisputes', 'integer', seldom(0.05, 2)],
    ['satisfaction', 'number', maybe((random) => 1 + Math.round(random() * 8) / 2)],
  ],
  customers: [
    ['joinedOn', 'date', maybe((random) => dayNumber(businessDay) - Math.floor(random() * 4000))],
    ['contractEndsOn', 'date', maybe((random) => dayNumber(businessDay) + Math.floor(random() * 800) - 60)],
    ['contractMonths', 'integer', maybe((random) => [0, 12, 24][Math.floor(random() * 3)] as number)],
    ['creditScore', 'number', maybe((random) => Math.round(300 + random() * 600))],
    ['portedIn', 'flag', (random) => Number(random() < 0.1)],
    ['dataLine', 'flag', (random) => Number(random() < 0.01)],
  ],
};
const regions = ['north', 'south', 'east', 'west', 'central'];
const segments = ['consumer', 'consumer', 'consumer', 'household', 'enterprise'];

/** One customer in a hundred has joined within the window, and as many have left. */
const isThere = (customer: number, month: number): boolean => {
  const kind = customer % 100;
  if (kind === 17) return month >= 1 + (customer % 11);
  return kind !== 53 || month <= 2 + (customer % 9);
};
/** One in eight has contact with the service desk in a month. */
const hasContact = (customer: number, month: number): boolean =>
  (Math.imul(customer, 2_654_435_761) >>> (month + 8)) % 8 === 0;

/** Writes facts of so many customers as an ingest worker does: the same order of customers every month, which is not that of their ids. Answers what was written. */
export const makeFacts = async (folder: string, customers: number): Promise<{ rows: number; bytes: number }> => {
  const written = { rows: 0, bytes: 0 };
  const shards = shardsFor(customers);
  const members: number[][] = Array.from({ length: shards }, () => []);
  // A prime step walks over the whole range of ids without an order.
  const idOf = (customer: number): string => `C${String((customer * 7_368_787) % 1_000_000_007).padStart(10, '0')}`;
  for (let customer = 0; customer < customers; customer++) members[shardOf(idOf(customer), shards)]?.push(customer);
  for (const [shard, all] of members.entries())
    for (const [month, period] of months.entries())
      for (const [feed, columns] of Object.entries(feeds) as [keyof typeof feeds, Columns][]) {
        if (feed === 'customers' && month < months.length - profileMonths) continue;
        const rows = all.filter((one) => isThere(one, month) && (feed !== 'service' || hasContact(one, month)));
        const values = columns.map(([name, kind, value], at) => {
          const filled = Float64Array.from(rows, (customer) => {
            // A profile stays as it is, everything else changes with the month.
            const random = generator((customer * 64 + at) * 16 + (feed === 'customers' ? 0 : month + 1));
            for (let skip = 0; skip < 3; skip++) random();
            return value(random, month, 0.2 + ((customer * 37) % 100) / 30);
          });
          const text = (day: number) =>
            Number.isNaN(day) ? null : new Date(day * 86_400_000).toISOString().slice(0, 10);
          return { name, kind, values: kind === 'date' ? Array.from(filled, text) : filled };
        });
        const words = (list: readonly string[]) => rows.map((customer) => list[customer % list.length] as string);
        const body = writeParquet([
          { name: 'customerId', kind: 'text', values: rows.map(idOf) },
          { name: 'period', kind: 'month', values: rows.map(() => period) },
          { name: 'region', kind: 'text', values: words(regions) },
          ...(feed === 'customers' ? [{ name: 'segment', kind: 'text' as const, values: words(segments) }] : []),
          ...values,
        ]);
        const key = factKey({ shard: shardName(shard), feed, period, dumpId: `${feed}-${period}`, part: 0 });
        const path = join(folder, key);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, body);
        written.rows += rows.length;
        written.bytes += body.length;
      }
  return written;
};
