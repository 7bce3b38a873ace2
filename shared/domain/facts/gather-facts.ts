import type { ProfileField } from '../../contracts/feeds/customers.ts';
import { monthNumber } from '../calendar.ts';
import type { Coded } from '../decide/shard-table.ts';
import { wordList } from '../decide/word-list.ts';
import { customerIndex } from './customer-index.ts';
import { dumpSets } from './dump-sets.ts';
import { codedOf, entryAt, type FactFile, numbersIn, type TextColumn, textAt, textsIn } from './fact-file.ts';
import {
  featureFeeds,
  type ProfileNumber,
  type ProfileText,
  type ProfileWord,
  type SeriesFeed,
  type SeriesName,
  type ShardFacts,
  seriesFields,
} from './facts.ts';

/** A file with the row of the shard that each of its rows is about; -1 where it does not count. */
type Placed = { file: FactFile; rows: Int32Array; month: number };

/** Ids of customers whom an earlier night knows, as a snapshot holds them. */
export type EarlierIds = { customerIds: TextColumn; rows: number };

/** The facts of a shard, and the row of each customer of the earlier nights that it was gathered with. */
export type GatheredFacts = ShardFacts & { rowsOf: readonly Int32Array[] };

const feedOf = Object.fromEntries(
  Object.entries(seriesFields).flatMap(([feed, names]) => names.map((name) => [name, feed])),
) as Record<SeriesName, SeriesFeed>;

/** Something that is made at its first use. */
const each = <Name, Value>(make: (name: Name) => Value): ((name: Name) => Value) => {
  const made = new Map<Name, Value>();
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
};

/**
 * Puts the facts of one shard together as columns, customers sorted by id. Of several facts of one customer, feed and
 * month the one in the LATER file holds, whole: pass the files in the order in which their dumps take precedence. Of
 * profiles the one of the newest month holds. A column is read from the files only when it is asked for.
 *
 * @param files facts of the months below, older dumps first
 * @param months the run's window, oldest first; files of other months, and of feeds that no feature reads, are left out
 * @param earlier ids of earlier nights' snapshots: they have rows, too
 */
export const gatherFacts = (
  files: readonly FactFile[],
  months: readonly string[],
  earlier: readonly EarlierIds[] = [],
): GatheredFacts => {
  const index = customerIndex();
  const earlierCustomers = earlier.map(({ customerIds, rows }) => index.customersOf(customerIds, rows));
  const seen = files.flatMap((file) => {
    const month = months.indexOf(file.period);
    const ids = month >= 0 && featureFeeds.includes(file.feed) ? textsIn(file, 'customerId') : undefined;
    return !ids ? [] : [{ file, month, rows: index.customersOf(ids, file.rows) }];
  });
  const { ids, places } = index.sorted();
  const rows = ids.length;
  const known = new Uint8Array(rows);
  for (const { file, rows: customers } of seen) {
    const { isGone } = file;
    if (isGone) for (let at = 0; at < customers.length; at++) if (isGone(at)) customers[at] = -1;
    putRows(customers, places, known);
  }
  const placed: readonly Placed[] = seen;
  const profiles = newestProfiles(placed, rows);

  return {
    ids,
    rows,
    months: months.length,
    known,
    series: seriesOf(placed, rows, months.length),
    profileMonth: profiles.month,
    profileNumber: each((name) => profiles.numbers(name)),
    profileWord: each((name) => profiles.words(name)),
    profileText: profiles.text,
    profileHas: each((name) => profiles.has(name)),
    dumps: dumpSets(placed, profiles.file, rows),
    rowsOf: earlierCustomers.map((customers) => customers.map((customer) => places[customer] as number)),
  };
};

/** Puts each value into its row. A function of its own that nothing follows: V8 keeps the code of such a loop. */
const putInto = (values: Float64Array, rows: Int32Array, given: Float64Array): void => {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row >= 0) values[row] = given[at] as number;
  }
};

/** Puts customers' rows in place of their numbers, and marks them. */
const putRows = (customers: Int32Array, places: Int32Array, known: Uint8Array): void => {
  for (let at = 0; at < customers.length; at++) {
    const customer = customers[at] as number;
    if (customer < 0) continue;
    const row = places[customer] as number;
    customers[at] = row;
    known[row] = 1;
  }
};

