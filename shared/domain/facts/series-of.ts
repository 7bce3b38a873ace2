import { markRows, newMarks, unmarkedRows } from '../rows.ts';
import { each } from './each.ts';
import { type SeriesFeed, type SeriesName, type ShardFacts, seriesFields } from './facts.ts';
import type { Placed } from './placed.ts';
import { putColumn } from './put-column.ts';
import { newNumbers, type ShardRoom } from './room.ts';

const feedOf = Object.fromEntries(
  Object.entries(seriesFields).flatMap(([feed, names]) => names.map((name) => [name, feed])),
) as Record<SeriesName, SeriesFeed>;

/** Where a month's files leave out at most one row in so many, those are cleared one by one: all the others are written anyway. */
const fewLeftOut = 8;

/** Rows that none of some files speaks of; undefined where they are many. */
const leftOutBy = (files: readonly Placed[], rows: number): Int32Array | undefined => {
  const most = Math.floor(rows / fewLeftOut);
  if (files.reduce((sum, file) => sum + file.rows.length, 0) < rows - most) return undefined;
  const marks = newMarks(rows);
  for (const file of files) markRows(file.rows, marks);
  const leftOut = unmarkedRows(marks, rows);
  return leftOut.length > most ? undefined : leftOut;
};

const clear = (values: Float64Array, rows: Int32Array): void => {
  for (let at = 0; at < rows.length; at++) values[rows[at] as number] = Number.NaN;
};

/** The files of one feed, month by month. */
const monthsIn = (files: readonly Placed[], rows: number) =>
  each((month: number) => {
    const its = files.filter((file) => file.month === month);
    return { files: its, leftOut: leftOutBy(its, rows) };
  });

/**
 * Series by name; a month is read from the files when it is first asked for. While no file of the newest month has come for
 * a feed, its series end with the month before: a month without its dump is not a month without complaints, and nobody
 * changes on the first of a month because the window has moved.
 *
 * @param room for all months of a series; new arrays where left out
 */
export const seriesOf = (
  placed: readonly Placed[],
  rows: number,
  months: number,
  room: ShardRoom | undefined,
): ShardFacts['series'] => {
  const columnOf = each((_: SeriesName) => ({ values: (room?.take ?? newNumbers)(rows * months), read: 0 }));
  const filesOf = each((feed: SeriesFeed) => placed.filter(({ file }) => file.feed === feed));
  const monthOf = each((feed: SeriesFeed) => monthsIn(filesOf(feed), rows));
  const monthsOf = each((feed: SeriesFeed) => {
    const last = Math.max(-1, ...filesOf(feed).map(({ month }) => month));
    return last === months - 2 ? months - 1 : months;
  });
  return (name, within) => {
    const column = columnOf(name);
    const feed = feedOf[name];
    const its = monthsOf(feed);
    const wanted = Math.min(within, its);
    const answer = { values: column.values.subarray((its - wanted) * rows), rows, months: wanted };
    if (wanted <= column.read) return answer;
    // Behind the newest month, too, where its dump has not come.
    const end = column.read === 0 ? months : its - column.read;
    for (let month = its - wanted; month < end; month++) {
      // A month after the other: what has just been cleared is near when values are put all over it.
      const values = column.values.subarray(month * rows, (month + 1) * rows);
      const { files, leftOut } = monthOf(feed)(month);
      if (leftOut) clear(values, leftOut);
      else values.fill(Number.NaN);
      for (const one of files) putColumn(one, name, values, room);
    }
    column.read = wanted;
    return answer;
  };
};
