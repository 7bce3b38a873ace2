import type { RunCounts, RunItem } from '../../../shared/contracts/items/ledger.ts';
import type { Stored } from '../read-stored.ts';
import { decidedBy, dumpsOf, factsOf, manifestOf, runsOf, shardsOf, textsOf } from './as-stored.ts';
import { compareTallies, tally, type Violation } from './violation.ts';

/** Feeds whose every customer is decided about. */
const ofCustomers = ['customers', 'usage', 'billing', 'service'];

const sums = ['customers', 'decisionsWritten', 'candidates', 'suppressed', 'heldOut'] as const;

/** Candidates = queued + suppressed + held out + deferred, in sum and in each part of the suppression ledger. */
const checkBalance = (runId: string, counts: RunCounts): Violation[] => {
  const { candidates, queued, suppressed, heldOut, deferred, ledger = {} } = counts;
  const violations: Violation[] = [];
  const unequal = (what: string, one: number, other: number) => {
    if (one !== other) violations.push({ kind: 'unbalanced', what: `run ${runId}: ${what}: ${one}, not ${other}` });
  };
  unequal(
    'queued + suppressed + held out + deferred against candidates',
    queued + suppressed + heldOut + deferred,
    candidates,
  );
  const total = (values: Record<string, number>) => Object.values(values).reduce((sum, value) => sum + value, 0);
  unequal('queued by kind against queued', total(counts.queuedByKind), queued);
  unequal('suppressed by reason against suppressed', total(counts.suppressedByReason), suppressed);
  // `region|programme|playbook|fate`; a candidate stands under `candidates`, and once more under what became of it.
  const bySlice = Map.groupBy(Object.entries(ledger), ([name]) => name.slice(0, name.lastIndexOf('|')));
  for (const [slice, entries] of bySlice) {
    const of = (isOne: boolean) =>
      entries.filter(([name]) => name.endsWith('|candidates') === isOne).reduce((sum, [, count]) => sum + count, 0);
    unequal(`fates of ${slice} against candidates`, of(false), of(true));
  }
  return violations;
};

/** The run's sums are those of its shards; giving out work only moves candidates from queued to deferred. */
const checkSums = (stored: Stored, run: RunItem, counts: RunCounts): Violation[] => {
  const shards = shardsOf(stored, run.runId);
  const violations = compareTallies(
    tally(Array.from({ length: run.shards }, (_, shard) => String(shard))),
    tally(shards.map(({ shard }) => String(shard))),
    `run ${run.runId}: the counts of shard`,
  );
  for (const name of sums) {
    const sum = shards.reduce((total, shard) => total + shard.counts[name], 0);
    if (sum !== counts[name])
      violations.push({ kind: 'unbalanced', what: `run ${run.runId}: ${counts[name]} ${name}, its shards say ${sum}` });
  }
  return violations;
};

/** Every customer of the facts that the run saw has one decision of that run. */
const checkDecisions = (stored: Stored, run: RunItem, erased: ReadonlySet<string>): Violation[] => {
  const manifest = manifestOf(stored, run.runId);
  if (!manifest) return [{ kind: 'lost', what: `the manifest of run ${run.runId}` }];
  const rows = new Map(dumpsOf(stored).map((dump) => [dump.dumpId, dump]));
  const known = new Set(
    manifest.dumps
      .flatMap(({ dumpId, readings }) =>
        factsOf(stored, { dumpId, ...((readings ?? rows.get(dumpId)?.readings) && { readings }) }),
      )
      .filter(({ key }) => ofCustomers.includes(key.feed))
      .flatMap(({ bytes }) => textsOf(bytes, 'customerId'))
      .filter((id) => !erased.has(id)),
  );
  const decided = decidedBy(stored, run);
  const violations: Violation[] = decided.flatMap((ids, shard) =>
    ids ? [] : [{ kind: 'lost', what: `run ${run.runId}: the snapshot of shard ${shard}` }],
  );
  const found = tally(decided.flatMap((ids) => ids ?? []).filter((id) => !erased.has(id)));
  // Former customers stay in the archive: of them there may be no facts any more.
  const expected = new Map([...new Set([...known, ...found.keys()])].map((id) => [id, 1]));
  return [...violations, ...compareTallies(expected, found, `run ${run.runId}: the decision of customer`)];
};

/** Every run is closed, balanced, and has decided about everybody once; the newest one's decisions can be looked up. */
export const checkRuns = (stored: Stored, erased: ReadonlySet<string>): Violation[] => {
  const runs = runsOf(stored);
  const violations = runs.flatMap((run): Violation[] => {
    const { runId, status, counts, workPlan } = run;
    if (status !== 'completed' || !counts || !workPlan)
      return [{ kind: 'lost', what: `the end of run ${runId}: it is ${status}, ${workPlan ? '' : 'not '}planned` }];
    return [...checkBalance(runId, counts), ...checkSums(stored, run, counts), ...checkDecisions(stored, run, erased)];
  });
  const newest = runs.at(-1);
  if (!newest) return [...violations, { kind: 'lost', what: 'every run' }];
  const inSnapshot = decidedBy(stored, newest).flatMap((ids) => ids ?? []);
  const inTable = stored.decisions.map(({ customerId }) => String(customerId));
  return [...violations, ...compareTallies(tally(inSnapshot), tally(inTable), 'the decision to look up of customer')];
};
