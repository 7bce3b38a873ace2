import * as z from 'zod';
import { dumpFacts, type FactsOfDump } from './dump-facts.ts';
import type { ObjectStore } from './object-store.ts';

const asked = z.object({ customerId: z.string(), requestId: z.string() });
/** Who is to be forgotten, and by which request. */
export type Asked = z.infer<typeof asked>;

/** Gives those whom a dump of erasures names, by shard; shards without any are left out. */
export type AskedOf = (dump: FactsOfDump, shards: readonly string[]) => Promise<Map<string, Asked[]>>;

/** Erasures from the facts bucket. */
export const erasureFacts =
  (facts: Pick<ObjectStore, 'get' | 'list'>): AskedOf =>
  (dump, shards) =>
    dumpFacts(facts, dump, 'erasures', asked, shards);
