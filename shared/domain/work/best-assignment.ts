import type { AssignedBy as Fit, Shortage } from '../../contracts/items/work.ts';
import { type Desk, fits, namedFits, poolFit, shortageOf, type Task } from './agent-fit.ts';
import { flowNetwork } from './min-cost-flow.ts';

/** Who gets what, and what has to wait until when. */
export type BestAssignment = {
  assigned: { task: Task; agentId: string; fit: Fit }[];
  /** Left over for want of room or of anybody fitting, the most urgent first. */
  deferred: { task: Task; until: string; waitsFor: Shortage }[];
};

/** Loads within a twentieth of an agent's capacity count as equal; finer steps cost time and nobody sees them. */
const loadSteps = 20;
/** What a customer who stays with the agent of the last time is worth: less than one step of load, so that it decides between equals. */
const keptWorth = 1;
/** Cost of a step of load. */
const stepCost = 2 * keptWorth;
/** Costs more than any difference of loads, so that a better fit goes before an evener list. */
const fitCost = loadSteps * stepCost;

/** An agent whom tasks name, or who had their customers last. */
type Named = { agentId: string; fit: Fit; cost: number };
/** Tasks that name the same agents, had the same one last, and want the same of the pool: they differ in priority only. */
type TaskClass = { tasks: Task[]; named: Named[]; want: number; waitsFor: Shortage };
/** What tasks want of the pool, and the groups of agents that fit. */
type Want = Map<number, Fit>;

const byPriority = (a: Task, b: Task): number => b.priority - a.priority || (a.workId < b.workId ? -1 : 1);
const roomOf = ({ capacity, load, closed }: Pick<Desk, 'capacity' | 'load' | 'closed'>): number =>
  closed ? 0 : Math.max(0, capacity - load);
const byAgentId = (a: Desk, b: Desk): number => (a.agentId < b.agentId ? -1 : 1);

/** Agents of equal skills, regions, languages and tiers, by group. */
const poolsOf = (desks: readonly Desk[]): Desk[][] => {
  const key = ({ skills, regions, languages, tiers }: Desk) =>
    JSON.stringify([skills, regions, languages, tiers].map((list) => [...list].sort()));
  return [...Map.groupBy(desks, key).values()];
};

const namedOf = (task: Task, desks: ReadonlyMap<string, Desk>): Named[] => {
  const { previousId } = task;
  const found = namedFits(task, desks);
  const previous = desks.get(previousId ?? '');
  const fit = previous && poolFit(task, previous);
  if (fit && !found.has(previous.agentId)) found.set(previous.agentId, fit);
  return [...found].map(([agentId, why]) => ({
    agentId,
    fit: why,
    cost: Math.max(0, fits.indexOf(why) * fitCost - (agentId === previousId ? keptWorth : 0)),
  }));
};

const classesOf = (tasks: readonly Task[], desks: ReadonlyMap<string, Desk>, pools: readonly Desk[][]) => {
  const wants: Want[] = [];
  const wantOf = new Map<string, number>();
  const wantKey = ({ skill, region, language, tier }: Task) => JSON.stringify([skill, region, language, tier]);
  const classKey = (task: Task) => JSON.stringify([wantKey(task), task.ownerId, task.managerId, task.previousId]);
  const classes = [...Map.groupBy(tasks, classKey).values()].map((alike): TaskClass => {
    const [first] = alike as [Task];
    const key = wantKey(first);
    const fitting = () =>
      pools.flatMap(([desk], pool) => {
        const fit = desk && poolFit(first, desk);
        return fit ? [[pool, fit] as const] : [];
      });
    const want = wantOf.get(key) ?? wants.push(new Map(fitting())) - 1;
    wantOf.set(key, want);
    const named = namedOf(first, desks);
    const isLeftOver = named.length === 0 && wants[want]?.size === 0;
    return { tasks: alike, named, want, waitsFor: isLeftOver ? shortageOf(first, [...desks.values()]) : 'room' };
  });
  return { classes, wants };
};

/**
 * Classes -> (the agents that they name | wants -> groups of agents -> agents) -> the day's end; built alike each time.
 * Wants stand between classes and groups, because nearly every customer with a manager is a class of its own.
 */
