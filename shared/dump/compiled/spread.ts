import type { FeedName } from '../../contracts/feeds/index.ts';
import { shardName } from '../../domain/shard.ts';
import { allShards } from '../fact-key.ts';
import type { WritableColumn } from '../parquet.ts';
import { type Dictionary, firstLoose, missing } from './cell-memo.ts';
import { type FactTable, isNumeric } from './fact-table.ts';
import { countBuckets, inBlocks, placed, placedIds, takePlaces } from './places.ts';

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
 * Where each row goes when rows are put in order of their buckets, and the buckets that have any. The places are put where the
 * shards of the rows were, which nobody asks for any more.
 */
const order = (table: FactTable, shards: number, months: readonly string[]) => {
  const { rows } = table;
  // One more for rows that are about no one customer.
  const groups = shards + 1;
  const next = new Int32Array(months.length * groups);
  const places = table.shards.subarray(0, rows);
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

/** Puts all columns of a table in order of their places, each in the room of the one before it: the first in that of the months. */
const putInOrder = (table: FactTable, places: Int32Array): void => {
  const codesInOrder = (codes: Int32Array): Int32Array => {
    const ordered = placed(codes, places, table.periods);
    table.periods = codes;
    return ordered;
  };
  const numbersInOrder = (numbers: Float64Array): Float64Array => {
    const ordered = placed(numbers, places, table.spare);
    table.spare = numbers;
    return ordered;
  };
  table.idHashes = codesInOrder(table.idHashes);
  table.values = table.values.map(
    (values) => values && (values instanceof Float64Array ? numbersInOrder(values) : codesInOrder(values)),
  );
};

/**
 * The facts of a table by month and shard. All columns are put in order of their buckets, one after the other, so that
 * each is read once from front to back; a bucket's columns are then pieces of them. They hold until facts are taken in
 * again: new arrays for each call made the collector run without need, and the system find memory for them.
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
  const plainIds = buckets.map(({ from, to }) =>
    ids.plain.subarray(from === 0 ? 0 : ids.ends[from - 1], ids.ends[to - 1]),
  );
  putInOrder(table, places);
  const most = buckets.reduce((rows, { from, to }) => Math.max(rows, to - from), 0);
  const noNumbers = new Float64Array(most).fill(Number.NaN);
  const noCodes = new Int32Array(most).fill(missing);
  const noughts = new Int32Array(most);

  const textsOf = (codes: Int32Array, index: number): WritableColumn['values'] => {
    const { values } = dictionaries[index] as Dictionary;
    const loose = table.loose[index] as string[];
    if (loose.length === 0) return { codes, dictionary: values };
    return Array.from(codes, (code) =>
      code >= 0 ? (values[code] as string) : code === missing ? null : (loose[firstLoose - code] as string),
    );
  };
  return buckets.map(({ period, shard, from, to }, bucket) => {
    const columnOf = (index: number): WritableColumn['values'] => {
      const field = feed.fields[index];
      if (field?.name === feed.key)
        return { plain: plainIds[bucket] as Uint8Array, hashes: table.idHashes.subarray(from, to) };
      if (field?.name === 'period') return { codes: noughts.subarray(0, to - from), dictionary: [period] };
      const none = (field && isNumeric(field) ? noNumbers : noCodes).subarray(0, to - from);
      const part = table.values[index]?.subarray(from, to) ?? none;
      return part instanceof Float64Array ? part : textsOf(part, index);
    };
    return {
      ...{ feed: feed.name, period, shard, rows: to - from },
      columns: feed.fields.map(({ name, kind }, index) => ({ name, kind, values: columnOf(index) })),
    };
  });
};
