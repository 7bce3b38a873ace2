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
export const fits = ['owner', 'manager', 'deputy', 'region-skill', 'skill'] as const;
/** Why an agent gets a piece of work. */
export type Fit = (typeof fits)[number];

const allows = (list: readonly string[], word: string | null): boolean =>
  word === null || list.length === 0 || list.includes(word);

/** How an agent of the pool fits, or undefined where not at all: skill, language and tier must fit, the region may. */
export const poolFit = (task: Task, desk: Desk): Fit | undefined => {
  if (!desk.skills.includes(task.skill)) return undefined;
  if (!allows(desk.languages, task.language) || !allows(desk.tiers, task.tier)) return undefined;
  return task.region !== null && allows(desk.regions, task.region) ? 'region-skill' : 'skill';
};

/** The agents that a task names itself, with how each fits; whoever is named first counts. Skills do not matter here. */
export const namedFits = (task: Task, desks: ReadonlyMap<string, Desk>): Map<string, Fit> => {
  const found = new Map<string, Fit>();
  const add = (agentId: string | null | undefined, fit: Fit): void => {
    if (agentId && desks.has(agentId) && !found.has(agentId)) found.set(agentId, fit);
  };
  add(task.ownerId, 'owner');
  add(task.managerId, 'manager');
  add(desks.get(task.managerId ?? '')?.deputyId, 'deputy');
  return found;
};
