import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { agentCount, agentRows, managersOf } from './agents.ts';
import { type Customer, customerAt, hasLeft, regionAt } from './customer.ts';
import { writeDumpFile } from './dump-file.ts';
import { type EventFeed, type EventRow, eventFeeds, eventRows, eventSources } from './events.ts';
import { columnsOf, headerLine, layouts, rowLine } from './layouts.ts';
import { mistakeIn } from './mistakes.ts';
import { periodOf } from './months.ts';
import { monthlyGrowth, type Region, regions, storyMonth } from './operator.ts';
import { random } from './random.ts';
import { billingRow, customersRow, type Row, serviceRow, usageRow } from './rows.ts';

/** Raise it when the generator writes something else for the same seed: files of older starts are then written anew. */
const generator = 2;

/** What makes a sample: equal orders give equal files, byte for byte. */
export type SampleOrder = {
  customers: number;
  months: number;
  seed: number;
  /** Last full month, counted as in `months.ts`. */
  lastMonth: number;
  /** Where the agents' webhooks are posted. */
  webhookBase: string;
};

const sampleDump = z.object({
  /** Key in the landing bucket, and the file's path below the sample's folder. */
  key: z.string(),
  feed: z.string(),
  period: z.string(),
  source: z.string(),
  /** Rows in the file, and how many of them were spoilt on purpose. */
  rows: z.number(),
  refused: z.number(),
  bytes: z.number(),
  md5: z.string(),
});
/** One file of the sample. */
export type SampleDump = z.infer<typeof sampleDump>;

const manifestOf = z.object({ generator: z.literal(generator), order: z.unknown(), dumps: z.array(sampleDump) });

/** All customers of the operator in a month, those of one region: newcomers after the story's month included. */
const customersOf = function* (order: SampleOrder, region: Region, month: number): Generator<Customer> {
  const joiners = Math.floor(order.customers * monthlyGrowth);
  const total = order.customers + joiners * Math.max(0, month - storyMonth);
  for (let index = 0; index < total; index++) {
    if (regionAt(order.seed, index) !== region) continue;
    const later = index - order.customers;
    const customer = customerAt(
      order.seed,
      index,
      later < 0 ? undefined : storyMonth + 1 + Math.floor(later / Math.max(1, joiners)),
    );
    if (customer.joinedMonth <= month) yield customer;
  }
};

const customerFeeds = ['usage', 'billing', 'service', 'customers'] as const;

/** A customer's row of a feed; undefined where that feed has none in the month. */
const rowsOf = (
  order: SampleOrder,
): Record<(typeof customerFeeds)[number], (c: Customer, m: number) => Row | undefined> => {
  const managers = managersOf(agentCount(order.customers));
  const managerFor = (customer: Customer): string => {
    const fitting = managers(customer.region.name);
    const managed = customer.dataLine || customer.spend >= 1_500;
    return managed && fitting.length > 0 ? random(order.seed, 4, customer.index).pick(fitting) : '';
  };
  return {
    customers: (customer, month) => customersRow(customer, month, managerFor(customer)),
    usage: (customer, month) => (hasLeft(customer, month) ? undefined : usageRow(order.seed, customer, month)),
    billing: (customer, month) => (hasLeft(customer, month) ? undefined : billingRow(order.seed, customer, month)),
    service: (customer, month) => (hasLeft(customer, month) ? undefined : serviceRow(order.seed, customer, month)),
  };
};

/** Files of an order, in the order in which they land: month by month, and at last who the agents are. */
const filesOf = (order: SampleOrder): { feed: string; month: number; region?: Region }[] => {
  const months = Array.from({ length: order.months }, (_, index) => order.lastMonth - order.months + 1 + index);
  const monthly = months.flatMap((month) =>
    customerFeeds.flatMap((feed) => regions.map((region) => ({ feed, month, region }))),
  );
  const others = ['agents', ...eventFeeds].map((feed) => ({ feed, month: order.lastMonth }));
  return [...monthly, ...others];
};

const isEvents = (feed: string): feed is EventFeed => (eventFeeds as readonly string[]).includes(feed);

/** Rows of a feed that comes from one system for all regions. */
const commonRows = (order: SampleOrder, feed: string, month: number): EventRow[] => {
  if (isEvents(feed)) {
    const everybody = regions.flatMap((region) => [...customersOf(order, region, month)]);
    return eventRows(feed, order.seed, everybody, month);
  }
  const agents = agentRows(order.seed, agentCount(order.customers), month, order.webhookBase);
  return agents.map((row) => ({ row, refused: row.channels === '' }));
};

const writeOne = async (
  folder: string,
  order: SampleOrder,
  file: ReturnType<typeof filesOf>[number],
): Promise<SampleDump> => {
  const { feed, month, region } = file;
  const period = periodOf(month);
  const layout = layouts[region?.layout ?? 'standard'];
  const source = region?.source(feed) ?? (isEvents(feed) ? eventSources[feed] : 'hr');
  const name = region?.file(feed, period) ?? `${feed}-${period}.csv`;
  let rows = 0;
  let refused = 0;
  const lines = function* (): Generator<string> {
    let columns: string[] | undefined;
    const line = function* (row: Row, index: number): Generator<string> {
      if (columns === undefined) {
        columns = columnsOf(layout, feed, row);
        yield headerLine(layout, feed, columns);
      }
      const mistake = mistakeIn(order.seed, feed, month, index);
      rows++;
      if (mistake) refused++;
      yield rowLine(layout, columns, row, mistake);
    };
    if (region === undefined) {
      for (const common of commonRows(order, feed, month)) {
        if (common.refused) refused++;
        yield* line(common.row, -1);
      }
      return;
    }
    const make = rowsOf(order)[feed as (typeof customerFeeds)[number]];
    for (const customer of customersOf(order, region, month)) {
      const row = make(customer, month);
      if (row) yield* line(row, customer.index);
    }
  };
  const key = `feed=${feed}/period=${period}/source=${source}/${name}`;
  const written = await writeDumpFile(join(folder, key), lines(), layout.encode);
  return { key, feed, period, source, rows, refused, ...written };
};

/**
 * Writes the sample operator's dumps below `folder`, or finds them there from an earlier start. Says after each file how
 * many of how many are done.
 */
export const writeSample = async (
  folder: string,
  order: SampleOrder,
  onFile: (done: number, of: number) => void = () => {},
): Promise<SampleDump[]> => {
  const manifest = join(folder, `sample-${periodOf(order.lastMonth)}.json`);
  const found = manifestOf.safeParse(await readFile(manifest, 'utf8').then(JSON.parse, () => undefined));
  if (found.success && JSON.stringify(found.data.order) === JSON.stringify(order)) return found.data.dumps;
  const files = filesOf(order);
  const dumps: SampleDump[] = [];
  for (const file of files) {
    dumps.push(await writeOne(folder, order, file));
    onFile(dumps.length, files.length);
  }
  await writeFile(`${manifest}.part`, JSON.stringify({ generator, order, dumps }));
  await rename(`${manifest}.part`, manifest);
  return dumps;
};
