import type { Ledger } from '../../shared/aws/ledger.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { WorkPlanRequested } from '../../shared/contracts/messages/work-plan-requested.ts';
import type { WorkKind, WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { type WithdrawnCounts, withdrawWork } from './withdraw-work.ts';

/** What giving out a run's work needs. */
export type WorkPlanPorts = {
  ledger: Pick<Ledger, 'run' | 'workPlanned'>;
  runs: Pick<RunStore, 'work' | 'withdrawn'>;
  work: Pick<WorkTable, 'get' | 'advance'>;
  /** The queue of each kind of work. */
  queues: Record<WorkKind, Queue<WorkRequested>>;
  report: {
    planned(counts: { pieces: number; withdrawn: WithdrawnCounts }): void;
    /** Nothing was done: the run's work is given out already, or the run is not closed. */
    skipped(why: 'planned-before' | 'not-completed'): void;
  };
};

/**
 * Gives out the work of a run that has closed: first what it withdraws is taken back, then all that its shards ask for goes on
 * the queues. A death half-way does some of it again, under the same ids.
 */
export const planWork =
  ({ ledger, runs, work: table, queues, report }: WorkPlanPorts) =>
  async ({ runId }: WorkPlanRequested): Promise<void> => {
    const run = await ledger.run(runId);
    if (run?.status !== 'completed') return report.skipped('not-completed');
    if (run.workPlan) return report.skipped('planned-before');
    const withdrawn = await withdrawWork(table, await runs.withdrawn(runId), { runId, at: run.scheduledAt });
    let pieces = 0;
    for (let shard = 0; shard < run.shards; shard++) {
      const work = await runs.work(runId, shardName(shard));
      for (const [kind, group] of Map.groupBy(work, (one) => one.kind)) await queues[kind].send(group);
      pieces += work.length;
    }
    await ledger.workPlanned(runId, { pieces, withdrawn });
    report.planned({ pieces, withdrawn });
  };
