import type { AssignedBy, WaitsFor } from '../../contracts/items/work.ts';
import type { WorkRequested } from '../../contracts/messages/work-requested.ts';
import type { WorkSent } from '../../contracts/messages/work-sent.ts';
import type { Roster } from '../../contracts/roster.ts';
import { type Desk, deskOf, namedFits, poolFit, type Task, taskOf } from './agent-fit.ts';

/** What an agent has on the list of a day. */
export type AgentList = {
  /** The agent. */
  agentId: string;
  /** Work on the list: its size is the load. */
  workIds: ReadonlySet<string>;
  /** The digest went out, or is about to: the list takes no more work but what is urgent. */
  closed: boolean;
  /** Urgent work that was put on it since. */
  added?: ReadonlySet<string>;
};

/** One piece of work and who should get it. */
export type Assignment = {
  /** The work. */
  request: WorkRequested;
  /** Who. */
  agentId: string;
  /** Why. */
  assignedBy: AssignedBy;
  /** It is on the agent's list already: somebody reserved the place and did not come to write the item. */
  reserved: boolean;
};

/** One piece of work that has to wait. */
export type Waiting = {
  /** The work. */
  request: WorkRequested;
  /** Day that it waits for. */
  until: string;
  /** What there was too little of, where the plan of the night said so. */
  waitsFor: WaitsFor | undefined;
};

/** Who gets what, and what has to wait. */
export type Assignments = { assigned: Assignment[]; waiting: Waiting[] };

/**
 * From this many pieces of work at once, loads in the same tenth of capacity count as equal and go to whoever got
 * something already: each agent that gets something costs a write, so 1,000 pieces for 500 agents with room for 250 cost
 * 1.05 writes a piece instead of 1.5. Below, every piece goes to the very least loaded.
 */
const many = 500;

const nothing: ReadonlySet<string> = new Set();

/**
 * Puts open work of one day where it belongs: with whoever holds it already; else where the plan of the night says, as long as
 * that agent has room. Work that no plan knows, or whose agent has no room any more, is given out one by one, the greatest
 * priority first: to the owner of the matter, else the customer's own manager, else the manager's deputy, else the least loaded
 * agent of region and skill, else of the skill. Load is relative to capacity; equal loads go by id (see {@link many}). Never
 * above capacity; on a closed list only what is urgent; what nobody can take waits.
 *
 * @param requests open work of one day, each workId once, in any order
 * @param lists all lists of that day
 * @param roster agents of the run
 * @param nextDay for whose lists left over work waits
 */
export const assign = (
  requests: readonly WorkSent[],
  lists: readonly AgentList[],
  roster: Roster,
  nextDay: string,
): Assignments => {
  const holders = new Map<string, string>();
  for (const { agentId, workIds, closed, added = nothing } of [...lists].sort(byAgentId))
    for (const id of closed ? added : workIds) if (!holders.has(id)) holders.set(id, agentId);

  const room = deskRoom(lists, roster, requests.length >= many);
  const result: Assignments = { assigned: [], waiting: [] };
  const give = (request: WorkRequested, agentId: string, assignedBy: AssignedBy, reserved: boolean): void => {
    result.assigned.push({ request, agentId, assignedBy, reserved });
  };
  const unplanned: { request: WorkRequested; urgent: boolean }[] = [];
  for (const { placement, urgent = false, ...request } of [...requests].sort(byPriority)) {
    const holder = holders.get(request.workId);
    if (holder !== undefined) give(request, holder, whyHeld(taskOf(request), holder, room.desks), true);
    else if (placement && 'until' in placement) result.waiting.push({ request, ...placement });
    else if (placement && room.take(placement.agentId, false))
      give(request, placement.agentId, placement.assignedBy, false);
    else unplanned.push({ request, urgent });
  }
  for (const { request, urgent } of unplanned) {
    const choice = choose(taskOf(request), room, urgent);
    if (choice && room.take(choice.agentId, urgent)) give(request, choice.agentId, choice.assignedBy, false);
    else result.waiting.push({ request, until: nextDay, waitsFor: undefined });
  }
  return result;
};

