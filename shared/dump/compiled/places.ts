import type { FactTable, Values } from './fact-table.ts';

/**
 * Rows that one call of a loop below goes over. V8 compiles a function for its next call; a loop over all rows would be
 * compiled while it runs, and that code is given up at the loop's end.
 */
const blockRows = 8192;

/** Goes over all rows, block by block. */
export const inBlocks = (rows: number, pass: (from: number, to: number) => void): void => {
  for (let from = 0; from < rows; from += blockRows) pass(from, Math.min(rows, from + blockRows));
};

/** Puts the bucket of each row into `places`, and counts the rows of each. @param groups buckets of a month */
export const countBuckets = ({ shards, periods }: FactTable, groups: number, places: Int32Array, count: Int32Array) => {
  return (from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      const bucket = (periods[row] as number) * groups + (shards[row] as number);
      places[row] = bucket;
      count[bucket] = (count[bucket] as number) + 1;
    }
  };
};

/** Turns the bucket of each row into its place. @param next by bucket the place of its next row */
export const takePlaces = (places: Int32Array, next: Int32Array) => (from: number, to: number) => {
  for (let row = from; row < to; row++) {
    const bucket = places[row] as number;
    const place = next[bucket] as number;
    places[row] = place;
    next[bucket] = place + 1;
  }
};

const place = (values: Values, places: Int32Array, ordered: Values, from: number, to: number): void => {
  for (let row = from; row < to; row++) ordered[places[row] as number] = values[row] as number;
};

/** Puts values in order of their places, in `room` where that has as much. */
export const placed = <V extends Values>(values: V, places: Int32Array, room: V): V => {
  const ordered =
    room.length === values.length ? room : (new (values.constructor as new (length: number) => V)(values.length) as V);
  inBlocks(places.length, (from, to) => place(values, places, ordered, from, to));
  return ordered;
};

/** Bytes of a text's length in Parquet's plain encoding. */
const lengthBytes = 4;

/** Puts the length of each id, and of what says it, at its place. */
const placeLengths = (idEnds: Int32Array, places: Int32Array, ends: Int32Array, from: number, to: number): void => {
  let start = from === 0 ? 0 : (idEnds[from - 1] as number);
  for (let row = from; row < to; row++) {
    const end = idEnds[row] as number;
    ends[places[row] as number] = end - start + lengthBytes;
    start = end;
  }
};

/** Puts each id before the end of its place, behind its length: four bytes at once, by views that take them from anywhere. */
const placeIds = (
  { idEnds }: FactTable,
  places: Int32Array,
  ends: Int32Array,
  [ids, plain]: readonly [DataView, DataView],
  [from, to]: readonly [number, number],
): void => {
  let at = from === 0 ? 0 : (idEnds[from - 1] as number);
  for (let row = from; row < to; row++) {
    const end = idEnds[row] as number;
    let into = (ends[places[row] as number] as number) - (end - at);
    plain.setInt32(into - lengthBytes, end - at, true);
    for (; at + 4 <= end; at += 4, into += 4) plain.setInt32(into, ids.getInt32(at));
    for (; at < end; at++) plain.setUint8(into++, ids.getUint8(at));
  }
};

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/**
 * Ids in order of their places, as Parquet's plain encoding has them, and the byte behind each: in the table's room for them,
 * and in that of its months.
 */
export const placedIds = (table: FactTable, places: Int32Array): { plain: Uint8Array; ends: Int32Array } => {
  const rows = places.length;
  const ends = table.periods.subarray(0, rows);
  inBlocks(rows, (from, to) => placeLengths(table.idEnds, places, ends, from, to));
  let total = 0;
  inBlocks(rows, (from, to) => {
    total = addUp(ends, total, from, to);
  });
  if (total > table.plainIds.length) table.plainIds = new Uint8Array(total);
  const views = [viewOf(table.ids), viewOf(table.plainIds)] as const;
  inBlocks(rows, (from, to) => placeIds(table, places, ends, views, [from, to]));
  return { plain: table.plainIds, ends };
};

/** Adds to each value all those before it, of which `before` is the sum. */
const addUp = (values: Int32Array, before: number, from: number, to: number): number => {
  let sum = before;
  for (let at = from; at < to; at++) {
    sum += values[at] as number;
    values[at] = sum;
  }
  return sum;
};
