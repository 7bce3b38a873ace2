import { type Feed, type FeedField, type FeedName, feeds } from '../../contracts/feeds/index.ts';
import { shardName, shardOf } from '../../domain/shard.ts';
import type { Fact } from '../compile-mapping.ts';
import { allShards } from '../fact-key.ts';
import type { WritableColumn } from '../parquet.ts';
import { type Dictionary, dictionary, firstLoose, missing } from './cell-memo.ts';
import type { RowBatch } from './compile-rows.ts';

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

/** True where a field's values are kept as numbers. */
export const isNumeric = ({ kind }: FeedField): boolean => kind === 'number' || kind === 'integer' || kind === 'flag';

/** Rows that a group has room for at first. */
const firstRoom = 256;

/** The growing columns of one feed, month and shard. */
type Group = {
  feed: Feed;
  period: string;
  shard: string;
  rows: number;
  room: number;
  ids: Uint8Array;
  idEnds: Int32Array;
  /** By field: numbers or codes; the key's is not used. */
  values: (Float64Array | Int32Array)[];
  /** By field: texts beyond the dictionary, named by codes from {@link firstLoose} down. */
  loose: string[][];
};

const emptyValues = (field: FeedField, room: number): Float64Array | Int32Array =>
  isNumeric(field) ? new Float64Array(room).fill(Number.NaN) : new Int32Array(room).fill(missing);

const newGroup = (feed: Feed, period: string, shard: string): Group => ({
  feed,
  period,
  shard,
  rows: 0,
  room: firstRoom,
  ids: new Uint8Array(firstRoom * 16),
  idEnds: new Int32Array(firstRoom),
  values: feed.fields.map((field) => emptyValues(field, firstRoom)),
  loose: feed.fields.map(() => []),
});

/** Makes room for more rows and for their ids. */
const grow = (group: Group, rows: number, idBytes: number): void => {
  const used = group.rows === 0 ? 0 : (group.idEnds[group.rows - 1] as number);
  if (used + idBytes > group.ids.length) {
    const ids = new Uint8Array((used + idBytes) * 2);
    ids.set(group.ids.subarray(0, used));
    group.ids = ids;
  }
  if (group.rows + rows <= group.room) return;
  const room = (group.rows + rows) * 2;
  const idEnds = new Int32Array(room);
  idEnds.set(group.idEnds);
  group.idEnds = idEnds;
  group.values = group.feed.fields.map((field, index) => {
    const larger = emptyValues(field, room);
    larger.set(group.values[index] as Float64Array | Int32Array);
    return larger;
  });
  group.room = room;
};

/** Which field of which feed a parsed column is, and its place among the batch's values. */
export type FilledField = { target: number; field: number };
/** How one feed is filled from a parsed batch. */
export type FilledFeed = {
  /** The feed. */
  feed: FeedName;
  /** Month of all rows, or the target whose codes say it. */
  period: string | { target: number; months: Dictionary };
  /** The fields read; others are missing. */
  fields: FilledField[];
  /** Leave out a row in which all of these targets are missing. */
  telling?: number[] | undefined;
};

/**
 * Gathers facts by feed, month and shard, in columns.
 *
 * @param shards number of shards
 */
