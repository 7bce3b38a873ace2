import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { DueSweep } from '../../shared/contracts/messages/schedules.ts';
import type { WorkKind } from '../../shared/contracts/messages/work-requested.ts';
import type { WorkSent } from '../../shared/contracts/messages/work-sent.ts';
import { addDays, instantAt, localDate } from '../../shared/domain/calendar.ts';
import { isUrgent } from '../../shared/domain/digest/morning.ts';
import { dueShardsOf, isSettled } from '../../shared/domain/work/assign-days.ts';
import { requestAgain } from '../../shared/domain/work/request-again.ts';
import { type LateCounts, type LatePorts, lookAfterLate } from './late-work.ts';
import type { RosterOf } from './rosters.ts';

/** What the sweep needs. */
export type SweepPorts = LatePorts & {
  ledger: Pick<Ledger, 'runs'>;
  rosterOf: RosterOf;
  /**
   * Local hour from which waiting work is given out even if no plan of a night has taken it along: late enough for the
   * night's run, early enough for the morning's digest.
   */
  waitingFromHour: number;
  /** The queue of each kind of work. */
  queues: Record<WorkKind, Queue<WorkSent>>;
  report: {
    swept(counts: { askedAgain: number; runsOverdue: number } & LateCounts): void;
  };
};

/** No work comes later than this: SQS keeps a message for at most 14 days. */
export const lateDays = 14;
/** Parts of the index read at once. */
const parallel = 8;
/** Runs that are looked at: nobody waits for older ones. */
const newestRuns = 10;
/** A night's run takes minutes to an hour; after 6 hours the agents' morning is at stake. */
const overdueAfter = 6 * 3_600_000;

/**
 * Looks after late work, asks again for waiting work whose day has come, and counts runs that should be done. The plan of the
 * night takes waiting work along, so that it does not fill the lists before the night's more urgent work: until that is made, or
 * it is late, waiting work is left alone. What is urgent does not wait for the next list. Work is asked for again until somebody
 * settles it, so a sweep that dies half-way, or comes twice, changes nothing.
 */
export const sweep =
  ({ ledger, queues, rosterOf, waitingFromHour, report, ...late }: SweepPorts) =>
  async ({ scheduledAt }: Pick<DueSweep, 'scheduledAt'>): Promise<void> => {
    const { work, timeZone } = late;
    const today = localDate(scheduledAt, timeZone);
    const runs = await ledger.runs(newestRuns);
    // Agents come and go: work that waited goes by the newest roster, not by that of the night that asked.
    const newest = runs.find(({ status }) => status === 'completed')?.runId;

    // First what is late: what moves on is asked for again at once.
    const now = new Date(scheduledAt).toISOString();
    const counts = await lookAfterLate(late, now, newest === undefined ? undefined : await rosterOf(newest));

    let askedAgain = 0;
    const isPlanned = runs.some((run) => run.workPlan && localDate(run.scheduledAt, timeZone) === today);
    const isTime = isPlanned || now >= new Date(instantAt(today, waitingFromHour, timeZone)).toISOString();
    const days = isTime ? Array.from({ length: lateDays + 1 }, (_, ago) => addDays(today, -ago)) : [];
    await inParallel(parallel, days.flatMap(dueShardsOf), async (dueShard) => {
      const items = await work.get(await work.due(dueShard));
      const due = [...items.values()].filter((item) => !isSettled(item, today));
      const again = due.map((item): WorkSent => {
        const request = requestAgain(item, today, newest ?? item.runId);
        return isUrgent(item, scheduledAt, late.digest) ? { ...request, urgent: true } : request;
      });
      const byKind = Map.groupBy(again, ({ kind }) => kind);
      for (const [kind, requests] of byKind) await queues[kind].send(requests);
      askedAgain += again.length;
    });

    const age = (run: { scheduledAt: string }) => Date.parse(scheduledAt) - Date.parse(run.scheduledAt);
    const runsOverdue = runs.filter((run) => run.status === 'running' && age(run) > overdueAfter).length;
    report.swept({ askedAgain, runsOverdue, ...counts });
  };
