import type { AgentDays } from '../../shared/aws/agent-days.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { RunItem } from '../../shared/contracts/items/ledger.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import { mostNamed, type RunAssignment } from '../../shared/contracts/run-work.ts';
import { addDays, localDate } from '../../shared/domain/calendar.ts';
import { shardNames } from '../../shared/domain/shard.ts';
import { deskOf, type Task, taskOf, wantsAgent } from '../../shared/domain/work/agent-fit.ts';
import { dueShardsOf, isSettled } from '../../shared/domain/work/assign-days.ts';
import { bestAssignment } from '../../shared/domain/work/best-assignment.ts';
import { heirOf } from '../../shared/domain/work/first-contact.ts';
import type { ListDay } from '../../shared/domain/work/list-days.ts';
import { missingOf, unknownManagers } from '../../shared/domain/work/work-shortage.ts';
import { type FreeWorkPorts, freeWork } from './free-work.ts';
import { lateDays } from './sweep.ts';

/** What deciding who gets a night's work needs. */
export type AssignmentPorts = FreeWorkPorts & {
  runs: Pick<RunStore, 'manifest' | 'roster' | 'work' | 'paused'>;
  work: Pick<WorkTable, 'get' | 'advance' | 'due'>;
  agentDays: Pick<AgentDays, 'listsOf' | 'listOf' | 'release'>;
  /** Days for whose lists left over work waits. */
  listDay: ListDay;
};

/** Parts of the index read at once: one may hold 12,000 items of a night that left 100,000 over. */
const parallel = 2;
/** Customers whose earlier work is read at once: 16 MB of items at most. */
const atOnce = 2_000;

/**
 * Decides who gets which work of a night: all that the run asks for, and all that waited for this day, at once; but for work about
 * customers who may not be contacted on the day, which goes on waiting. Messages need nobody and are no part of it.
 */
export const makeAssignment = async (
  { runId, shards, previousRunId }: Pick<RunItem, 'runId' | 'shards' | 'previousRunId'>,
  { runs, work, agentDays, listDay }: AssignmentPorts,
): Promise<RunAssignment> => {
  const { now, timeZone } = await runs.manifest(runId);
  const day = localDate(now, timeZone);
  const roster = await runs.roster(runId);
  const before = previousRunId === null ? [] : await runs.roster(previousRunId);
  const left = await freeWork({ work, agentDays }, day, before, roster);

  const tasks: Task[] = [];
  const earlier = new Map<Task, readonly string[]>();
  for (const shard of shardNames(shards))
    for (const request of await runs.work(runId, shard)) {
      if (!wantsAgent(request)) continue;
      const task = taskOf(request);
      tasks.push(task);
      if (request.earlierWorkIds) earlier.set(task, request.earlierWorkIds);
    }
  await inherit(earlier, work);
  const nextDay = listDay(addDays(day, 1));
  const waited = await waitingFor(day, work, left.items);
  // Of what waits, and not of what was freed just now: a death before this is frozen may have freed some of it already.
  const gone = new Set(left.agentIds);
  const pieces = waited.filter(({ leftBy }) => leftBy !== undefined && gone.has(leftBy)).length;
  const paused = new Map(
    (await runs.paused(runId)).map(({ workId, until }) => [workId, until === null ? nextDay : listDay(until)]),
  );
  for (const item of waited) if (!paused.has(item.workId)) tasks.push(taskOf(item));

  const lists = new Map((await agentDays.listsOf(day)).map((list) => [list.agentId, list]));
  const desks = roster.map((agent) => {
    const list = lists.get(agent.agentId);
    return deskOf(agent, { load: list?.workIds.size ?? 0, closed: (list?.closedAt ?? null) !== null });
  });
  const { assigned, deferred } = bestAssignment(tasks, desks, nextDay);
  const strangers = unknownManagers(tasks, desks);
  return {
    version: 1,
    ...{ runId, day },
    given: assigned
      .map(({ task, agentId, fit }): RunAssignment['given'][number] => [task.workId, agentId, fit])
      .sort(([, one], [, other]) => (one < other ? -1 : Number(one > other))),
    deferred: [
      ...deferred.map(({ task, until, waitsFor }): RunAssignment['deferred'][number] => [task.workId, until, waitsFor]),
      ...waited.flatMap(({ workId }): RunAssignment['deferred'] => {
        const until = paused.get(workId);
        return until === undefined ? [] : [[workId, until, 'customer']];
      }),
    ],
    waited: waited.map(({ workId }) => workId),
    agents: roster.length,
    missing: missingOf(deferred),
    left: { agentIds: left.agentIds.slice(0, mostNamed), agents: left.agentIds.length, pieces },
    unknownManagers: {
      agentIds: strangers.agentIds.slice(0, mostNamed),
      agents: strangers.agentIds.length,
      pieces: strangers.pieces,
    },
  };
};

/** Tells tasks who had their customers before, in place. */
const inherit = async (earlier: ReadonlyMap<Task, readonly string[]>, work: Pick<WorkTable, 'get'>): Promise<void> => {
  const all = [...earlier];
  for (let from = 0; from < all.length; from += atOnce) {
    const some = all.slice(from, from + atOnce);
    const items = await work.get(some.flatMap(([, workIds]) => workIds));
    for (const [task, workIds] of some) {
      const { ownerId, previousId } = heirOf(workIds.map((workId) => items.get(workId)));
      task.ownerId ??= ownerId;
      task.previousId = previousId;
    }
  }
};

/** Work of earlier nights that waits for a day, or waited for one that no plan was made for. @param also the index may not know it yet */
const waitingFor = async (
  day: string,
  work: Pick<WorkTable, 'get' | 'due'>,
  also: readonly WorkItem[],
): Promise<WorkItem[]> => {
  const found = new Map(also.map((item) => [item.workId, item]));
  const days = Array.from({ length: lateDays + 1 }, (_, ago) => addDays(day, -ago));
  await inParallel(parallel, days.flatMap(dueShardsOf), async (dueShard) => {
    for (const item of (await work.get(await work.due(dueShard))).values())
      if (!isSettled(item, day) && wantsAgent(item)) found.set(item.workId, item);
  });
  return [...found.values()].sort((one, other) => (one.workId < other.workId ? -1 : 1));
};