export const factColumns = (shards: number) => {
  let groups = new Map<string, Group>();
  let size = 0;
  const dictionaries = new Map<FeedName, Dictionary[]>();
  const encoder = new TextEncoder();

  const dictionariesOf = (feed: FeedName): Dictionary[] => {
    let known = dictionaries.get(feed);
    if (!known) {
      known = feeds[feed].fields.map(dictionary);
      dictionaries.set(feed, known);
    }
    return known;
  };
  const groupOf = (feed: Feed, period: string, shard: string): Group => {
    const name = `${feed.name}/${period}/${shard}`;
    let group = groups.get(name);
    if (!group) {
      group = newGroup(feed, period, shard);
      groups.set(name, group);
    }
    return group;
  };
  const textCode = (group: Group, field: number, text: string): number => {
    const code = dictionariesOf(group.feed.name)[field]?.codeOf(text) ?? missing;
    return code === missing ? firstLoose - ((group.loose[field] as string[]).push(text) - 1) : code;
  };

  /** Order of a batch's rows by bucket, without those of bucket -1, and where each bucket begins. */
  const starts = { at: new Int32Array(shards + 1) };
  const bucketed = (batch: RowBatch, buckets: number, bucketOf: (row: number) => number): Int32Array => {
    if (starts.at.length < buckets + 1) starts.at = new Int32Array(buckets + 1);
    const at = starts.at.fill(0);
    for (let row = 0; row < batch.rows; row++) {
      const next = bucketOf(row) + 1;
      if (next > 0) at[next] = (at[next] as number) + 1;
    }
    for (let bucket = 0; bucket < buckets; bucket++)
      at[bucket + 1] = (at[bucket + 1] as number) + (at[bucket] as number);
    const order = new Int32Array(batch.rows);
    const fill = at.slice(0, buckets);
    for (let row = 0; row < batch.rows; row++) {
      const bucket = bucketOf(row);
      if (bucket === -1) continue;
      order[fill[bucket] as number] = row;
      fill[bucket] = (fill[bucket] as number) + 1;
    }
    return order;
  };

  const appendIds = (group: Group, batch: RowBatch, rows: Int32Array): void => {
    const { buffer, idStarts, idEnds } = batch;
    const { ids } = group;
    let end = group.rows === 0 ? 0 : (group.idEnds[group.rows - 1] as number);
    let next = group.rows;
    for (const row of rows) {
      const stop = idEnds[row] as number;
      for (let at = idStarts[row] as number; at < stop; at++) ids[end++] = buffer[at] as number;
      group.idEnds[next++] = end;
    }
  };

  const append = (group: Group, batch: RowBatch, rows: Int32Array, fields: FilledField[], loose: string[][]): void => {
    // 64 bytes are the longest id.
    grow(group, rows.length, rows.length * 64);
    appendIds(group, batch, rows);
    for (const { target, field } of fields) {
      const from = batch.values[target] as Float64Array | Int32Array;
      const to = group.values[field] as Float64Array | Int32Array;
      let next = group.rows;
      for (const row of rows) to[next++] = from[row] as number;
      const texts = loose[target];
      if (!texts || texts.length === 0) continue;
      for (next = group.rows; next < group.rows + rows.length; next++) {
        const code = to[next] as number;
        if (code <= firstLoose) to[next] = textCode(group, field, texts[firstLoose - code] as string);
      }
    }
    group.rows += rows.length;
    size += rows.length;
  };

  return {
    /** Number of shards. */
    shards,
    /** Facts held. */
    size: (): number => size,
    /** Dictionaries of a feed's fields, in their order. */
    dictionariesOf,
    /** Takes one fact in, as zod gave it. */
    add({ feed, row }: Fact): void {
      const key = String(row[feed.key]);
      const shard = feed.key === 'agentId' ? allShards : shardName(shardOf(key, shards));
      const group = groupOf(feed, String(row.period), shard);
      const id = encoder.encode(key);
      grow(group, 1, id.length);
      const end = group.rows === 0 ? 0 : (group.idEnds[group.rows - 1] as number);
      group.ids.set(id, end);
      group.idEnds[group.rows] = end + id.length;
      for (const [index, field] of feed.fields.entries()) {
        const value = row[field.name];
        if (value === undefined || field.name === feed.key || field.name === 'period') continue;
        const text = Array.isArray(value) ? value.join(';') : String(value);
        const values = group.values[index] as Float64Array | Int32Array;
        values[group.rows] = isNumeric(field) ? Number(value) : textCode(group, index, text);
      }
      group.rows++;
      size++;
    },
    /**
     * Takes a parsed batch in.
     *
     * @param loose texts beyond the dictionary by target
     */
    addBatch(batch: RowBatch, filled: readonly FilledFeed[], loose: string[][]): void {
      for (const { feed, period, fields, telling } of filled) {
        const codes = typeof period === 'string' ? undefined : (batch.values[period.target] as Int32Array);
        const periods = typeof period === 'string' ? [period] : period.months.values;
        const silent = telling && silentRows(batch, telling);
        const order = bucketed(batch, shards * periods.length, (row) =>
          silent?.[row] === 1 ? -1 : (codes ? (codes[row] as number) * shards : 0) + (batch.shards[row] as number),
        );
        for (let bucket = 0; bucket < shards * periods.length; bucket++) {
          const from = starts.at[bucket] as number;
          const to = starts.at[bucket + 1] as number;
          if (from === to) continue;
          const month = periods[Math.floor(bucket / shards)] as string;
          const group = groupOf(feeds[feed], month, shardName(bucket % shards));
          append(group, batch, order.subarray(from, to), fields, loose);
        }
      }
    },
    /** Gives out all that is held. */
    drain(): FactBatch[] {
      const batches = [...groups.values()].map((group) => batchOf(group, dictionariesOf(group.feed.name)));
      groups = new Map();
      size = 0;
      return batches;
    },
  };
};

/** 1 for each row in which all of the targets are missing. */
const silentRows = (batch: RowBatch, targets: readonly number[]): Uint8Array => {
  const silent = new Uint8Array(batch.rows).fill(1);
  for (const target of targets) {
    const values = batch.values[target] as Float64Array | Int32Array;
    const isThere =
      values instanceof Float64Array ? (value: number) => !Number.isNaN(value) : (code: number) => code !== missing;
    for (let row = 0; row < batch.rows; row++) if (isThere(values[row] as number)) silent[row] = 0;
  }
  return silent;
};

const batchOf = (group: Group, known: Dictionary[]): FactBatch => ({
  feed: group.feed.name,
  period: group.period,
  shard: group.shard,
  rows: group.rows,
  columns: group.feed.fields.map(({ name, kind }, index) => ({ name, kind, values: valuesOf(group, index, known) })),
});

const valuesOf = (group: Group, index: number, known: Dictionary[]): WritableColumn['values'] => {
  const { rows, feed } = group;
  const field = feed.fields[index] as FeedField;
  if (field.name === feed.key) {
    const ends = group.idEnds.subarray(0, rows);
    return { bytes: group.ids.subarray(0, ends.at(-1) ?? 0), ends };
  }
  if (field.name === 'period') return { codes: new Int32Array(rows), dictionary: [group.period] };
  const values = (group.values[index] as Float64Array | Int32Array).subarray(0, rows);
  if (values instanceof Float64Array) return values;
  const texts = (known[index] as Dictionary).values;
  const loose = group.loose[index] as string[];
  if (loose.length === 0) return { codes: values, dictionary: texts };
  return Array.from(values, (code) =>
    code >= 0 ? (texts[code] as string) : code === missing ? null : (loose[firstLoose - code] as string),
  );
};

/** See {@link factColumns}. */
export type FactColumns = ReturnType<typeof factColumns>;
