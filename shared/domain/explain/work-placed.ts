import type { AssignedBy, WaitsFor } from '../../contracts/items/work.ts';
import type { WorkRequested } from '../../contracts/messages/work-requested.ts';
import type { Roster } from '../../contracts/roster.ts';
import type { PausedWork, RunAssignment } from '../../contracts/run-work.ts';
import { deskOf, namedFits, poolFit, taskOf } from '../work/agent-fit.ts';

/** An agent who could have done a piece of work, and had no room for it. */
export type FullAgent = {
  agentId: string;
  /** Pieces that the night gave the agent. */
  given: number;
  /** Most work of a day. */
  capacity: number;
};

/** Where a night put a piece of work, or why nowhere. */
export type WorkPlaced =
  | { agentId: string; assignedBy: AssignedBy }
  | {
      /** Day that it waits for. */
      until: string;
      /** What there was too little of. */
      waitsFor: WaitsFor;
      /** Whoever could have done it, the fullest first; empty where it did not wait for room. */
      full: FullAgent[];
      /** What keeps the customer from being contacted; null where it waits for an agent. */
      paused: PausedWork | null;
    };

/**
 * Where the night put a piece of work.
 *
 * @param paused what the night says of customers who may not be contacted
 * @param request what was asked of an agent; undefined where it is not known any more
 * @returns null where the night gave out no such work
 */
export const workPlaced = (
  workId: string,
  { given, deferred }: Pick<RunAssignment, 'given' | 'deferred'>,
  paused: readonly PausedWork[],
  request: WorkRequested | undefined,
  roster: Roster,
): WorkPlaced | null => {
  const place = given.find(([id]) => id === workId);
  if (place) return { agentId: place[1], assignedBy: place[2] };
  const wait = deferred.find(([id]) => id === workId);
  if (!wait) return null;
  const [, until, waitsFor] = wait;
  const loads = Map.groupBy(given, ([, agentId]) => agentId);
  const full = ({ agentId, capacity }: Roster[number]): FullAgent => ({
    ...{ agentId, capacity },
    given: loads.get(agentId)?.length ?? 0,
  });
  return {
    ...{ until, waitsFor, paused: paused.find((one) => one.workId === workId) ?? null },
    full:
      waitsFor === 'room' && request
        ? ableOf(request, roster)
            .map(full)
            .sort((one, other) => other.given - one.given || (one.agentId < other.agentId ? -1 : 1))
        : [],
  };
};

/** Agents who could do a piece of work. */
const ableOf = (request: WorkRequested, roster: Roster): Roster => {
  const task = taskOf(request);
  const desks = new Map(roster.map((agent) => [agent.agentId, deskOf(agent)]));
  const named = namedFits(task, desks);
  return roster.filter(({ agentId }) => {
    const desk = desks.get(agentId);
    return named.has(agentId) || (desk !== undefined && poolFit(task, desk) !== undefined);
  });
};