/** Order of work where capacity is short. Equal priorities go by id, so that every consumer sees the same order. */
const byPriority = (a: WorkRequested, b: WorkRequested): number =>
  b.priority - a.priority || (a.workId < b.workId ? -1 : 1);

const byAgentId = (a: { agentId: string }, b: { agentId: string }): number => (a.agentId < b.agentId ? -1 : 1);

type Room = ReturnType<typeof deskRoom>;

/** The agents with what room they have left, kept up while work is given out. */
const deskRoom = (lists: readonly AgentList[], roster: Roster, coarse: boolean) => {
  const closed = new Set(lists.filter((list) => list.closed).map(({ agentId }) => agentId));
  const loads = new Map(lists.map(({ agentId, workIds }) => [agentId, workIds.size]));
  const desks = new Map(
    roster.map((agent) => {
      const list = { load: loads.get(agent.agentId) ?? 0, closed: closed.has(agent.agentId) };
      return [agent.agentId, deskOf(agent, list)];
    }),
  );
  const load = ({ agentId }: Desk) => loads.get(agentId) ?? 0;
  const hasRoom = (desk: Desk, urgent: boolean) => load(desk) < desk.capacity && (urgent || !desk.closed);
  const filled = (desk: Desk) => load(desk) / desk.capacity;
  const given = new Set<string>();
  const goesBefore = (a: Desk, b: Desk): boolean => {
    if (!coarse) return filled(a) < filled(b);
    const tenths = Math.floor(10 * filled(a)) - Math.floor(10 * filled(b));
    return tenths < 0 || (tenths === 0 && given.has(a.agentId) && !given.has(b.agentId));
  };
  const pools = new Map<string, { near: Desk[]; others: Desk[] }>();
  return {
    desks,
    hasRoom,
    /** Takes a place of an agent's; false where there is none. */
    take(agentId: string, urgent: boolean): boolean {
      const desk = desks.get(agentId);
      if (!desk || !hasRoom(desk, urgent)) return false;
      loads.set(agentId, load(desk) + 1);
      given.add(agentId);
      return true;
    },
    /** Agents who can do such work, those of the region apart. */
    poolOf({ skill, region, language, tier }: Task) {
      const key = JSON.stringify([skill, region, language, tier]);
      const known = pools.get(key);
      if (known) return known;
      const wanted = { skill, region, language, tier };
      const of = (fit: string) => [...desks.values()].filter((desk) => poolFit(wanted, desk) === fit).sort(byAgentId);
      const pool = { near: of('region-skill'), others: of('skill') };
      pools.set(key, pool);
      return pool;
    },
    /** The least loaded with room. */
    leastLoaded(pool: readonly Desk[], urgent: boolean): Desk | undefined {
      let best: Desk | undefined;
      for (const desk of pool) if (hasRoom(desk, urgent) && (!best || goesBefore(desk, best))) best = desk;
      return best;
    },
  };
};

const choose = (task: Task, room: Room, urgent: boolean): { agentId: string; assignedBy: AssignedBy } | undefined => {
  for (const [agentId, assignedBy] of namedFits(task, room.desks))
    if (room.hasRoom(room.desks.get(agentId) as Desk, urgent)) return { agentId, assignedBy };
  const { near, others } = room.poolOf(task);
  const nearest = room.leastLoaded(near, urgent);
  if (nearest) return { agentId: nearest.agentId, assignedBy: 'region-skill' };
  const skilled = room.leastLoaded(others, urgent);
  return skilled && { agentId: skilled.agentId, assignedBy: 'skill' };
};

/** Why the agent that already holds the work would have got it. */
const whyHeld = (task: Task, holder: string, desks: ReadonlyMap<string, Desk>): AssignedBy => {
  const desk = desks.get(holder);
  return namedFits(task, desks).get(holder) ?? (desk && poolFit(task, desk)) ?? 'skill';
};
