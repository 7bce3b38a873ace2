import * as z from 'zod';
import type { ShardPart } from '../domain/shard.ts';
import { dumpFacts, type FactsOfDump } from './dump-facts.ts';
import type { ObjectStore } from './object-store.ts';

const asked = z.object({ customerId: z.string(), requestId: z.string() });
/** Who is to be forgotten, and by which request. */
export type Asked = z.infer<typeof asked>;

/** Gives those whom a dump of erasures names, by the shard's name; shards without any are left out. */
export type AskedOf = (dump: FactsOfDump, parts: readonly ShardPart[]) => Promise<Map<string, Asked[]>>;

/** Erasures from the facts bucket. */
export const erasureFacts =
  (facts: Pick<ObjectStore, 'get' | 'list'>): AskedOf =>
  (dump, parts) =>
    dumpFacts(facts, dump, 'erasures', asked, parts);