const networkOf = ({ classes, wants }: Sorts, pools: readonly Desk[][], desks: readonly Desk[]) => {
  const source = 0;
  const classNode = (index: number) => 1 + index;
  const wantNode = (index: number) => classNode(classes.length + index);
  const poolNode = (index: number) => wantNode(wants.length + index);
  const deskNode = (index: number) => poolNode(pools.length + index);
  const sink = deskNode(desks.length);
  const network = flowNetwork(sink + 1);
  const places = new Map(desks.map(({ agentId }, index) => [agentId, index]));
  const placeOf = (agentId: string): number => deskNode(places.get(agentId) as number);
  const cost = (fit: Fit): number => fits.indexOf(fit) * fitCost;
  const { addArc } = network;

  const supply = classes.map(({ tasks }, index) => addArc(source, classNode(index), tasks.length, 0));
  const named = classes.map(({ tasks, named: agents }, index) =>
    agents.map(({ agentId, fit, cost: own }) => {
      const arc = addArc(classNode(index), placeOf(agentId), tasks.length, own);
      return { agentId, fit, arc };
    }),
  );
  const unnamed = classes.map(({ tasks, want }, index) => addArc(classNode(index), wantNode(want), tasks.length, 0));
  const poolRoom = (pool: number) => (pools[pool] ?? []).reduce((sum, { capacity }) => sum + capacity, 0);
  const pooled = wants.map((want, index) =>
    [...want].map(([pool, fit]) => {
      const arc = addArc(wantNode(index), poolNode(pool), poolRoom(pool), cost(fit));
      return { pool, fit, arc };
    }),
  );
  const within = pools.map((pool, index) =>
    pool.map(({ agentId, capacity }) => ({ agentId, arc: addArc(poolNode(index), placeOf(agentId), capacity, 0) })),
  );
  for (const [index, { capacity, load, closed }] of desks.entries()) {
    const steps = Array.from({ length: roomOf({ capacity, load, closed }) }, (_, one) =>
      Math.floor((loadSteps * (load + one)) / capacity),
    );
    for (const [step, units] of Map.groupBy(steps, (found) => found))
      addArc(deskNode(index), sink, units.length, step * stepCost);
  }
  return { network, source, sink, supply, named, unnamed, pooled, within, classNode };
};

type Sorts = ReturnType<typeof classesOf>;

/**
 * How much of each class can be done: by priority, each task if room can be made for it without taking
 * it from one before it. Sets of tasks that can be done together are a transversal matroid, so this greedy choice is the
 * best one: no other has a higher priority in any place (Edmonds and Fulkerson 1965).
 */
const chosen = (sorts: Sorts, pools: readonly Desk[][], desks: readonly Desk[]): number[] => {
  const { network, sink, classNode } = networkOf(sorts, pools, desks);
  const counts = sorts.classes.map(() => 0);
  const order = sorts.classes
    .flatMap(({ tasks }, index) => tasks.map((task) => ({ task, index })))
    .sort((a, b) => byPriority(a.task, b.task));
  for (const { index } of order)
    if (network.sendOne(classNode(index), sink)) counts[index] = (counts[index] as number) + 1;
  return counts;
};

/**
 * Gives the tasks of a day to agents, as well as can be: first as many as possible and of them the most urgent; then
 * the best fits (owner, own manager, deputy, region and skill, skill alone); then even loads, relative to capacity; between
 * equals, whoever had the customer last. A minimum-cost flow over classes of tasks and groups of agents, so that its cost grows with their variety, not their number.
 * The same tasks and agents give the same answer in whatever order they come.
 *
 * @param tasks work without a place, each once
 * @param given agents of the day
 * @param until date of the next day, for what is left over
 */
export const bestAssignment = (tasks: readonly Task[], given: readonly Desk[], until: string): BestAssignment => {
  const desks = [...given].sort(byAgentId);
  const pools = poolsOf(desks);
  const byId = new Map(desks.map((desk) => [desk.agentId, desk]));
  const sorts = classesOf([...tasks].sort(byPriority), byId, pools);
  const counts = chosen(sorts, pools, desks);
  const plan = networkOf(sorts, pools, desks);
  for (const [index, arc] of plan.supply.entries()) plan.network.setRoom(arc, counts[index] as number);
  plan.network.fill(plan.source, plan.sink);
  const result = readPlan(plan, sorts, until);
  result.assigned.sort((a, b) => byPriority(a.task, b.task));
  result.deferred.sort((a, b) => byPriority(a.task, b.task));
  return result;
};

/** Gives out a list from its beginning, so many at a time. */
const dealer = <Item>(list: readonly Item[]): ((count: number) => Item[]) => {
  let at = 0;
  return (count) => {
    at += count;
    return list.slice(at - count, at);
  };
};

/** Who goes where by the flow: in each class and want the most urgent get the best fits. */
const readPlan = (
  { network, named, unnamed, pooled, within }: ReturnType<typeof networkOf>,
  { classes, wants }: Sorts,
  until: string,
): BestAssignment => {
  const result: BestAssignment = { assigned: [], deferred: [] };
  const wanting: Task[][] = wants.map(() => []);
  for (const [index, { tasks, want, waitsFor }] of classes.entries()) {
    const deal = dealer(tasks);
    for (const { agentId, fit, arc } of named[index] ?? [])
      for (const task of deal(network.flowOn(arc))) result.assigned.push({ task, agentId, fit });
    wanting[want]?.push(...deal(network.flowOn(unnamed[index] as number)));
    for (const task of deal(tasks.length)) result.deferred.push({ task, until, waitsFor });
  }
  const queues: { task: Task; fit: Fit }[][] = within.map(() => []);
  for (const [index, tasks] of wanting.entries()) {
    const deal = dealer(tasks.sort(byPriority));
    const byFit = [...(pooled[index] ?? [])].sort((a, b) => fits.indexOf(a.fit) - fits.indexOf(b.fit));
    for (const { pool, fit, arc } of byFit)
      for (const task of deal(network.flowOn(arc))) queues[pool]?.push({ task, fit });
  }
  for (const [pool, agents] of within.entries()) {
    const deal = dealer(queues[pool] ?? []);
    for (const { agentId, arc } of agents)
      for (const { task, fit } of deal(network.flowOn(arc))) result.assigned.push({ task, agentId, fit });
  }
  return result;
};
