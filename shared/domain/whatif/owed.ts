import type { PromiseEntry, PromiseLedger, PromiseState } from '../../contracts/promise-entry.ts';
import type { RunBase } from '../../contracts/run-base.ts';
import type { ScoredTable } from '../cards/score-table.ts';
import type { FrozenShard } from '../decide/frozen-shard.ts';
import { shardPromises } from '../promises/shard-promises.ts';
import { everyRow } from '../rows.ts';
import { sumBy } from './sum-by.ts';
import type { Tried } from './try-draft.ts';

/** So many promises that one of two policies owes. */
export type OwedCount = {
  by: 'before' | 'after';
  promise: string;
  /** Tier that this policy gives the customer; null where it gives none, or nobody knows the caller. */
  tier: string | null;
  state: PromiseState;
  /** Whether the other policy owes them, too. */
  isShared: boolean;
  promises: number;
};

/**
 * What a policy promises the customers of a shard on what the night knows: calls, notices, balances. As if it had been in force when they
 * happened, and to each by the tier that it gives tonight: what it would owe, not what the nights before made of it.
 *
 * @param ledger of the night: where it has a promise on the same terms, it knows what was done to keep it
 */
export const owedBy = (
  { compiled, facts, decided, night, scored }: Tried & { scored: ScoredTable },
  { kept, happened, part }: Pick<FrozenShard, 'kept' | 'happened' | 'part'>,
  base: RunBase | null,
  ledger: PromiseLedger | null,
): readonly PromiseEntry[] => {
  const asDecided = { ...facts, rowsOf: [everyRow(facts.rows)] };
  const input = { facts: asDecided, scored, previous: decided.table, base, kept, ...happened, before: null };
  const owed = shardPromises({ ...input, shard: part.shard }, compiled, night)?.ledger.entries ?? [];
  const known = new Map(ledger?.entries.map((entry) => [entry.id, entry]));
  return owed.map((entry) => {
    const found = known.get(entry.id);
    return found && termsOf(found) === termsOf(entry) ? { ...entry, state: found.state } : entry;
  });
};

const termsOf = ({ terms }: PromiseEntry): string => JSON.stringify(Object.entries(terms).sort());

/** Promises of two policies on the same facts, counted. */
export const compareOwed = (before: readonly PromiseEntry[], after: readonly PromiseEntry[]): OwedCount[] => {
  const counts = (by: OwedCount['by'], entries: readonly PromiseEntry[], others: readonly PromiseEntry[]) => {
    const shared = new Set(others.map(({ id }) => id));
    return entries.map(
      ({ id, promise, tier, state }): OwedCount => ({
        ...{ by, promise, tier, state, isShared: shared.has(id) },
        promises: 1,
      }),
    );
  };
  return sumBy([...counts('before', before, after), ...counts('after', after, before)], ['promises']);
};