/**
 * Series by name; a month is read from the files when it is first asked for. While no file of the newest month has come for
 * a feed, its series end with the month before: a month without its dump is not a month without complaints, and nobody
 * changes on the first of a month because the window has moved.
 */
const seriesOf = (placed: readonly Placed[], rows: number, months: number): ShardFacts['series'] => {
  const columnOf = each((_: SeriesName) => ({ values: new Float64Array(rows * months).fill(Number.NaN), read: 0 }));
  const monthsOf = each((feed: SeriesFeed) => {
    const last = placed.reduce(
      (newest, { file, month }) => (file.feed === feed ? Math.max(newest, month) : newest),
      -1,
    );
    return last === months - 2 ? months - 1 : months;
  });
  return (name, within) => {
    const column = columnOf(name);
    const its = monthsOf(feedOf[name]);
    const wanted = Math.min(within, its);
    for (const { file, rows: into, month } of placed) {
      const age = its - 1 - month;
      if (file.feed !== feedOf[name] || age >= wanted || age < column.read) continue;
      const given = numbersIn(file, name);
      const values = column.values.subarray(month * rows, (month + 1) * rows);
      // A column that the file has not is written as missing too: the newer fact holds whole.
      putInto(values, into, given ?? new Float64Array(into.length).fill(Number.NaN));
    }
    column.read = Math.max(column.read, wanted);
    return { values: column.values, rows, months: its };
  };
};

/** Which file and row of it hold each customer's newest profile, and the columns that follow from it. */
const newestProfiles = (placed: readonly Placed[], rows: number) => {
  const files = placed.filter(({ file }) => file.feed === 'customers');
  const file = new Int32Array(rows).fill(-1);
  const at = new Int32Array(rows);
  const month = new Float64Array(rows).fill(Number.NaN);
  for (const [
    number,
    {
      file: { period },
      rows: into,
    },
  ] of files.entries()) {
    const its = monthNumber(period);
    for (let from = 0; from < into.length; from++) {
      const row = into[from] as number;
      // Not "its < month": of a customer without a profile the month is NaN.
      if (row < 0 || (month[row] as number) > its) continue;
      file[row] = number;
      at[row] = from;
      month[row] = its;
    }
  }
  const used = files.map(() => false);
  for (let row = 0; row < rows; row++) if ((file[row] as number) >= 0) used[file[row] as number] = true;

  const numbers = (name: ProfileNumber): Float64Array => {
    const values = new Float64Array(rows).fill(Number.NaN);
    const columns = files.map(({ file: one }, number) => (used[number] ? numbersIn(one, name) : undefined));
    for (let row = 0; row < rows; row++) {
      const from = columns[file[row] as number];
      if (from) values[row] = from[at[row] as number] as number;
    }
    return values;
  };
  const words = (name: ProfileWord): Coded => {
    const list = wordList();
    const codes = new Int32Array(rows).fill(-1);
    const columns = files.map(({ file: one }, number) => {
      const column = used[number] ? textsIn(one, name) : undefined;
      return column && list.recoded(codedOf(column));
    });
    for (let row = 0; row < rows; row++) {
      const from = columns[file[row] as number];
      if (from) codes[row] = from[at[row] as number] as number;
    }
    return { codes, values: list.words };
  };
  const columnOf = each((number: number) => each((name: ProfileText) => textsIn((files[number] as Placed).file, name)));
  const text = (name: ProfileText, row: number): string | null => {
    const number = file[row] as number;
    const column = number < 0 ? undefined : columnOf(number)(name);
    return column ? textAt(column, at[row] as number) : null;
  };
  const has = (name: ProfileField): Uint8Array => {
    const found = new Uint8Array(rows);
    const columns = files.map(({ file: one }, number) => (used[number] ? one.column(name) : undefined));
    for (let row = 0; row < rows; row++) {
      const from = columns[file[row] as number];
      const place = at[row] as number;
      if (from)
        found[row] = Number(from instanceof Float64Array ? !Number.isNaN(from[place]) : entryAt(from, place) >= 0);
    }
    return found;
  };
  return { file, month, numbers, words, text, has };
};
