import type { AgentDays } from '../../shared/aws/agent-days.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { AgentDay, WorkItem } from '../../shared/contracts/items/work.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { WorkSent } from '../../shared/contracts/messages/work-sent.ts';
import { addDays } from '../../shared/domain/calendar.ts';
import { type Assignment, type Assignments, assign } from '../../shared/domain/work/assign.ts';
import { dueShardOf, isSettled, lateShardOf } from '../../shared/domain/work/assign-days.ts';
import type { ListDay } from '../../shared/domain/work/list-days.ts';
import { isAskedAgain } from '../../shared/domain/work/withdraw.ts';
import type { RosterOf } from './rosters.ts';

/** What assignment needs. */
export type AssignPorts = {
  work: WorkTable;
  agentDays: AgentDays;
  rosterOf: RosterOf;
  /** Days for whose lists left over work waits. */
  listDay: ListDay;
  report: AssignReport;
};

/** What an operator hears of it: counts, never whom it is about. */
export type AssignReport = {
  settled(counts: { assigned: number; waiting: number }): void;
  noRoster(runId: string): void;
  failed(error: unknown, items: number): void;
};

/** Lists fill up while others assign too; a refused place is chosen anew, a few times, then the queue tries again. */
const rounds = 4;
/** Writes under way at once: 32 a function, so that 10 functions at work stay below a new table's burst. */
const parallel = 32;

/**
 * Settles work of one day and run. Answers the ids that could not be settled now.
 *
 * The order of writes is the protocol (docs/adr/005): a place on a list first, then the item, only then work is taken off
 * other lists. A death between two writes leaves a place without an item, which the retry finds and fills.
 */
export const settleDay = async (ports: AssignPorts, requests: readonly WorkSent[]): Promise<Set<string>> => {
  const [first] = requests;
  if (!first) return new Set();
  const { day, runId } = first;
  const roster = await ports.rosterOf(runId);
  if (!roster) ports.report.noRoster(runId);

  const failed = new Set<string>();
  let open = [...requests];
  for (let round = 0; open.length > 0 && round < rounds; round++) {
    const seen = await ports.work.get(open.map(({ workId }) => workId));
    const lists = await ports.agentDays.listsOf(day);
    const elsewhere = placesByWork(lists);
    const isDone = (request: WorkRequested): boolean => {
      const item = seen.get(request.workId);
      return isSettled(item, day) && !isAskedAgain(item, request);
    };
    for (const request of open) {
      const item = seen.get(request.workId);
      if (item && isDone(request)) elsewhere.settled(item);
    }
    open = open.filter((request) => !isDone(request));

    const plan = assign(open, lists.map(asAgentList), roster ?? [], ports.listDay(addDays(day, 1)));
    const capacities = new Map(roster?.map(({ agentId, capacity }) => [agentId, capacity]));
    const closed = new Set(lists.filter(({ closedAt }) => closedAt !== null).map(({ agentId }) => agentId));
    const placed = await reserve(ports, plan.assigned, { day, runId, capacities, closed, failed });
    const written = await write(ports, { assigned: placed, waiting: plan.waiting }, { seen, failed });
    for (const item of written) elsewhere.settled(item);
    await inParallel(parallel, elsewhere.toRelease(), ([agentId, workIds]) =>
      ports.agentDays.release(day, agentId, workIds),
    );
    const done = new Set(written.map(({ workId }) => workId));
    open = open.filter(({ workId }) => !done.has(workId) && !failed.has(workId));
  }
  for (const { workId } of open) failed.add(workId);
  return failed;
};

const asAgentList = ({ agentId, workIds, added, closedAt }: AgentDay) => ({
  ...{ agentId, workIds, added, closed: closedAt !== null },
});

/** Takes places on the agents' lists, one write an agent. Answers the work that has a place now. */
const reserve = async (
  { agentDays, report }: AssignPorts,
  assigned: readonly Assignment[],
  {
    day,
    runId,
    capacities,
    closed,
    failed,
  }: {
    day: string;
    runId: string;
    capacities: Map<string, number>;
    /** Agents whose list was told: only urgent work is meant for them. */
    closed: ReadonlySet<string>;
    failed: Set<string>;
  },
): Promise<Assignment[]> => {
  const placed = assigned.filter(({ reserved }) => reserved);
  const wanted = Map.groupBy(
    assigned.filter(({ reserved }) => !reserved),
    ({ agentId }) => agentId,
  );
  await inParallel(parallel, wanted, async ([agentId, group]) => {
    const workIds = group.map(({ request }) => request.workId);
    try {
      const capacity = capacities.get(agentId) ?? 0;
      const taken = closed.has(agentId)
        ? await agentDays.add(day, agentId, workIds, capacity)
        : await agentDays.reserve({ day, agentId, runId }, workIds, capacity);
      if (taken) placed.push(...group);
    } catch (error) {
      report.failed(error, workIds.length);
      for (const workId of workIds) failed.add(workId);
    }
  });
  return placed;
};

/** What happened to work so far stays with it, wherever it is put; work that was withdrawn and is asked for again begins anew. */
const lifeOf = (item: WorkItem | undefined): Pick<WorkItem, 'state' | 'steps' | 'withdrawn'> => ({
  ...(item && item.state !== 'withdrawn' ? { state: item.state, steps: item.steps } : { state: 'open', steps: [] }),
  ...(item?.withdrawn && { withdrawn: item.withdrawn }),
});

/** Writes the items, each on the condition that nobody settled it since it was read. Answers those written. */
const write = async (
  { work, report }: AssignPorts,
  { assigned, waiting }: Assignments,
  { seen, failed }: { seen: Map<string, WorkItem>; failed: Set<string> },
): Promise<WorkItem[]> => {
  const items: WorkItem[] = [
    ...assigned.map(
      ({ request, agentId, assignedBy }): WorkItem => ({
        ...request,
        ...lifeOf(seen.get(request.workId)),
        status: 'assigned',
        agentId,
        assignedBy,
        dueShard: lateShardOf(request.workId, request.dueAt),
      }),
    ),
    ...waiting.map(
      ({ request, until, waitsFor }): WorkItem => ({
        ...request,
        ...lifeOf(seen.get(request.workId)),
        ...(waitsFor && { waitsFor }),
        status: 'waiting',
        agentId: null,
        assignedBy: null,
        dueShard: dueShardOf(request.workId, until),
      }),
    ),
  ];
  const written: WorkItem[] = [];
  await inParallel(parallel, items, async (item) => {
    try {
      if (await work.settle(item, seen.get(item.workId))) written.push(item);
    } catch (error) {
      report.failed(error, 1);
      failed.add(item.workId);
    }
  });
  const count = (status: WorkItem['status']) => written.filter((item) => item.status === status).length;
  report.settled({ assigned: count('assigned'), waiting: count('waiting') });
  return written;
};

/** Which lists hold which work, and which of them should let go once it is known where the work went. */
const placesByWork = (lists: readonly AgentDay[]) => {
  const places = new Map<string, string[]>();
  for (const { agentId, workIds } of lists)
    for (const workId of workIds) places.set(workId, [...(places.get(workId) ?? []), agentId]);
  const stale = new Map<string, string[]>();
  return {
    /** Only work that is settled is let go of: whoever still holds a place for it can then no longer use it. */
    settled({ workId, agentId: holder, day }: WorkItem) {
      for (const agentId of places.get(workId) ?? [])
        if (agentId !== holder || day !== lists[0]?.day) stale.set(agentId, [...(stale.get(agentId) ?? []), workId]);
    },
    toRelease: () => stale,
  };
};
