import type { PromiseLedger } from '../../contracts/promise-entry.ts';
import { type ShardPart, shardOf } from '../shard.ts';

/**
 * Promises to one part of all customers, from the ledgers of the parts that it lies in or is made of. Marks of facts are the
 * customers' of all of them: one that nobody looks for does no harm. Callers nobody knows are in none: every night counts theirs anew.
 */
export const promisesOfPart = (ledgers: readonly PromiseLedger[], { shard, shards }: ShardPart): PromiseLedger => ({
  seen: [...new Set(ledgers.flatMap(({ seen }) => seen))].sort(),
  entries: ledgers
    .flatMap(({ entries }) => entries)
    .filter(({ customerId }) => customerId !== null && shardOf(customerId, shards) === shard)
    .sort((left, right) => (left.id < right.id ? -1 : 1)),
});
