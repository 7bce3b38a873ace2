import type * as z from 'zod';
import type { FeedName } from '../contracts/feeds/index.ts';
import type { DumpItem } from '../contracts/items/ledger.ts';
import { factPrefix, parseFactKey } from '../dump/fact-key.ts';
import { readParquet } from '../dump/parquet.ts';
import { inParallel } from './in-parallel.ts';
import type { ObjectStore } from './object-store.ts';

/** A released dump, as far as its facts go. */
export type FactsOfDump = Pick<DumpItem, 'dumpId' | 'readings'>;

/** Shards looked through at once: each is one request, most of them for nothing. */
const parallel = 16;

/** Keys of a dump's facts of a feed in a shard, in the order of its parts. */
export const dumpFactKeys = async (
  facts: Pick<ObjectStore, 'list'>,
  { dumpId, readings }: FactsOfDump,
  feed: FeedName,
  shard: string,
): Promise<string[]> =>
  (await facts.list(factPrefix(shard, feed)))
    .map(({ key }) => key)
    .filter((key) => {
      const parts = parseFactKey(key);
      // Of a dump that was cut, what a reading wrote that began in the midst of a row is still there, but no fact.
      return parts?.dumpId === dumpId && (!readings || readings.includes(parts.from ?? -1));
    });

/**
 * Facts of a feed that a dump holds, by shard; shards without any are left out. Rows are few, so each is checked by its
 * contract.
 *
 * @param row the columns that are read
 */
export const dumpFacts = async <Shape extends z.ZodRawShape>(
  facts: Pick<ObjectStore, 'get' | 'list'>,
  dump: FactsOfDump,
  feed: FeedName,
  row: z.ZodObject<Shape>,
  shards: readonly string[],
): Promise<Map<string, z.infer<z.ZodObject<Shape>>[]>> => {
  const found = new Map<string, z.infer<z.ZodObject<Shape>>[]>();
  await inParallel(parallel, shards, async (shard) => {
    const rows: z.infer<z.ZodObject<Shape>>[] = [];
    for (const key of await dumpFactKeys(facts, dump, feed, shard)) {
      const bytes = await facts.get(key);
      const table = bytes ? readParquet(bytes, Object.keys(row.shape)) : [];
      for (const at of (table[0]?.values ?? []).keys())
        rows.push(row.parse(Object.fromEntries(table.map(({ name, values }) => [name, values[at] ?? null]))));
    }
    if (rows.length > 0) found.set(shard, rows);
  });
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
};
