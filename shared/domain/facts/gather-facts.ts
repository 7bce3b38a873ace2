import { featureFeeds } from '../../contracts/feeds/index.ts';
import { translated } from '../decide/word-list.ts';
import { isEveryRow, markRows, newMarks } from '../rows.ts';
import { customerIndex } from './customer-index.ts';
import { dumpSets } from './dump-sets.ts';
import { each } from './each.ts';
import { type FactFile, type TextColumn, textsIn } from './fact-file.ts';
import type { ShardFacts } from './facts.ts';
import { newestProfiles } from './newest-profiles.ts';
import type { Placed } from './placed.ts';
import type { ShardRoom } from './room.ts';
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
  const index = customerIndex(room);
  const earlierCustomers = earlier.map(({ customerIds }) => index.customersOf(customerIds));
  const seen = files.flatMap((file) => {
    const month = months.indexOf(file.period);
    const ids = month >= 0 && featureFeeds.includes(file.feed) ? textsIn(file, 'customerId') : undefined;
    return !ids ? [] : [{ file, month, customers: index.customersOf(ids) }];
  });
  const { ids, places } = index.sorted(earlier[0]?.customerIds);
  const rows = ids.length;
  const marks = newMarks(rows);
  /** Rows of customers, -1 for none: the very same array where each has the place that it was met at. */
  const rowsIn = (customers: Int32Array): Int32Array => (places ? translated(customers, places) : customers);
  /** In the room, where all columns of a file are put in their places; else out of that of the index. */
  const near = (its: Int32Array): Int32Array => (room ? room.near(its) : its.slice());
  // Files with the same ids have the very same customers: their rows are worked out once.
  const rowsOf = each((customers: Int32Array) => {
    const its = near(rowsIn(customers));
    markRows(its, marks);
    return its;
  });
  const placed = seen.map(({ file, month, customers }): Placed => {
    const { isGone } = file;
    if (!isGone) return { file, month, rows: rowsOf(customers) };
    const its = rowsIn(customers).slice();
    for (let at = 0; at < its.length; at++) if (isGone(at)) its[at] = -1;
    markRows(its, marks);
    return { file, month, rows: near(its) };
  });
  const rowsOfEarlier = earlierCustomers.map((customers) => near(rowsIn(customers)));
  const profiles = newestProfiles(placed, rows, room);

  return {
    ids,
    rows,
    months: months.length,
    known: marks.subarray(1, rows + 1),
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
