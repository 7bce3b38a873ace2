import type { Decision } from '../contracts/items/decision.ts';
import type { RunCounts } from '../contracts/items/ledger.ts';
import type { WorkRequested } from '../contracts/messages/work-requested.ts';
import type { RunBase } from '../contracts/run-base.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { decide } from './decide.ts';
import { decisionChanged } from './decision-changed.ts';
import type { CustomerFacts } from './facts.ts';
import type { Night } from './night.ts';
import { countOutcome, noCounts } from './run-counts.ts';

/** What a run says of one shard. */
export type DecidedShard = {
  /** Every customer's decision, sorted by id: tonight's, and those carried over. */
  snapshot: Decision[];
  /** Decisions that the table must be given. */
  changed: Decision[];
  /** Work for agents, in the order of customers. */
  work: WorkRequested[];
  counts: RunCounts;
};

/**
 * Decides all customers of a shard.
 *
 * A customer of the night before of whom tonight's window holds no fact (a dump was retracted, or the customer was silent
 * for longer than the window) is not decided: the last decision is carried over unchanged, gives no work and is not
 * counted. So a dump that is missing for a night does not make everybody new again. Nor is a customer of a held slice
 * decided: whatever else is known, the last decision stands.
 *
 * @param facts sorted by customer
 * @param previous decisions of the last completed run
 * @param abandoned decisions of runs given up since: the table may hold them
 * @param kept ids of customers of held slices
 * @param base what is known of the whole base; null where the policy does not ask for it
 */
export const decideShard = (
  facts: readonly CustomerFacts[],
  previous: readonly Decision[],
  abandoned: readonly Decision[],
  compiled: CompiledPolicy,
  night: Night,
  kept: ReadonlySet<string> = new Set(),
  base: RunBase | null = null,
): DecidedShard => {
  const before = new Map(previous.map((decision) => [decision.customerId, decision]));
  const strayed = Map.groupBy(abandoned, ({ customerId }) => customerId);
  const counts = noCounts();
  const lead = compiled.schemes[0]?.name ?? '';
  const snapshot: Decision[] = [];
  const changed: Decision[] = [];
  const work: WorkRequested[] = [];
  counts.kept = kept.size;
  for (const one of facts) {
    if (kept.has(one.customerId)) continue;
    const last = before.get(one.customerId) ?? null;
    before.delete(one.customerId);
    const outcome = decide(one, last, compiled, night, base);
    const { decision } = outcome;
    const isStray = strayed.get(one.customerId)?.some((stray) => decisionChanged(stray, decision)) ?? false;
    if (outcome.changed || isStray) changed.push(decision);
    snapshot.push(decision);
    countOutcome(counts, outcome, last, lead);
    for (const candidate of outcome.candidates) if (candidate.became === 'queued') work.push(candidate.work);
  }
  for (const carried of before.values()) {
    snapshot.push(carried);
    if (strayed.get(carried.customerId)?.some((stray) => decisionChanged(stray, carried))) changed.push(carried);
  }
  counts.decisionsWritten = changed.length;
  snapshot.sort((left, right) => (left.customerId < right.customerId ? -1 : 1));
  return { snapshot, changed, work, counts };
};
