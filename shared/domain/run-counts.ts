import type { Decision } from '../contracts/items/decision.ts';
import type { RunCounts } from '../contracts/items/ledger.ts';
import type { Outcome } from './decide.ts';

/** Nothing counted yet. */
export const noCounts = (): RunCounts => ({
  customers: 0,
  kept: 0,
  decisionsWritten: 0,
  candidates: 0,
  queued: 0,
  suppressed: 0,
  heldOut: 0,
  deferred: 0,
  queuedByKind: {},
  suppressedByReason: {},
  tiers: {},
  stages: {},
  bands: {},
  moves: {},
});

const addTo = (counts: Record<string, number>, name: string, count = 1): void => {
  counts[name] = (counts[name] ?? 0) + count;
};

/** Counts one customer's outcome, in place. @param lead name of the policy's first scheme */
export const countOutcome = (counts: RunCounts, outcome: Outcome, previous: Decision | null, lead: string): void => {
  const { decision, changed, candidates } = outcome;
  counts.customers++;
  if (changed) counts.decisionsWritten++;
  counts.candidates += candidates.length;
  for (const candidate of candidates) {
    counts[candidate.became]++;
    if (candidate.became === 'queued') addTo(counts.queuedByKind, candidate.work.kind);
    if (candidate.became === 'suppressed') addTo(counts.suppressedByReason, candidate.reason);
  }
  const tier = decision.tiers[lead] ?? '';
  const before = previous?.tiers[lead] ?? 'new';
  addTo(counts.tiers, tier);
  addTo(counts.stages, decision.stage);
  addTo(counts.bands, decision.risk.band);
  if (before !== tier) addTo(counts.moves, `${before}>${tier}`);
};

/** Sums of all shards. Names come in alphabetical order, so that the sums do not show in which order shards were done. */
export const sumCounts = (shards: readonly RunCounts[]): RunCounts => {
  const sum = noCounts();
  for (const shard of shards)
    for (const [name, value] of Object.entries(shard) as [keyof RunCounts, RunCounts[keyof RunCounts]][]) {
      const into = sum[name];
      if (typeof value === 'number') Object.assign(sum, { [name]: (into as number) + value });
      else for (const [key, count] of Object.entries(value)) addTo(into as Record<string, number>, key, count);
    }
  return Object.fromEntries(
    Object.entries(sum).map(([name, value]) => [name, typeof value === 'number' ? value : sorted(value)]),
  ) as RunCounts;
};

const sorted = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([left], [right]) => (left < right ? -1 : 1)));

/** Candidates = queued + suppressed + held out + deferred; anything else is an alarm. */
export const isBalanced = ({ candidates, queued, suppressed, heldOut, deferred }: RunCounts): boolean =>
  candidates === queued + suppressed + heldOut + deferred;
