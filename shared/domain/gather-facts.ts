import type { FeedName } from '../contracts/feeds/index.ts';
import { dayNumber } from './calendar.ts';
import {
  type CustomerFacts,
  isSeriesFeed,
  type Profile,
  profileFields,
  type SeriesFeed,
  type SeriesName,
  seriesFields,
} from './facts.ts';

/** One object of facts, read: what one dump says of one feed and month. */
export type FactFile = {
  /** Feed of the facts. */
  feed: FeedName;
  /** Month of the facts. */
  period: string;
  /** Dump that they came from. */
  dumpId: string;
  /** Columns by name: numbers with NaN, or texts with null, for missing; all of one length. */
  columns: ReadonlyMap<string, Float64Array | readonly (string | null)[]>;
};

/** Which dump gave a value, by customer and month; -1 for none. */
type Owners = Int32Array;

/** Ids of a file's customers, by row. */
export const idsOf = (file: FactFile): readonly (string | null)[] => {
  const ids = file.columns.get('customerId');
  return ids === undefined || ids instanceof Float64Array ? [] : ids;
};

const allSeries = Object.values(seriesFields).flat() as SeriesName[];

/**
 * Puts the facts of one shard together, customer by customer, sorted by id. Of several facts of one customer, feed and
 * month the one in the LATER file holds, whole: pass the files in the order in which their dumps take precedence. Of
 * profiles the one of the newest month holds.
 *
 * @param files facts of the months below, older dumps first
 * @param months the run's window, oldest first; files of other months, and of feeds that no feature reads, are left out
 */
export const gatherFacts = (files: readonly FactFile[], months: readonly string[]): CustomerFacts[] => {
  const seen = files.filter(
    ({ period, feed }) => months.includes(period) && (feed === 'customers' || isSeriesFeed(feed)),
  );
  const dumpIds = [...new Set(seen.map(({ dumpId }) => dumpId))].sort();
  const dumpNumber = new Map(dumpIds.map((dumpId, index) => [dumpId, index]));
  const ids = new Set<string>();
  for (const file of seen) for (const id of idsOf(file)) if (id !== null) ids.add(id);
  const customerIds = [...ids].sort();
  const rowOf = new Map(customerIds.map((id, row) => [id, row]));

  const cells = customerIds.length * months.length;
  const series = Object.fromEntries(
    allSeries.map((name) => [name, new Float64Array(cells).fill(Number.NaN)]),
  ) as Record<SeriesName, Float64Array>;
  const noOwner = (length: number): Owners => new Int32Array(length).fill(-1);
  const owners: Record<SeriesFeed, Owners> = {
    usage: noOwner(cells),
    billing: noOwner(cells),
    service: noOwner(cells),
  };
  const profiles: (Profile | null)[] = customerIds.map(() => null);
  const profileOwners = noOwner(customerIds.length);

  for (const file of seen) {
    const rows = idsOf(file).map((id) => (id === null ? -1 : (rowOf.get(id) ?? -1)));
    const dump = dumpNumber.get(file.dumpId) ?? -1;
    if (file.feed === 'customers') takeProfiles(file, rows, dump, profiles, profileOwners);
    else if (isSeriesFeed(file.feed))
      takeSeries(file, file.feed, rows, dump, {
        month: months.indexOf(file.period),
        months: months.length,
        series,
        owners,
      });
  }

  return customerIds.map((customerId, row) => {
    const at = row * months.length;
    const used = new Set<number>();
    for (const feed of Object.keys(owners) as SeriesFeed[])
      for (let month = 0; month < months.length; month++) used.add(owners[feed][at + month] as number);
    used.add(profileOwners[row] as number);
    used.delete(-1);
    const dumps = [...used].sort((left, right) => left - right).map((dump) => dumpIds[dump] as string);
    return { customerId, profile: profiles[row] ?? null, series, at, dumps };
  });
};

type Grid = {
  month: number;
  months: number;
  series: Record<SeriesName, Float64Array>;
  owners: Record<SeriesFeed, Owners>;
};

const takeSeries = (file: FactFile, feed: SeriesFeed, rows: readonly number[], dump: number, grid: Grid): void => {
  const { month, months, series, owners } = grid;
  for (const row of rows) if (row >= 0) owners[feed][row * months + month] = dump;
  for (const name of seriesFields[feed]) {
    const values = file.columns.get(name);
    const into = series[name];
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      // A column that the file has not is written as missing too: the newer fact holds whole.
      if (row >= 0) into[row * months + month] = numberAt(values, index);
    }
  }
};

const numberAt = (values: Float64Array | readonly (string | null)[] | undefined, index: number): number => {
  if (values === undefined) return Number.NaN;
  const value = values[index];
  if (typeof value === 'number') return value;
  return value == null ? Number.NaN : dayNumber(value);
};

const takeProfiles = (
  file: FactFile,
  rows: readonly number[],
  dump: number,
  profiles: (Profile | null)[],
  owners: Owners,
): void => {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    if (row < 0 || (profiles[row]?.period ?? '') > file.period) continue;
    const profile: Record<string, unknown> = { period: file.period };
    for (const name of profileFields.text) profile[name] = file.columns.get(name)?.[index] ?? null;
    for (const name of profileFields.number) profile[name] = numberAt(file.columns.get(name), index);
    profiles[row] = profile as Profile;
    owners[row] = dump;
  }
};
