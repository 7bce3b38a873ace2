import type { WorkItem } from '../../contracts/items/work.ts';
import type { WorkRequested } from '../../contracts/messages/work-requested.ts';
import type { Agent, Roster } from '../../contracts/roster.ts';

/** What an agent has on the list of a day. */
export type AgentList = {
  /** The agent. */
  agentId: string;
  /** Work on the list: its size is the load. */
  workIds: ReadonlySet<string>;
  /** The digest went out, or is about to: the list takes no more work. */
  closed: boolean;
};

/** Why an agent got a piece of work. */
export type AssignedBy = NonNullable<WorkItem['assignedBy']>;

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

/** Who gets what, and what has to wait. */
export type Assignments = { assigned: Assignment[]; waiting: WorkRequested[] };

/**
 * From this many pieces of work at once, loads in the same tenth of capacity count as equal and go to whoever got
 * something already: each agent that gets something costs a write, so 1,000 pieces for 500 agents with room for 250 cost
 * 1.05 writes a piece instead of 1.5. Below, every piece goes to the very least loaded.
 */
const many = 500;

/**
 * Gives open work of one day to agents, the greatest priority first: to whoever holds it already, else the owner of the
 * matter, else the customer's own manager, else the manager's deputy, else the least loaded agent of region and skill, else of the skill. Load is
 * relative to capacity; equal loads go by id (see {@link many}). Never above capacity, never on a closed list; what nobody can take waits.
 *
 * @param requests open work of one day, each workId once, in any order
 * @param lists all lists of that day
 * @param roster agents of the run
 */
export const assign = (
  requests: readonly WorkRequested[],
  lists: readonly AgentList[],
  roster: Roster,
): Assignments => {
  const holders = new Map<string, string>();
  for (const { agentId, workIds, closed } of [...lists].sort(byAgentId))
    if (!closed) for (const id of workIds) if (!holders.has(id)) holders.set(id, agentId);

  const desks = deskRoom(lists, roster, requests.length >= many);
  const result: Assignments = { assigned: [], waiting: [] };
  for (const request of [...requests].sort(byPriority)) {
    const holder = holders.get(request.workId);
    if (holder !== undefined) {
      const assignedBy = whyHeld(request, holder, desks.agent);
      result.assigned.push({ request, agentId: holder, assignedBy, reserved: true });
      continue;
    }
    const choice = choose(request, desks);
    if (choice) {
      desks.take(choice.agent);
      const { agent, assignedBy } = choice;
      result.assigned.push({ request, agentId: agent.agentId, assignedBy, reserved: false });
    } else result.waiting.push(request);
  }
  return result;
};

/** Order of work where capacity is short. Equal priorities go by id, so that every consumer sees the same order. */
const byPriority = (a: WorkRequested, b: WorkRequested): number =>
  b.priority - a.priority || (a.workId < b.workId ? -1 : 1);

const byAgentId = (a: { agentId: string }, b: { agentId: string }): number => (a.agentId < b.agentId ? -1 : 1);

type Desks = ReturnType<typeof deskRoom>;

/** The agents with what room they have left, kept up while work is given out. */
const deskRoom = (lists: readonly AgentList[], roster: Roster, coarse: boolean) => {
  const agents = new Map(roster.map((agent) => [agent.agentId, agent]));
  const loads = new Map(lists.map(({ agentId, workIds }) => [agentId, workIds.size]));
  const closed = new Set(lists.filter((list) => list.closed).map(({ agentId }) => agentId));
  const load = ({ agentId }: Agent) => loads.get(agentId) ?? 0;
  const hasRoom = (agent: Agent) => load(agent) < agent.capacity && !closed.has(agent.agentId);
  const filled = (agent: Agent) => load(agent) / agent.capacity;
  const given = new Set<string>();
  const goesBefore = (a: Agent, b: Agent): boolean => {
    if (!coarse) return filled(a) < filled(b);
    const tenths = Math.floor(10 * filled(a)) - Math.floor(10 * filled(b));
    return tenths < 0 || (tenths === 0 && given.has(a.agentId) && !given.has(b.agentId));
  };
  const pools = new Map<string, Agent[]>();
  return {
    agent: (agentId: string | null | undefined) => (agentId ? agents.get(agentId) : undefined),
    hasRoom,
    take(agent: Agent): void {
      loads.set(agent.agentId, load(agent) + 1);
      given.add(agent.agentId);
    },
    /** The least loaded agent with room among those that a rule allows; the rule's name keeps its pool. */
    leastLoaded(rule: string, allows: (agent: Agent) => boolean): Agent | undefined {
      const pool = pools.get(rule) ?? [...agents.values()].filter(allows).sort(byAgentId);
      pools.set(rule, pool);
      let best: Agent | undefined;
      for (const agent of pool) if (hasRoom(agent) && (!best || goesBefore(agent, best))) best = agent;
      return best;
    },
  };
};

const choose = (request: WorkRequested, desks: Desks): { agent: Agent; assignedBy: AssignedBy } | undefined => {
  const { ownerId, managerId, region, skill } = request;
  const owner = desks.agent(ownerId);
  if (owner && desks.hasRoom(owner)) return { agent: owner, assignedBy: 'owner' };
  const manager = desks.agent(managerId);
  if (manager && desks.hasRoom(manager)) return { agent: manager, assignedBy: 'manager' };
  const deputy = desks.agent(manager?.deputyId);
  if (deputy && desks.hasRoom(deputy)) return { agent: deputy, assignedBy: 'deputy' };
  const near = desks.leastLoaded(
    JSON.stringify([skill, region]),
    (agent) => agent.skills.includes(skill) && serves(agent, region),
  );
  if (near) return { agent: near, assignedBy: 'region-skill' };
  const skilled = desks.leastLoaded(skill, (agent) => agent.skills.includes(skill));
  return skilled && { agent: skilled, assignedBy: 'skill' };
};

/** An agent without regions serves all; a customer without a region can only be matched by skill. */
const serves = (agent: Agent, region: string | null): boolean =>
  region !== null && (agent.regions.length === 0 || agent.regions.includes(region));

/** Why the agent that already holds the work would have got it. */
const whyHeld = (request: WorkRequested, holder: string, agent: Desks['agent']): AssignedBy => {
  if (holder === request.ownerId) return 'owner';
  if (holder === request.managerId) return 'manager';
  if (holder === agent(request.managerId)?.deputyId) return 'deputy';
  const held = agent(holder);
  return held && serves(held, request.region) ? 'region-skill' : 'skill';
};
