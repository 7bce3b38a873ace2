import type { AssignedBy, Shortage } from '../../contracts/items/work.ts';
import type { WorkRequested } from '../../contracts/messages/work-requested.ts';
import type { Agent } from '../../contracts/roster.ts';
import { ungraded } from '../decide/run-counts.ts';

/** One piece of work that wants an agent. */
export type Task = {
  /** Names it; once in a night. */
  workId: string;
  /** Higher goes first where room is short. */
  priority: number;
  /** Skill asked of the agent. */
  skill: string;
  /** Region, language and value tier of the customer; null where not known. */
  region: string | null;
  language: string | null;
  tier: string | null;
  /** Agent that took the matter first and owns it to the end (首问负责制), or null. */
  ownerId: string | null;
  /** Account manager of the customer, or null. */
  managerId: string | null;
  /** Agent that had the customer last, or null: of agents who fit alike, this one gets the work. */
  previousId: string | null;
};

/** An agent as assignment sees one. An empty list means all of them. */
export type Desk = {
  agentId: string;
  /** Most work of a day. */
  capacity: number;
  /** Work that the agent has for the day already. */
  load: number;
  /** No more work today: the digest went out. */
  closed: boolean;
  skills: readonly string[];
  regions: readonly string[];
  languages: readonly string[];
  tiers: readonly string[];
  /** Who stands in, an agentId, or null. */
  deputyId: string | null;
};

/** Why an agent gets a piece of work, the best first. */
export const fits = ['owner', 'manager', 'deputy', 'region-skill', 'skill'] as const satisfies readonly AssignedBy[];

/** Languages are written in either case. */
const spoken = (language: string): string => language.toLowerCase();

/** Whether somebody has to do it: a message goes out by itself. */
export const wantsAgent = ({ channel }: Pick<WorkRequested, 'channel'>): boolean => channel !== 'message';

/** What assignment reads of a request. */
export type Asked = Pick<
  WorkRequested,
  'workId' | 'priority' | 'skill' | 'region' | 'language' | 'tier' | 'ownerId' | 'managerId'
>;

/** What a piece of work asks of an agent. */
export const taskOf = (request: Asked): Task => ({
  workId: request.workId,
  priority: request.priority,
  skill: request.skill,
  region: request.region,
  language: request.language === undefined ? null : spoken(request.language),
  // Who is not graded is served by everybody.
  tier: request.tier === ungraded ? null : request.tier,
  ownerId: request.ownerId ?? null,
  managerId: request.managerId,
  previousId: null,
});

/** An agent on a day. @param list what lies on the agent's list of that day already */
export const deskOf = (agent: Agent, list: { load: number; closed: boolean } = { load: 0, closed: false }): Desk => ({
  agentId: agent.agentId,
  capacity: agent.capacity,
  ...list,
  skills: agent.skills,
  regions: agent.regions,
  languages: agent.languages.map(spoken),
  tiers: agent.tiersServed,
  deputyId: agent.deputyId,
});

const allows = (list: readonly string[], word: string | null): boolean =>
  word === null || list.length === 0 || list.includes(word);

type Wanted = Pick<Task, 'skill' | 'region' | 'language' | 'tier'>;

/** How an agent of the pool fits, or undefined where not at all: skill, language and tier must fit, the region may. */
export const poolFit = (task: Wanted, desk: Desk): 'region-skill' | 'skill' | undefined => {
  if (!desk.skills.includes(task.skill)) return undefined;
  if (!allows(desk.languages, task.language) || !allows(desk.tiers, task.tier)) return undefined;
  return task.region !== null && allows(desk.regions, task.region) ? 'region-skill' : 'skill';
};

/** The agents that a task names itself, with how each fits; whoever is named first counts. Skills do not matter here. */
export const namedFits = (
  { ownerId, managerId }: Pick<Task, 'ownerId' | 'managerId'>,
  desks: ReadonlyMap<string, Desk>,
): Map<string, AssignedBy> => {
  const found = new Map<string, AssignedBy>();
  const add = (agentId: string | null | undefined, fit: AssignedBy): void => {
    if (agentId && desks.has(agentId) && !found.has(agentId)) found.set(agentId, fit);
  };
  add(ownerId, 'owner');
  add(managerId, 'manager');
  add(desks.get(managerId ?? '')?.deputyId, 'deputy');
  return found;
};

/** What a task of the pool waits for: the first of skill, language and tier that nobody has beside those before it, or room. */
export const shortageOf = (task: Wanted, desks: readonly Desk[]): Shortage => {
  const skilled = desks.filter(({ skills }) => skills.includes(task.skill));
  if (skilled.length === 0) return 'skill';
  const speaking = skilled.filter(({ languages }) => allows(languages, task.language));
  if (speaking.length === 0) return 'language';
  return speaking.some(({ tiers }) => allows(tiers, task.tier)) ? 'room' : 'tier';
};
