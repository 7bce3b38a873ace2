import type { RunItem } from '../../../shared/contracts/items/ledger.ts';
import type { WorkItem } from '../../../shared/contracts/items/work.ts';
import { roster, rosterKey } from '../../../shared/contracts/roster.ts';
import { wantsAgent } from '../../../shared/domain/work/agent-fit.ts';
import { isOver } from '../../../shared/domain/work/work-life.ts';
import type { Stored } from '../read-stored.ts';
import {
  assignmentOf,
  dumpsOf,
  factsJson,
  factsOf,
  listsOf,
  runsOf,
  textsOf,
  workAskedBy,
  workOf,
} from './as-stored.ts';
import { compareTallies, tally, type Violation } from './violation.ts';

/** Everything that a run asked for is placed once: given to one agent, left over, or sent as a message. */
const checkAssignment = (stored: Stored, run: RunItem): Violation[] => {
  const assignment = assignmentOf(stored, run.runId);
  if (!assignment) return [{ kind: 'lost', what: `the assignment of run ${run.runId}` }];
  const asked = workAskedBy(stored, run).flatMap((work) => work ?? []);
  const placed = tally([...assignment.given, ...assignment.deferred].map(([workId]) => workId));
  const own = new Set(assignment.waited);
  // Work of an erased customer is still named by its id alone, which tells nothing of them.
  const expected = asked.filter(wantsAgent).map(({ workId }) => workId);
  const known = new Set(expected);
  const found = new Map([...placed].filter(([workId]) => known.has(workId) && !own.has(workId)));
  return compareTallies(
    tally(expected.filter((workId) => !own.has(workId))),
    found,
    `run ${run.runId}: the place of work`,
  );
};

/** Nobody is on two lists of a day, nobody's work is without its place, no list is longer than its agent's day. */
const checkLists = (stored: Stored, items: readonly WorkItem[]): Violation[] => {
  const violations: Violation[] = [];
  const lists = listsOf(stored);
  const places = new Set(
    lists.flatMap(({ day, agentId, workIds }) => [...workIds].map((id) => `${day} ${agentId} ${id}`)),
  );
  for (const [day, ofDay] of Map.groupBy(lists, (list) => list.day))
    for (const [workId, times] of tally(ofDay.flatMap(({ workIds }) => [...workIds])))
      if (times > 1) violations.push({ kind: 'doubled', what: `work ${workId} is on ${times} lists of ${day}` });
  for (const { workId, day, agentId } of items)
    if (agentId !== null && !places.has(`${day} ${agentId} ${workId}`))
      violations.push({ kind: 'lost', what: `work ${workId} of agent ${agentId} is not on the list of ${day}` });
  const ids = new Set(items.map(({ workId }) => workId));
  for (const { day, agentId, runId, workIds, delivered } of lists) {
    for (const workId of workIds)
      if (!ids.has(workId))
        violations.push({
          kind: 'doubled',
          what: `the list of ${agentId} for ${day} holds ${workId}, which is no work`,
        });
    const agent = factsJson(stored, rosterKey(runId), roster)?.find((one) => one.agentId === agentId);
    if (workIds.size > (agent?.capacity ?? 0))
      violations.push({
        kind: 'doubled',
        what: `agent ${agentId} has ${workIds.size} pieces on ${day}, room for ${agent?.capacity}`,
      });
    const open = items.some((item) => workIds.has(item.workId) && item.day === day && !isOver(item.state));
    if (open && Object.keys(delivered).length === 0)
      violations.push({ kind: 'lost', what: `agent ${agentId} was not told of ${day}` });
  }
  return violations;
};

/** Each result that was delivered is taken into its work once. */
const checkOutcomes = (stored: Stored, items: readonly WorkItem[]): Violation[] => {
  const byId = new Map(items.map((item) => [item.workId, item]));
  const told = dumpsOf(stored)
    .filter(({ feed, status }) => feed === 'outcomes' && status === 'released')
    .flatMap((dump) => factsOf(stored, dump))
    .flatMap(({ bytes }) => {
      const results = textsOf(bytes, 'result');
      return textsOf(bytes, 'workId').map((workId, row) => ({ workId, result: results[row] ?? '' }));
    });
  const violations: Violation[] = [];
  for (const { workId, result } of told) {
    const item = byId.get(workId);
    if (!item) continue;
    const ends = ['kept', 'leaving', 'visited', 'told', 'refused'].includes(result);
    if (ends && !isOver(item.state))
      violations.push({ kind: 'lost', what: `the result ${result} of work ${workId}: it is ${item.state}` });
  }
  for (const { workId, steps } of items)
    for (const [step, times] of tally(steps.map(({ event, at, by }) => `${event} at ${at} by ${by}`)))
      if (times > 1) violations.push({ kind: 'doubled', what: `work ${workId}: ${step}, ${times} times` });
  return violations;
};

/** Work is what runs asked for, each piece once, and in one place; agents hold what they can do and were told of it. */
export const checkWork = (stored: Stored, erased: ReadonlySet<string>): Violation[] => {
  const items = workOf(stored).filter(({ customerId }) => !erased.has(customerId));
  const runs = runsOf(stored);
  const violations: Violation[] = [];
  const asked = runs.flatMap((run) =>
    workAskedBy(stored, run).flatMap((work, shard) => {
      if (!work) violations.push({ kind: 'lost', what: `run ${run.runId}: what shard ${shard} asked for` });
      return work ?? [];
    }),
  );
  // What a later run asks for again is the same piece.
  const expected = new Set(asked.filter(({ customerId }) => !erased.has(customerId)).map(({ workId }) => workId));
  return [
    ...violations,
    ...compareTallies(tally(expected), tally(items.map(({ workId }) => workId)), 'the item of work'),
    ...runs.flatMap((run) => checkAssignment(stored, run)),
    ...checkLists(stored, items),
    ...checkOutcomes(stored, items),
  ];
};
