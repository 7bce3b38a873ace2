import type { Feed, FeedField, FeedName } from '../../contracts/feeds/index.ts';
import { type Dictionary, firstLoose, missing } from './cell-memo.ts';
import type { RowBatch } from './compile-rows.ts';

/** Values of one field: numbers (NaN = missing) or codes. */
export type Values = Float64Array | Int32Array;

/** Which field of which feed a parsed column is, and its place among the batch's values. */
export type FilledField = { target: number; field: number };
/** How one feed is filled from a parsed batch. */
export type FilledFeed = {
  /** The feed. */
  feed: FeedName;
  /** Month of all rows, or the target whose codes say it. */
  period: string | { target: number };
  /** The fields read; others are missing. */
  fields: FilledField[];
  /** Leave out a row in which all of these targets are missing. */
  telling?: number[] | undefined;
};

/** True where a field's values are kept as numbers. */
export const isNumeric = ({ kind }: FeedField): boolean => kind === 'number' || kind === 'integer' || kind === 'flag';

/** Rows that a table has room for at first. */
const firstRoom = 4096;
/** Times as much room as is needed: each growth copies all that is there. */
const growth = 16;

/**
 * The facts of one feed in the order in which they were read, in columns. Columns are only ever appended to: spreading
 * each batch over the shards cost 30 ns a value, appending it and spreading all of them once costs 4.
 */
export type FactTable = {
  feed: Feed;
  rows: number;
  /** Rows that it will have at most, as far as is known: more room than that is asked for only when it is needed. */
  most: number;
  /** Shard of each row; the number of shards itself for a row that is about no one customer. */
  shards: Int32Array;
  /** Month of each row: a code of the dictionary of the period field. */
  periods: Int32Array;
  /** Ids as UTF-8, one behind the other; where each ends; and the hash of each. */
  ids: Uint8Array;
  idEnds: Int32Array;
  idHashes: Int32Array;
  /** By field; undefined while no row has a value. The key's and the period's are not used. */
  values: (Values | undefined)[];
  /** Room for the numbers of one field, and for all ids behind their lengths, while facts are put in order. */
  spare: Float64Array;
  plainIds: Uint8Array;
  /** By field: texts beyond the dictionary, named by codes from {@link firstLoose} down. */
  loose: string[][];
};

/** A table without facts. */
export const newTable = (feed: Feed, most: number): FactTable => ({
  feed,
  rows: 0,
  most,
  shards: new Int32Array(firstRoom),
  periods: new Int32Array(firstRoom),
  ids: new Uint8Array(firstRoom * 16),
  idEnds: new Int32Array(firstRoom),
  idHashes: new Int32Array(firstRoom),
  values: feed.fields.map(() => undefined),
  spare: new Float64Array(0),
  plainIds: new Uint8Array(0),
  loose: feed.fields.map(() => []),
});

/** Forgets all facts; the room stays, because the next ones will need it. */
export const emptyTable = (table: FactTable): void => {
  table.rows = 0;
  table.loose = table.feed.fields.map(() => []);
};

const larger = <A extends Values | Uint8Array>(array: A, length: number): A => {
  const made = new (array.constructor as new (length: number) => A)(length);
  made.set(array);
  return made;
};

/** Makes room for more rows and for the bytes of their ids. */
export const grow = (table: FactTable, rows: number, idBytes: number): void => {
  const needed = table.rows + rows;
  const neededBytes = idBytesOf(table) + idBytes;
  const room = Math.ceil(Math.max(Math.min(needed * growth, table.most), needed * 1.25));
  if (neededBytes > table.ids.length) {
    // As much as ids like these need in that room, and a little more: twice as much each time was half of it in vain.
    table.ids = larger(table.ids, Math.ceil((neededBytes / needed) * Math.max(room, table.idEnds.length) * 1.05));
  }
  if (needed <= table.idEnds.length) return;
  table.idEnds = larger(table.idEnds, room);
  table.idHashes = larger(table.idHashes, room);
  table.shards = larger(table.shards, room);
  table.periods = larger(table.periods, room);
  table.values = table.values.map((values) => values && larger(values, room));
};

const idBytesOf = ({ rows, idEnds }: FactTable): number => (rows === 0 ? 0 : (idEnds[rows - 1] as number));

/** A field's values, with room for all rows; the rows that are there have none yet. */
export const valuesOf = (table: FactTable, index: number): Values => {
  let values = table.values[index];
  if (!values) {
    const room = table.idEnds.length;
    const numeric = isNumeric(table.feed.fields[index] as FeedField);
    values = numeric ? new Float64Array(room) : new Int32Array(room);
    values.fill(numeric ? Number.NaN : missing, 0, table.rows);
    table.values[index] = values;
  }
  return values;
};

