import type { WorkRequested } from '../../contracts/messages/work-requested.ts';
import type { Agent, Roster } from '../../contracts/roster.ts';
import { deskOf, taskOf, wantsAgent } from './agent-fit.ts';
import { bestAssignment } from './best-assignment.ts';

/** What a day's work would come to for one agent, under two policies. */
export type AgentLoad = Pick<Agent, 'agentId' | 'regions' | 'capacity'> & {
  /** Pieces of work on the list of the day. */
  before: number;
  after: number;
};

/** How the work of a day would be given out, under two policies. */
export type Loads = {
  /** All agents of the roster, by id. */
  agents: AgentLoad[];
  /** Work that nobody has room for. */
  waiting: { before: number; after: number };
};

/** Nobody reads until when the work would wait. */
const nextDay = '';

/** Gives the work of two policies to the same agents, each as if the lists of the day were empty. */
export const agentLoads = (
  work: { before: readonly WorkRequested[]; after: readonly WorkRequested[] },
  roster: Roster,
): Loads => {
  const given = (requests: readonly WorkRequested[]) => {
    const tasks = requests.filter(wantsAgent).map(taskOf);
    const desks = roster.map((agent) => deskOf(agent));
    const { assigned, deferred } = bestAssignment(tasks, desks, nextDay);
    const loads = Map.groupBy(assigned, ({ agentId }) => agentId);
    return { of: (agentId: string): number => loads.get(agentId)?.length ?? 0, waiting: deferred.length };
  };
  const [before, after] = [given(work.before), given(work.after)];
  return {
    agents: [...roster]
      .sort((left, right) => (left.agentId < right.agentId ? -1 : 1))
      .map(({ agentId, regions, capacity }) => ({
        ...{ agentId, regions, capacity },
        before: before.of(agentId),
        after: after.of(agentId),
      })),
    waiting: { before: before.waiting, after: after.waiting },
  };
};
