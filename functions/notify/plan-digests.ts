import type { AgentDays } from '../../shared/aws/agent-days.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { MorningDigest } from '../../shared/contracts/messages/schedules.ts';
import { addDays, localDate } from '../../shared/domain/calendar.ts';
import type { RosterOf } from './rosters.ts';
import { lateDays } from './sweep.ts';

/** What the plan needs. */
export type DigestPlanPorts = {
  agentDays: AgentDays;
  queue: Queue<DigestRequested>;
  rosterOf: RosterOf;
  /** Operator's IANA time zone. */
  timeZone: string;
  report: {
    planned(counts: { lists: number; messages: number }): void;
    /** Lists whose agent the run's roster does not know: nobody can be told. */
    unreachable(agentIds: string[]): void;
  };
};

/**
 * Asks for the digest of every list with work that nobody has begun to send, or that no channel took: today's, and any left
 * from earlier days (a run that ended after the morning, a day without digests). A list is asked for again until its digest is
 * begun, so this may run as often as one likes.
 */
export const planDigests =
  ({ agentDays, queue, rosterOf, timeZone, report }: DigestPlanPorts) =>
  async ({ scheduledAt }: Pick<MorningDigest, 'scheduledAt'>): Promise<void> => {
    const today = localDate(scheduledAt, timeZone);
    const days = Array.from({ length: lateDays + 1 }, (_, ago) => addDays(today, -ago));
    const lists = (await Promise.all(days.map((day) => agentDays.openListsOf(day)))).flat();
    // Run ids sort by time: work that waited may lie on a list of last night's run, but agents change their addresses.
    const newest = lists.reduce((found, { runId }) => (runId > found ? runId : found), '');
    const messages: DigestRequested[] = [];
    const unreachable: string[] = [];
    for (const { agentId, day, runId: own } of lists) {
      const runId = (await knows(newest, agentId, rosterOf)) ? newest : own;
      if (runId === own && !(await knows(own, agentId, rosterOf))) unreachable.push(agentId);
      else messages.push({ version: 1, agentId, day, runId, requestedAt: scheduledAt });
    }
    await queue.send(messages);
    if (unreachable.length > 0) report.unreachable(unreachable);
    report.planned({ lists: lists.length, messages: messages.length });
  };

/** Whether the roster of a run knows an agent. */
const knows = async (runId: string, agentId: string, rosterOf: RosterOf): Promise<boolean> =>
  (await rosterOf(runId))?.some((one) => one.agentId === agentId) ?? false;
