import { featureFeeds } from '../../contracts/feeds/index.ts';
import { isEveryRow } from '../rows.ts';
import { customerIndex } from './customer-index.ts';
import { dumpSets } from './dump-sets.ts';
import { each } from './each.ts';
import { type FactFile, type TextColumn, textsIn } from './fact-file.ts';
import type { ShardFacts } from './facts.ts';
import { newestProfiles } from './newest-profiles.ts';
import type { Placed } from './placed.ts';
import { intsIn, newNumbers, type ShardRoom } from './room.ts';
import { seriesOf } from './series-of.ts';

/** Ids of customers whom an earlier night knows, as a snapshot holds them. */
export type EarlierIds = { customerIds: TextColumn; rows: number };

/** The facts of a shard, and the row of each customer of the earlier nights that it was gathered with. */
export type GatheredFacts = ShardFacts & {
  rowsOf: readonly Int32Array[];
  /** The ids as the newest earlier night's snapshot stores them, where nobody has come since. */
  customerIds: TextColumn | undefined;
};

/**
 * Puts the facts of one shard together as columns, customers sorted by id. Of several facts of one customer, feed and
 * month the one in the LATER file holds, whole: pass the files in the order in which their dumps take precedence. Of
 * profiles the one of the newest month holds. A column is read from the files only when it is asked for.
 *
 * @param files facts of the months below, older dumps first
 * @param months the run's window, oldest first; files of other months, and of feeds that no feature reads, are left out
 * @param earlier ids of earlier nights' snapshots: they have rows, too
 * @param room for numbers of facts, and for what is computed of them: they hold until it is released. New arrays where left out
 */
export const gatherFacts = (
  files: readonly FactFile[],
  months: readonly string[],
  earlier: readonly EarlierIds[] = [],
  room?: ShardRoom,
): GatheredFacts => {
  const index = customerIndex();
  const earlierCustomers = earlier.map(({ customerIds }) => index.customersOf(customerIds));
  const seen = files.flatMap((file) => {
    const month = months.indexOf(file.period);
    const ids = month >= 0 && featureFeeds.includes(file.feed) ? textsIn(file, 'customerId') : undefined;
    return !ids ? [] : [{ file, month, customers: index.customersOf(ids) }];
  });
  const { ids, places } = index.sorted();
  const rows = ids.length;
  const known = new Uint8Array(rows);
  // Files with the same ids have the very same customers: their rows are worked out once.
  const rowsOf = each((customers: Int32Array) => {
    const its = rowsIn(customers, places, room);
    mark(its, known);
    return its;
  });
  const placed = seen.map(({ file, month, customers }): Placed => {
    const { isGone } = file;
    if (!isGone) return { file, month, rows: rowsOf(customers) };
    const its = rowsIn(customers, places, room);
    for (let at = 0; at < its.length; at++) if (isGone(at)) its[at] = -1;
    mark(its, known);
    return { file, month, rows: its };
  });
  const rowsOfEarlier = earlierCustomers.map((customers) => rowsIn(customers, places, room));
  const profiles = newestProfiles(placed, rows, room?.take ?? newNumbers);

  return {
    ids,
    rows,
    months: months.length,
    known,
    series: seriesOf(placed, rows, months.length, room),
    profileMonth: profiles.month,
    profileNumber: each((name) => profiles.numbers(name)),
    profileWord: each((name) => profiles.words(name)),
    profileText: profiles.text,
    profileHas: each((name) => profiles.has(name)),
    room,
    dumps: dumpSets(placed, profiles.file, rows),
    rowsOf: rowsOfEarlier,
    customerIds: rowsOfEarlier[0] && isEveryRow(rowsOfEarlier[0], rows) ? earlier[0]?.customerIds : undefined,
  };
};

/** Rows of customers, -1 for none: in the room, where all columns of a file are put in their places. */
const rowsIn = (customers: Int32Array, places: Int32Array, room: ShardRoom | undefined): Int32Array => {
  const rows = room ? intsIn(room, customers.length) : new Int32Array(customers.length);
  for (let at = 0; at < customers.length; at++) {
    const customer = customers[at] as number;
    rows[at] = customer < 0 ? -1 : (places[customer] as number);
  }
  return rows;
};

/** Marks rows; -1 is none. */
const mark = (rows: Int32Array, marks: Uint8Array): void => {
  for (let at = 0; at < rows.length; at++) if ((rows[at] as number) >= 0) marks[rows[at] as number] = 1;
};
