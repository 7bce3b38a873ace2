import * as z from 'zod';
import type { DumpItem } from '../contracts/items/ledger.ts';
import { shardName } from '../domain/shard.ts';
import { factPrefix, parseFactKey } from '../dump/fact-key.ts';
import { readParquet } from '../dump/parquet.ts';
import { inParallel } from './in-parallel.ts';
import type { ObjectStore } from './object-store.ts';

const asked = z.object({ customerId: z.string(), requestId: z.string() });
/** Who is to be forgotten, and by which request. */
export type Asked = z.infer<typeof asked>;

/** Gives those whom a dump of erasures names, of one shard. */
export type AskedOf = (dump: Pick<DumpItem, 'dumpId' | 'readings'>, shard: string) => Promise<Asked[]>;

/** Shards looked through at once: each is one request, most of them for nothing. */
const parallel = 16;

/** Keys of a dump's erasures in a shard. */
export const erasureKeys = async (
  facts: Pick<ObjectStore, 'list'>,
  { dumpId, readings }: Parameters<AskedOf>[0],
  shard: string,
): Promise<string[]> =>
  (await facts.list(factPrefix(shard, 'erasures')))
    .map(({ key }) => key)
    .filter((key) => {
      const parts = parseFactKey(key);
      // Of a dump that was cut, what a reading wrote that began in the midst of a row is still there, but no fact.
      return parts?.dumpId === dumpId && (!readings || readings.includes(parts.from ?? -1));
    });

/** Erasures from the facts bucket. */
export const erasureFacts =
  (facts: Pick<ObjectStore, 'get' | 'list'>): AskedOf =>
  async (dump, shard) => {
    const found: Asked[] = [];
    for (const key of await erasureKeys(facts, dump, shard)) {
      const bytes = await facts.get(key);
      const table = bytes ? readParquet(bytes, Object.keys(asked.shape)) : [];
      for (const row of (table[0]?.values ?? []).keys())
        found.push(asked.parse(Object.fromEntries(table.map(({ name, values }) => [name, values[row]]))));
    }
    return found;
  };

/** Those of all shards that have any. */
export const askedByShard = async (
  of: AskedOf,
  dump: Parameters<AskedOf>[0],
  shards: number,
): Promise<Map<string, Asked[]>> => {
  const found = new Map<string, Asked[]>();
  const names = Array.from({ length: shards }, (_, shard) => shardName(shard));
  await inParallel(parallel, names, async (shard) => {
    const own = await of(dump, shard);
    if (own.length > 0) found.set(shard, own);
  });
  return new Map([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
};
