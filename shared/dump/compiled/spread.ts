import type { FeedName } from '../../contracts/feeds/index.ts';
import { shardName } from '../../domain/shard.ts';
import { allShards } from '../fact-key.ts';
import type { WritableColumn } from '../parquet.ts';
import { type Dictionary, firstLoose, missing } from './cell-memo.ts';
import { type FactTable, isNumeric, type Values } from './fact-table.ts';

/** Facts of one feed, month and shard, ready to be written as one object. */
export type FactBatch = {
  /** Feed of the facts. */
  feed: FeedName;
  /** Month of the facts. */
  period: string;
  /** Shard's name. */
  shard: string;
  /** Number of facts. */
  rows: number;
  /** Every field of the feed, in its order. */
  columns: WritableColumn[];
};

/** A part of the rows: those of one month and shard, in the order in which they were read. */
type Bucket = { period: string; shard: string; from: number; to: number };

/**
 * Rows that one call of a loop below goes over. V8 compiles a function for its next call; a loop over all rows would be
 * compiled while it runs, and that code is given up at the loop's end.
 */
const blockRows = 8192;

const inBlocks = (rows: number, pass: (from: number, to: number) => void): void => {
  for (let from = 0; from < rows; from += blockRows) pass(from, Math.min(rows, from + blockRows));
};

/** Puts the bucket of each row into `places`, and counts the rows of each. @param groups buckets of a month */
const countBuckets = ({ shards, periods }: FactTable, groups: number, places: Int32Array, count: Int32Array) => {
  return (from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      const bucket = (periods[row] as number) * groups + (shards[row] as number);
      places[row] = bucket;
      count[bucket] = (count[bucket] as number) + 1;
    }
  };
};

/** Turns the bucket of each row into its place. @param next by bucket the place of its next row */
const takePlaces = (places: Int32Array, next: Int32Array) => (from: number, to: number) => {
  for (let row = from; row < to; row++) {
    const bucket = places[row] as number;
    const place = next[bucket] as number;
    places[row] = place;
    next[bucket] = place + 1;
  }
};

/** Where each row goes when rows are put in order of their buckets, and the buckets that have any. */
const order = (table: FactTable, shards: number, months: readonly string[]) => {
  const { rows } = table;
  // One more for rows that are about no one customer.
  const groups = shards + 1;
  const next = new Int32Array(months.length * groups);
  const places = new Int32Array(rows);
  inBlocks(rows, countBuckets(table, groups, places, next));
  const buckets: Bucket[] = [];
  let from = 0;
  for (const [bucket, count] of next.entries()) {
    const to = from + count;
    const shard = bucket % groups === shards ? allShards : shardName(bucket % groups);
    if (count > 0) buckets.push({ period: months[Math.floor(bucket / groups)] as string, shard, from, to });
    next[bucket] = from;
    from = to;
  }
  inBlocks(rows, takePlaces(places, next));
  return { places, buckets };
};

const place = (values: Values, places: Int32Array, ordered: Values, from: number, to: number): void => {
  for (let row = from; row < to; row++) ordered[places[row] as number] = values[row] as number;
};

/** Puts values in order of their places, in `room` where that is large enough. */
const placed = <V extends Values>(values: V, places: Int32Array, room?: V): V => {
  const rows = places.length;
  const ordered =
    room && room.length >= rows ? room : (new (values.constructor as new (length: number) => V)(rows) as V);
  inBlocks(rows, (from, to) => place(values, places, ordered, from, to));
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

/** Puts each id before the end of its place, behind its length. */
const placeIds = (
  { ids, idEnds }: FactTable,
  places: Int32Array,
  ends: Int32Array,
  plain: Uint8Array,
  [from, to]: readonly [number, number],
): void => {
  let at = from === 0 ? 0 : (idEnds[from - 1] as number);
  for (let row = from; row < to; row++) {
    const end = idEnds[row] as number;
    const length = end - at;
    let into = (ends[places[row] as number] as number) - length;
    // An id of the contract has at most 64 characters, 256 bytes: the upper half of its length is nought.
    plain[into - lengthBytes] = length;
    plain[into - lengthBytes + 1] = length >> 8;
    for (; at < end; at++) plain[into++] = ids[at] as number;
  }
};

/** Ids in order of their places, as Parquet's plain encoding has them, and the byte behind each. */
const placedIds = (table: FactTable, places: Int32Array): { plain: Uint8Array; ends: Int32Array } => {
  const rows = places.length;
  const ends = new Int32Array(rows);
  inBlocks(rows, (from, to) => placeLengths(table.idEnds, places, ends, from, to));
  let total = 0;
  inBlocks(rows, (from, to) => {
    total = addUp(ends, total, from, to);
  });
  const plain = new Uint8Array(total);
  inBlocks(rows, (from, to) => placeIds(table, places, ends, plain, [from, to]));
  return { plain, ends };
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

/**
 * The facts of a table by month and shard. All columns are put in order of their buckets, one after the other, so that
 * each is read once from front to back; a bucket's columns are then pieces of them. They hold until the next call: new
 * arrays for each call made the collector run without need.
 *
 * @param dictionaries of the feed's fields
 * @param months by code
 */
export const spread = (
  table: FactTable,
  shards: number,
  dictionaries: readonly Dictionary[],
  months: readonly string[],
): FactBatch[] => {
  if (table.rows === 0) return [];
  const { feed } = table;
  const { places, buckets } = order(table, shards, months);
  const ids = placedIds(table, places);
  const hashes = placed(table.idHashes, places);
  const columns = table.values.map((values, index) => values && placed(values, places, table.spread[index]));
  table.spread = columns;
  const most = buckets.reduce((rows, { from, to }) => Math.max(rows, to - from), 0);
  const noNumbers = new Float64Array(most).fill(Number.NaN);
  const noCodes = new Int32Array(most).fill(missing);

  const idsOf = ({ from, to }: Bucket): WritableColumn['values'] => {
    const start = from === 0 ? 0 : (ids.ends[from - 1] as number);
    return { plain: ids.plain.subarray(start, ids.ends[to - 1]), hashes: hashes.subarray(from, to) };
  };
  const textsOf = (codes: Int32Array, index: number): WritableColumn['values'] => {
    const { values } = dictionaries[index] as Dictionary;
    const loose = table.loose[index] as string[];
    if (loose.length === 0) return { codes, dictionary: values };
    return Array.from(codes, (code) =>
      code >= 0 ? (values[code] as string) : code === missing ? null : (loose[firstLoose - code] as string),
    );
  };
  return buckets.map((bucket) => {
    const { period, shard, from, to } = bucket;
    const columnOf = (index: number): WritableColumn['values'] => {
      const field = feed.fields[index];
      if (field?.name === feed.key) return idsOf(bucket);
      if (field?.name === 'period') return { codes: new Int32Array(to - from), dictionary: [period] };
      const none = (field && isNumeric(field) ? noNumbers : noCodes).subarray(0, to - from);
      const part = columns[index]?.subarray(from, to) ?? none;
      return part instanceof Float64Array ? part : textsOf(part, index);
    };
    return {
      ...{ feed: feed.name, period, shard, rows: to - from },
      columns: feed.fields.map(({ name, kind }, index) => ({ name, kind, values: columnOf(index) })),
    };
  });
};
