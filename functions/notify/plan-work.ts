import type { Ledger } from '../../shared/aws/ledger.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { RunCounts, WorkPlan } from '../../shared/contracts/items/ledger.ts';
import type { ReportRequested } from '../../shared/contracts/messages/report-requested.ts';
import type { WorkPlanRequested } from '../../shared/contracts/messages/work-plan-requested.ts';
import { countDeferred } from '../../shared/domain/work/defer-counts.ts';
import { type HandOutPorts, handOut } from './hand-out.ts';
import { type AssignmentPorts, makeAssignment } from './make-assignment.ts';
import { type WithdrawPorts, withdrawWork } from './withdraw-work.ts';

/** What giving out a run's work needs. */
export type WorkPlanPorts = AssignmentPorts &
  WithdrawPorts &
  HandOutPorts & {
    ledger: Pick<Ledger, 'run' | 'workPlanned'>;
    runs: Pick<RunStore, 'withdrawn' | 'assignment' | 'freezeAssignment'>;
    /** Hears that the work is given out, so that managers get their report. */
    reportQueue: Queue<ReportRequested>;
    report: {
      planned(runId: string, plan: WorkPlan, counts: RunCounts | null): void;
      /** Nothing was done: the run's work is given out already, or the run is not closed. */
      skipped(why: 'planned-before' | 'not-completed'): void;
    };
  };

/**
 * Gives out the work of a run that has closed: first what it withdraws is taken back; then it is decided, once and for all
 * of it, who gets what; then everything goes on the queues; last the run's row says how much had to wait, and the managers'
 * report is asked for. A death half-way does some of it again, as the assignment that is frozen says, under the same ids.
 */
export const planWork =
  (ports: WorkPlanPorts) =>
  async ({ runId }: WorkPlanRequested): Promise<void> => {
    const { ledger, runs, reportQueue, report } = ports;
    const run = await ledger.run(runId);
    if (run?.status !== 'completed') return report.skipped('not-completed');
    if (run.workPlan) {
      // Whoever gave it out may have died before asking for the report; of all that is asked for twice, the same is made.
      await reportQueue.send([{ version: 1, runId }]);
      return report.skipped('planned-before');
    }
    const withdrawn = await withdrawWork(ports, await runs.withdrawn(runId), { runId, at: run.scheduledAt });
    const assignment =
      (await runs.assignment(runId)) ?? (await runs.freezeAssignment(await makeAssignment(run, ports)));
    const counts = run.counts && structuredClone(run.counts);
    const deferred: WorkPlan['deferred'] = {};
    for (const [, , waitsFor] of assignment.deferred) deferred[waitsFor] = (deferred[waitsFor] ?? 0) + 1;
    const handed = await handOut(assignment, run, ports, (piece) => counts && countDeferred(counts, piece));
    const { agents, missing, left, unknownManagers } = assignment;
    const plan: WorkPlan = {
      ...handed,
      ...{ given: assignment.given.length, deferred, waited: assignment.waited.length },
      ...{ agents, missing, left, unknownManagers, withdrawn },
    };
    await ledger.workPlanned(runId, plan, counts);
    await reportQueue.send([{ version: 1, runId }]);
    report.planned(runId, plan, counts);
  };
