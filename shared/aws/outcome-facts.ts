import * as z from 'zod';
import { outcomeResult } from '../contracts/feeds/outcomes.ts';
import { allPartsOf } from '../domain/shard.ts';
import type { Outcome } from '../domain/work/outcomes.ts';
import { allShards } from '../dump/fact-key.ts';
import { dumpFacts, type FactsOfDump } from './dump-facts.ts';
import { shardsOfFacts } from './fact-objects.ts';
import type { ObjectStore } from './object-store.ts';

const row = z.object({
  workId: z.string(),
  result: outcomeResult,
  doneAt: z.string(),
  agentId: z.string().nullable(),
  churnKind: z.string().nullable(),
  churnCause: z.string().nullable(),
});

/** Gives the outcomes that a released dump holds, by shard, in the order of its parts. */
export type OutcomesOf = (dump: FactsOfDump) => Promise<Outcome[]>;

/**
 * Outcomes from the facts bucket: those of known customers lie with them, so every shard is looked through.
 *
 * @param shards of a stack whose facts do not say
 */
export const outcomeFacts =
  (facts: Pick<ObjectStore, 'get' | 'list'>, shards: number): OutcomesOf =>
  async (dump) => {
    const parts = allPartsOf(await shardsOfFacts(facts, shards));
    return [...(await dumpFacts(facts, dump, 'outcomes', row, [...parts, allShards])).values()].flat();
  };
