import * as z from 'zod';
import { outcomeResult } from '../contracts/feeds/outcomes.ts';
import type { DumpItem } from '../contracts/items/ledger.ts';
import { shardName } from '../domain/shard.ts';
import type { Outcome } from '../domain/work/outcomes.ts';
import { allShards, factPrefix, parseFactKey } from '../dump/fact-key.ts';
import { readParquet } from '../dump/parquet.ts';
import { inParallel } from './in-parallel.ts';
import type { ObjectStore } from './object-store.ts';

/** Shards looked through at once: each is one request, most of them for nothing. */
const parallel = 16;

const row = z.object({
  workId: z.string(),
  result: outcomeResult,
  doneAt: z.string(),
  agentId: z.string().nullable(),
  churnKind: z.string().nullable(),
  churnCause: z.string().nullable(),
});
const columns = Object.keys(row.shape);

/** Gives the outcomes that a released dump holds, in the order of its parts. */
export type OutcomesOf = (dump: Pick<DumpItem, 'dumpId' | 'readings'>) => Promise<Outcome[]>;

/** Outcomes from the facts bucket: those of known customers lie with them, so every shard is looked through. */
export const outcomeFacts =
  (facts: Pick<ObjectStore, 'get' | 'list'>, shards: number): OutcomesOf =>
  async ({ dumpId, readings }) => {
    const names = [allShards, ...Array.from({ length: shards }, (_, shard) => shardName(shard))];
    const found = new Map<string, Outcome[]>();
    await inParallel(parallel, names, async (shard) => {
      for (const { key } of await facts.list(factPrefix(shard, 'outcomes'))) {
        const parts = parseFactKey(key);
        // Of a dump that was cut, what a reading wrote that began in the midst of a row is still there, but no fact.
        if (parts?.dumpId !== dumpId || (readings && !readings.includes(parts.from ?? -1))) continue;
        const bytes = await facts.get(key);
        if (bytes) found.set(key, rowsOf(bytes));
      }
    });
    return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
  };

const rowsOf = (bytes: Uint8Array): Outcome[] => {
  const table = readParquet(bytes, columns);
  const rows = table[0]?.values.length ?? 0;
  return Array.from({ length: rows }, (_, index) =>
    row.parse(Object.fromEntries(table.map(({ name, values }) => [name, values[index] ?? null]))),
  );
};
