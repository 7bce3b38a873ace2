import { type FeedName, feeds } from '../../contracts/feeds/index.ts';
import { idHash, shardOf } from '../../domain/shard.ts';
import type { Fact } from '../compile-mapping.ts';
import { type Dictionary, dictionary, firstLoose, missing } from './cell-memo.ts';
import type { RowBatch } from './compile-rows.ts';
import {
  appendBatch,
  emptyTable,
  type FactTable,
  type FilledFeed,
  grow,
  isNumeric,
  newTable,
  valuesOf,
} from './fact-table.ts';
import { type FactBatch, spread } from './spread.ts';

export type { FilledFeed } from './fact-table.ts';
export type { FactBatch } from './spread.ts';

/**
 * Gathers facts in columns, and gives them out by feed, month and shard.
 *
 * @param shards number of shards
 * @param most facts that are held, about, before they are drained
 */
export const factColumns = (shards: number, most = Number.POSITIVE_INFINITY) => {
  const tables = new Map<FeedName, FactTable>();
  const dictionaries = new Map<FeedName, Dictionary[]>();
  const encoder = new TextEncoder();
  let size = 0;

  const dictionariesOf = (feed: FeedName): Dictionary[] => {
    let known = dictionaries.get(feed);
    if (!known) {
      known = feeds[feed].fields.map(dictionary);
      dictionaries.set(feed, known);
    }
    return known;
  };
  /** Its codes are those of the months of a feed's rows. */
  const monthsOf = (feed: FeedName): Dictionary => {
    const place = feeds[feed].fields.findIndex(({ name }) => name === 'period');
    return dictionariesOf(feed)[place] as Dictionary;
  };
  const tableOf = (feed: FeedName): FactTable => {
    let table = tables.get(feed);
    if (!table) {
      table = newTable(feeds[feed], most * 1.125);
      tables.set(feed, table);
    }
    return table;
  };
  const textCode = (table: FactTable, index: number, text: string): number => {
    const code = dictionariesOf(table.feed.name)[index]?.codeOf(text) ?? missing;
    return code === missing ? firstLoose - ((table.loose[index] as string[]).push(text) - 1) : code;
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
      const table = tableOf(feed.name);
      const { customerId } = row;
      const id = encoder.encode(key);
      grow(table, 1, id.length);
      const at = table.rows;
      const end = at === 0 ? 0 : (table.idEnds[at - 1] as number);
      table.ids.set(id, end);
      table.idEnds[at] = end + id.length;
      table.shards[at] = customerId === undefined ? shards : shardOf(String(customerId), shards);
      table.idHashes[at] = idHash(key);
      table.periods[at] = monthsOf(feed.name).codeOf(String(row.period));
      for (const [index, field] of feed.fields.entries()) {
        if (field.name === feed.key || field.name === 'period') continue;
        const value = row[field.name];
        const numeric = isNumeric(field);
        if (value === undefined) {
          const known = table.values[index];
          if (known) known[at] = numeric ? Number.NaN : missing;
          continue;
        }
        const text = Array.isArray(value) ? value.join(';') : String(value);
        valuesOf(table, index)[at] = numeric ? Number(value) : textCode(table, index, text);
      }
      table.rows++;
      size++;
    },
    /**
     * Takes a parsed batch in.
     *
     * @param loose texts beyond the dictionary by target
     */
    addBatch(batch: RowBatch, filled: readonly FilledFeed[], loose: readonly string[][]): void {
      for (const fill of filled)
        size += appendBatch({ table: tableOf(fill.feed), shards, months: monthsOf(fill.feed) }, batch, fill, loose);
    },
    /** Gives out all that is held. The columns hold until facts are taken in again. */
    drain(): FactBatch[] {
      const batches: FactBatch[] = [];
      for (const table of tables.values()) {
        batches.push(...spread(table, shards, dictionariesOf(table.feed.name), monthsOf(table.feed.name).values));
        emptyTable(table);
      }
      size = 0;
      return batches;
    },
  };
};

/** See {@link factColumns}. */
export type FactColumns = ReturnType<typeof factColumns>;
