import type { Ledger } from '../../shared/aws/ledger.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { RunCounts } from '../../shared/contracts/items/ledger.ts';
import type { WorkPlanRequested } from '../../shared/contracts/messages/work-plan-requested.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { sumCounts } from '../../shared/domain/decide/run-counts.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { guardsAfter, guardsBefore, newlyStopped, stoppedOf } from '../../shared/domain/work/guard/guard-night.ts';
import { figuresOf } from '../../shared/domain/work/loop/assessment.ts';

/** What closing a run needs. */
export type ClosePorts = {
  ledger: Pick<Ledger, 'shardsOf' | 'completeRun'>;
  runs: Pick<RunStore, 'guard' | 'saveGuard' | 'shardAgents' | 'saveAgentFigures'>;
  /** Hears that a run has closed, so that its work is given out. */
  workPlanQueue: Queue<WorkPlanRequested>;
};

/** What a run came to. */
export type ClosedRun = {
  /** Sums of all shards. */
  counts: RunCounts;
  /** Playbooks that the run's look stopped. */
  stopped: readonly string[];
};

/**
 * The last worker adds up, looks whether contact does harm, assesses agents, and asks for the plan of the work. Of two that both believe to
 * be the last, one closes; what they write before that is the same.
 */
export const closeRun = async (
  { runId, now, previousRunId, guard }: RunManifest,
  { policy, programmes }: CompiledPolicy,
  { ledger, runs, workPlanQueue }: ClosePorts,
): Promise<ClosedRun | null> => {
  const counts = sumCounts((await ledger.shardsOf(runId)).map((shard) => shard.counts));
  const last = previousRunId === null ? null : await runs.guard(previousRunId);
  const before = guardsBefore(last, guard?.words ?? []);
  const shares = new Map(
    programmes.flatMap(({ playbooks }) => playbooks.map(({ name, holdOut }) => [name, holdOut.share])),
  );
  const report = guardsAfter(runId, now, before, counts.arms ?? {}, shares, policy.guard);
  await runs.saveGuard(runId, report);
  if (policy.assessment)
    await runs.saveAgentFigures(figuresOf(runId, await runs.shardAgents(runId), policy.assessment));
  const stopped = [...stoppedOf(guardsBefore(report, []))];
  const closed = await ledger.completeRun(runId, counts, { stopped });
  // Asked for also where the run was closed before: it may have been this very worker whose answer was lost on the way.
  await workPlanQueue.send([{ version: 1, runId }]);
  return closed ? { counts, stopped: newlyStopped(before, report) } : null;
};
