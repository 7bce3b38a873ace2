import type { AgentDays } from '../../shared/aws/agent-days.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { AgentDay } from '../../shared/contracts/items/work.ts';
import type { DigestRequested } from '../../shared/contracts/messages/digest-requested.ts';
import type { MorningDigest } from '../../shared/contracts/messages/schedules.ts';
import type { DigestPolicy } from '../../shared/contracts/policy/digest.ts';
import type { Agent } from '../../shared/contracts/roster.ts';
import { addDays, localDate } from '../../shared/domain/calendar.ts';
import { dayPhase, isUrgent } from '../../shared/domain/digest/morning.ts';
import type { RosterOf } from './rosters.ts';
import { lateDays } from './sweep.ts';

/** What the plan needs. */
export type DigestPlanPorts = {
  agentDays: AgentDays;
  queue: Queue<DigestRequested>;
  rosterOf: RosterOf;
  work: Pick<WorkTable, 'get'>;
  policy: DigestPolicy;
  /** Operator's IANA time zone. */
  timeZone: string;
  /** The operator's hour of digests, local: `08:30`. */
  digestAt: string;
  report: {
    planned(counts: { lists: number; messages: number; early: number }): void;
    /** Lists whose agent the run's roster does not know: nobody can be told. */
    unreachable(agentIds: string[]): void;
  };
};

/**
 * Asks for the digest of every list with work that nobody has begun to send, or that no channel took, once its agent's morning
 * has come: today's lists, and any left from earlier days (a run that ended after the morning, a day without digests). Urgent
 * work does not wait for it. A list is asked for again until its digest is begun, so this may run as often as one likes. Of a list that
 * went out, what has changed since is told in the same way.
 */
export const planDigests =
  (ports: DigestPlanPorts) =>
  async ({ scheduledAt }: Pick<MorningDigest, 'scheduledAt'>): Promise<void> => {
    const { agentDays, queue, timeZone, report } = ports;
    const today = localDate(scheduledAt, timeZone);
    const days = Array.from({ length: lateDays + 1 }, (_, ago) => addDays(today, -ago));
    const lists = (await Promise.all(days.map((day) => agentDays.openListsOf(day)))).flat();
    // Run ids sort by time: work that waited may lie on a list of last night's run, but agents change their addresses.
    const newest = lists.reduce((found, { runId }) => (runId > found ? runId : found), '');
    const messages: DigestRequested[] = [];
    const unreachable: string[] = [];
    let early = 0;
    for (const list of lists) {
      const { agentId, day } = list;
      const known = (await knownBy(ports, newest, agentId)) ?? (await knownBy(ports, list.runId, agentId));
      const isNews = list.closedAt !== null && list.undeliveredAt === null;
      // Whoever has left need not hear what became of an old list.
      if (!known && isNews) continue;
      if (!known) unreachable.push(agentId);
      else if (await isTime(ports, list, known.agent, scheduledAt))
        messages.push({
          ...{ version: 1, agentId, day, runId: known.runId, requestedAt: scheduledAt },
          ...(isNews && { news: true }),
        });
      else early++;
    }
    await queue.send(messages);
    if (unreachable.length > 0) report.unreachable(unreachable);
    report.planned({ lists: lists.length, messages: messages.length, early });
  };

/** The agent by the roster of a run; undefined where it does not know the agent. */
const knownBy = async (
  { rosterOf }: DigestPlanPorts,
  runId: string,
  agentId: string,
): Promise<{ runId: string; agent: Agent } | undefined> => {
  const agent = (await rosterOf(runId))?.find((one) => one.agentId === agentId);
  return agent && { runId, agent };
};

/** Whether a list goes out now; work is read only of lists whose agent's morning is still to come. */
const isTime = async (
  { work, policy, timeZone, digestAt }: DigestPlanPorts,
  list: AgentDay,
  agent: Agent,
  scheduledAt: string,
): Promise<boolean> => {
  const phase = dayPhase(agent, scheduledAt, { policy, timeZone, digestAt });
  if (phase !== 'early') return phase === 'day';
  const items = await work.get([...(list.closedAt === null ? list.workIds : list.added)]);
  return [...items.values()].some((item) => isUrgent(item, scheduledAt, policy));
};