/** Copies the values of these rows, or of all rows of the batch, behind those that are there. */
const put = (to: Values, at: number, from: Values, rows: number, kept: Int32Array | undefined): void => {
  if (!kept) to.set(rows === from.length ? from : from.subarray(0, rows), at);
  else for (let next = 0; next < kept.length; next++) to[at + next] = from[kept[next] as number] as number;
};

// Loops over rows are functions of their own: V8 took 50 ms to compile them as a part of what they are called by.
const putEnds = (to: Int32Array, at: number, from: Int32Array, rows: number, before: number): void => {
  for (let row = 0; row < rows; row++) to[at + row] = before + (from[row] as number);
};
const putShards = (to: Int32Array, hashes: Int32Array, from: number, end: number, shards: number): void => {
  for (let row = from; row < end; row++) to[row] = ((hashes[row] as number) >>> 0) % shards;
};

/** Copies the ids of these rows, or of all, behind those that are there. */
const appendIds = (table: FactTable, { ids, idEnds, rows }: RowBatch, kept: Int32Array | undefined): void => {
  const before = idBytesOf(table);
  if (!kept) {
    table.ids.set(ids.subarray(0, idEnds[rows - 1]), before);
    putEnds(table.idEnds, table.rows, idEnds, rows, before);
    return;
  }
  let end = before;
  for (let next = 0; next < kept.length; next++) {
    const row = kept[next] as number;
    const stop = idEnds[row] as number;
    for (let at = row === 0 ? 0 : (idEnds[row - 1] as number); at < stop; at++) table.ids[end++] = ids[at] as number;
    table.idEnds[table.rows + next] = end;
  }
};

/**
 * Appends a parsed batch; answers how many of its rows became facts.
 *
 * @param shards number of shards
 * @param months dictionary of the period field
 * @param loose texts beyond the dictionary by target
 */
export const appendBatch = (
  { table, shards, months }: { table: FactTable; shards: number; months: Dictionary },
  batch: RowBatch,
  { fields, period, telling }: FilledFeed,
  loose: readonly string[][],
): number => {
  const kept = telling && speakingRows(batch, telling);
  const count = kept?.length ?? batch.rows;
  grow(table, count, batch.idEnds[batch.rows - 1] as number);
  const end = table.rows + count;
  appendIds(table, batch, kept);
  put(table.idHashes, table.rows, batch.idHashes, batch.rows, kept);
  // Only feeds whose key is the customer come this way.
  putShards(table.shards, table.idHashes, table.rows, end, shards);
  if (typeof period === 'string') table.periods.fill(months.codeOf(period), table.rows, end);
  else put(table.periods, table.rows, batch.values[period.target] as Int32Array, batch.rows, kept);
  const filled = new Set(fields.map(({ field }) => field));
  for (const [index, values] of table.values.entries())
    if (values && !filled.has(index))
      values.fill(values instanceof Float64Array ? Number.NaN : missing, table.rows, end);
  for (const { target, field } of fields) {
    const values = valuesOf(table, field);
    put(values, table.rows, batch.values[target] as Values, batch.rows, kept);
    const texts = loose[target];
    if (texts && texts.length > 0) adopt(table, field, texts, end);
  }
  table.rows = end;
  return count;
};

/** Gives the texts of a batch beyond the dictionary their codes in the table. */
const adopt = (table: FactTable, field: number, texts: readonly string[], end: number): void => {
  const values = table.values[field] as Values;
  const own = table.loose[field] as string[];
  const before = own.length;
  for (const text of texts) own.push(text);
  for (let row = table.rows; row < end; row++)
    if ((values[row] as number) <= firstLoose) values[row] = (values[row] as number) - before;
};

/** The rows in which not all of the targets are missing. */
const speakingRows = (batch: RowBatch, targets: readonly number[]): Int32Array => {
  const speaks = new Uint8Array(batch.rows);
  for (const target of targets) {
    const values = batch.values[target] as Values;
    if (values instanceof Float64Array) {
      for (let row = 0; row < batch.rows; row++) if (!Number.isNaN(values[row])) speaks[row] = 1;
    } else for (let row = 0; row < batch.rows; row++) if (values[row] !== missing) speaks[row] = 1;
  }
  const rows = new Int32Array(batch.rows);
  let count = 0;
  for (let row = 0; row < batch.rows; row++) if (speaks[row] === 1) rows[count++] = row;
  return rows.subarray(0, count);
};
