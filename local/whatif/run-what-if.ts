import { readFacts, readShard } from '../../shared/aws/read-shard.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import type { RunBase, ShardMeasure } from '../../shared/contracts/run-base.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import {
  type DecidedFrozen,
  decideFrozen,
  type FrozenShard,
  measureFrozen,
  nightOfRun,
} from '../../shared/domain/decide/frozen-shard.ts';
import { baseOf, needsMeasure } from '../../shared/domain/decide/measure.ts';
import { contactFeeds } from '../../shared/domain/policy/compile-contact.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { withoutLearnedCards } from '../../shared/domain/policy/learned-policy.ts';
import { lintPolicy } from '../../shared/domain/policy/lint-policy.ts';
import { addMeasured, type Measured, measurePolicy } from '../../shared/domain/policy/measure-policy.ts';
import { policyChanges } from '../../shared/domain/policy/policy-changes.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { type Comparison, noComparison, sumComparisons } from '../../shared/domain/whatif/compare-decisions.ts';
import { compareOwed, owedBy } from '../../shared/domain/whatif/owed.ts';
import { compareShard, type Tried, withEarlierWork } from '../../shared/domain/whatif/try-draft.ts';
import { agentLoads } from '../../shared/domain/work/agent-loads.ts';
import type { Progress } from '../progress.ts';
import { maskId } from '../summary/mask.ts';
import { namedPolicy, type WhatIf } from './what-if.ts';

/** What a what-if reads, and nothing that could write. */
export type ReadOnlyRuns = Pick<
  RunStore,
  | 'facts'
  | 'listFacts'
  | 'snapshot'
  | 'snapshotOfPart'
  | 'promises'
  | 'promisesOfPart'
  | 'assignment'
  | 'base'
  | 'roster'
>;

/** What the night left behind is what both policies take up. */
const takenUp = async (
  runs: ReadOnlyRuns,
  manifest: RunManifest,
  shard: number,
  feeds: readonly FeedName[],
): Promise<FrozenShard> => {
  const frozen = await readShard(manifest, shard, feeds, runs);
  const left = await runs.snapshot(manifest.runId, shardName(shard));
  return { ...frozen, previous: left && withEarlierWork(left, frozen.previous), abandoned: [] };
};

/** What the draft must know of the whole base, measured on the facts of the night; null where it asks for nothing. */
const baseOfDraft = async (
  runs: ReadOnlyRuns,
  manifest: RunManifest,
  draft: CompiledPolicy,
  progress: Progress,
): Promise<RunBase | null> => {
  const { shards } = manifest;
  const night = nightOfRun(manifest, draft);
  const run = { night, shards, last: await runs.base(manifest.runId) };
  if (!needsMeasure(draft, run)) return baseOf(draft, [], run);
  const step = progress.step('Measuring the whole base', 'shards');
  const measures: ShardMeasure[] = [];
  for (let shard = 0; shard < shards; shard++) {
    measures.push(measureFrozen(await readFacts(manifest, shard, runs), draft, run).measure);
    step.at(shard + 1, shards);
  }
  step.done(`${shards} shards`);
  return baseOf(draft, measures, run);
};

const tierCounts = ({ tiers }: Comparison): Record<string, Record<string, number>> => {
  const counts: Record<string, Record<string, number>> = {};
  for (const { scheme, to, customers } of tiers) {
    if (to === null) continue;
    const own = counts[scheme] ?? {};
    counts[scheme] = own;
    own[to] = (own[to] ?? 0) + customers;
  }
  return counts;
};

/**
 * What a draft would change on a night that is over. Only reads.
 *
 * @param policy that the night was decided by
 * @param draft another, with the learned cards of that night
 */
export const runWhatIf = async (
  runs: ReadOnlyRuns,
  manifest: RunManifest,
  { policy, draft }: { policy: CompiledPolicy; draft: CompiledPolicy },
  progress: Progress,
): Promise<WhatIf> => {
  const { runId, now, timeZone, businessDay, shards } = manifest;
  const [base, draftBase] = [await runs.base(runId), await baseOfDraft(runs, manifest, draft, progress)];
  const step = progress.step('Deciding under both', 'shards');
  const feeds = [...new Set([policy, draft].flatMap((one) => contactFeeds(one.policy)))];
  let comparison = noComparison();
  let measured: Measured = { customers: 0, features: {}, slots: {} };
  let kept = 0;
  for (let shard = 0; shard < shards; shard++) {
    const frozen = await takenUp(runs, manifest, shard, feeds);
    const decide = (compiled: CompiledPolicy, known: RunBase | null): Tried & DecidedFrozen => {
      const night = nightOfRun(manifest, compiled);
      return { compiled, night, ...decideFrozen(frozen, compiled, night, known) };
    };
    const [before, after] = [decide(policy, base), decide(draft, draftBase)];
    const { promises } = before;
    const owed = compareOwed(owedBy(before, frozen, base, promises), owedBy(after, frozen, draftBase, promises));
    comparison = sumComparisons(comparison, { ...compareShard(before, after, frozen.kept), owed });
    measured = addMeasured(measured, measurePolicy(draft.policy, after.scored));
    kept += frozen.kept.size;
    step.at(shard + 1, shards);
  }
  step.done(`${comparison.customers.toLocaleString('en-US')} customers`);

  const roster = await runs.roster(runId);
  const { work, ...told } = comparison;
  const candidates: Record<string, number> = {};
  for (const { by, programme, candidates: some } of told.candidates)
    if (by === 'after') candidates[programme] = (candidates[programme] ?? 0) + some;
  return {
    run: { runId, now, timeZone, businessDay },
    policy: namedPolicy(policy.policy, policy.hash),
    draft: namedPolicy(draft.policy, draft.hash),
    changes: policyChanges(withoutLearnedCards(policy.policy), withoutLearnedCards(draft.policy)),
    warnings: lintPolicy(draft.policy, {
      measured,
      tiers: tierCounts(comparison),
      candidates,
      roster: roster.length > 0 ? roster : undefined,
      windowMonths: policy.policy.windowMonths,
      base: draftBase,
    }),
    kept,
    comparison: { ...told, most: told.most.map((one) => ({ ...one, customerId: maskId(one.customerId) })) },
    loads: agentLoads(work, roster),
  };
};
