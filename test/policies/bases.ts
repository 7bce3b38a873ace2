import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { customerAt } from '../../local/sample/customer.ts';
import { monthNumber, periodOf } from '../../local/sample/months.ts';
import { billingRow, customersRow, type Row as SampleRow, serviceRow, usageRow } from '../../local/sample/rows.ts';
import { type FeedName, feeds } from '../../shared/contracts/feeds/index.ts';
import { drop, fakePorts, projectMappings } from '../ingest/ports.ts';
import { deliver, firstNight, type Row } from '../score/base.ts';
import { type MemoryNight, memoryNight } from '../score/doubles.ts';

/** A base of customers that policies are tried on. */
export type Base = {
  name: string;
  /** Night that decides. */
  scheduledAt: string;
  /** A night that knows the base and has decided nothing. */
  night(): Promise<MemoryNight>;
  /** What each customer was charged, month by month, oldest first; NaN where it is not known. */
  charged: ReadonlyMap<string, readonly number[]>;
  /** Market segment of each customer. */
  segment(customerId: string): string;
  /** Customers on the black list. */
  black: ReadonlySet<string>;
};

const folder = process.env.TIERLINE_DATA ?? join(import.meta.dirname, '../../../shared/data');

/** A cell as facts hold it: blank is missing, yes is 1. */
const factOf = (feed: FeedName, row: SampleRow): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, cell]) => {
      const isFlag = feeds[feed].fields.find((field) => field.name === name)?.kind === 'flag';
      return cell === '' ? [] : [[name, isFlag ? Number(cell === 'yes') : cell]];
    }),
  );

const sampleSize = 1_500;
const lastMonth = monthNumber('2026-10');
const months = Array.from({ length: 6 }, (_, index) => lastMonth - 5 + index);

/** The sample operator's facts, as if its files had been read. */
const sample = (): Base => {
  const customers = Array.from({ length: sampleSize }, (_, index) => customerAt(1, index));
  const charged = new Map(
    customers.map((customer) => [
      customer.customerId,
      months.map((month) =>
        month < customer.joinedMonth ? Number.NaN : Number(billingRow(1, customer, month).charged),
      ),
    ]),
  );
  const segments = new Map(customers.map(({ customerId, segment }) => [customerId, segment]));
  return {
    name: `the sample operator, ${sampleSize} customers`,
    scheduledAt: firstNight,
    async night() {
      const night = memoryNight();
      const rowsOf = (feed: FeedName, month: number, make: (index: number) => SampleRow | undefined): void =>
        deliver(night, {
          ...{ dumpId: `${feed}-${periodOf(month)}`, feed, period: periodOf(month) },
          rows: customers.flatMap((customer, index) => {
            const row = month < customer.joinedMonth ? undefined : make(index);
            return row ? [factOf(feed, row)] : [];
          }),
        });
      for (const month of months) {
        const one = (index: number) => customers[index] as (typeof customers)[number];
        rowsOf('usage', month, (index) => usageRow(1, one(index), month));
        rowsOf('billing', month, (index) => billingRow(1, one(index), month));
        rowsOf('service', month, (index) => serviceRow(1, one(index), month));
        if (month === lastMonth) rowsOf('customers', month, (index) => customersRow(one(index), month, ''));
      }
      return night;
    },
    charged,
    segment: (customerId) => segments.get(customerId) ?? 'consumer',
    black: new Set(customers.filter(({ list }) => list === 'black').map(({ customerId }) => customerId)),
  };
};

/** A real file, read by its mapping. */
const realFile = async (
  name: string,
  file: string,
  key: string,
  scheduledAt: string,
  chargedColumns: readonly string[],
): Promise<Base> => {
  const bytes = await readFile(join(folder, file));
  const { facts, dump } = await drop(key, bytes, fakePorts({ mappings: await projectMappings() }));
  if (dump?.status !== 'released') throw new Error(`${file} was not released: ${dump?.problem}`);
  const [head = '', ...lines] = bytes.toString('utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  const at = chargedColumns.map((column) => columns.indexOf(column));
  return {
    name,
    scheduledAt,
    async night() {
      const night = memoryNight();
      for (const [path, body] of facts) night.objects.set(path, body);
      night.dumps.set(dump.dumpId, dump);
      return night;
    },
    charged: new Map(
      lines.map((line) => {
        const cells = line.split(',');
        return [cells[0] as string, at.map((column) => (cells[column] ? Number(cells[column]) : Number.NaN))];
      }),
    ),
    segment: () => 'consumer',
    black: new Set(),
  };
};

const has = (file: string): boolean => existsSync(join(folder, file));
const ibmFile = 'ibm_telco_7043.csv';
const panelFile = 'panel_1000x226.csv';

/** Real files that are not there; tests say so by name. */
export const missingFiles = [ibmFile, panelFile].filter((file) => !has(file));

/** The sample, and both real files where they are there. */
export const bases = async (): Promise<Base[]> => [
  sample(),
  ...(has(ibmFile)
    ? [
        await realFile(
          'the IBM file, 7,043 customers',
          ibmFile,
          `feed=customers/period=2026-10/source=ibm-telco/${ibmFile}`,
          firstNight,
          ['MonthlyCharges'],
        ),
      ]
    : []),
  ...(has(panelFile)
    ? [
        await realFile(
          'the prepaid panel, 1,000 customers',
          panelFile,
          `feed=usage/period=2014-09/source=prepaid-panel/${panelFile}`,
          '2014-09-30T18:00:00Z',
          ['arpu_6', 'arpu_7', 'arpu_8', 'arpu_9'],
        ),
      ]
    : []),
];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const known = (values: readonly number[]): number[] => values.filter((value) => !Number.isNaN(value));

/** Mean charge of the newest three of the last four months that have one, as the catalogue's `arpu`. */
export const arpuOf = (charged: readonly number[]): number => mean(known(charged.slice(-4)).slice(-3));
/** Mean charge of all months that have one, as the catalogue's `spendMean`. */
export const spendMeanOf = (charged: readonly number[]): number => mean(known(charged));
/** Charge of the newest month, at most one month old, as the catalogue's `spendLastMonth`. */
export const spendLastMonthOf = (charged: readonly number[]): number => known(charged.slice(-2)).at(-1) ?? Number.NaN;
