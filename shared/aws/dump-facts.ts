import type * as z from 'zod';
import type { FeedName } from '../contracts/feeds/index.ts';
import type { DumpItem } from '../contracts/items/ledger.ts';
import { type ShardPart, shardName } from '../domain/shard.ts';
import { allShards } from '../dump/fact-key.ts';
import { readParquet } from '../dump/parquet.ts';
import {
  everyFactObject,
  type FactObject,
  factObjects,
  factsOfNobody,
  readFactObject,
  readLayout,
} from './fact-objects.ts';
import { inParallel } from './in-parallel.ts';
import type { ObjectStore } from './object-store.ts';

/** A released dump, as far as its facts go. */
export type FactsOfDump = Pick<DumpItem, 'dumpId' | 'readings'>;

/** Shards looked through at once: each is one request, most of them for nothing. */
const parallel = 16;

/** Whether an object is a dump's. Of one that was cut, what a reading wrote that began in the midst of a row is still there, but no fact. */
const isOf =
  ({ dumpId, readings }: FactsOfDump) =>
  ({ parts }: FactObject): boolean =>
    parts.dumpId === dumpId && (!readings || readings.includes(parts.from ?? -1));

/** Keys of all objects that hold a dump's facts of a feed about a part of all customers, copies too. */
export const dumpFactKeys = async (
  facts: Pick<ObjectStore, 'get' | 'list'>,
  dump: FactsOfDump,
  feed: FeedName,
  part: ShardPart,
): Promise<string[]> =>
  (await everyFactObject(facts, await readLayout(facts), part, feed)).filter(isOf(dump)).map(({ key }) => key);

/**
 * Facts of a feed that a dump holds, by the shard's name; shards without any are left out. Rows are few, so each is checked
 * by its contract.
 *
 * @param row the columns that are read
 * @param parts of all customers, or those of nobody
 */
export const dumpFacts = async <Shape extends z.ZodRawShape>(
  facts: Pick<ObjectStore, 'get' | 'list'>,
  dump: FactsOfDump,
  feed: FeedName,
  row: z.ZodObject<Shape>,
  parts: readonly (ShardPart | typeof allShards)[],
): Promise<Map<string, z.infer<z.ZodObject<Shape>>[]>> => {
  const found = new Map<string, z.infer<z.ZodObject<Shape>>[]>();
  const layout = await readLayout(facts);
  await inParallel(parallel, parts, async (part) => {
    const isNobodys = part === allShards;
    const objects = isNobodys ? await factsOfNobody(facts, feed) : await factObjects(facts, layout, part, feed);
    const rows: z.infer<z.ZodObject<Shape>>[] = [];
    for (const object of objects.filter(isOf(dump))) {
      const table = readParquet(await readFactObject(facts, object), Object.keys(row.shape));
      for (const at of (table[0]?.values ?? []).keys())
        rows.push(row.parse(Object.fromEntries(table.map(({ name, values }) => [name, values[at] ?? null]))));
    }
    if (rows.length > 0) found.set(isNobodys ? allShards : shardName(part.shard), rows);
  });
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
};
