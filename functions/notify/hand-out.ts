import type { Queue } from '../../shared/aws/queue.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { RunItem } from '../../shared/contracts/items/ledger.ts';
import type { WorkKind, WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import type { Placement, WorkSent } from '../../shared/contracts/messages/work-sent.ts';
import type { RunAssignment } from '../../shared/contracts/run-work.ts';
import { shardNames } from '../../shared/domain/shard.ts';
import { wantsAgent } from '../../shared/domain/work/agent-fit.ts';
import { isSettled } from '../../shared/domain/work/assign-days.ts';
import { requestAgain } from '../../shared/domain/work/request-again.ts';

/** Pieces of earlier nights that are read at once: 8 MB at most. */
const atOnce = 2_000;

/** What handing out needs. */
export type HandOutPorts = {
  runs: Pick<RunStore, 'work'>;
  work: Pick<WorkTable, 'get'>;
  /** The queue of each kind of work. */
  queues: Record<WorkKind, Queue<WorkSent>>;
  /** Messages to customers: the operator's message gateway reads them. */
  messages: Queue<WorkRequested>;
};

/** What was handed out. */
export type HandedOut = {
  /** Pieces that the run asked for. */
  pieces: number;
  /** Those of them that go out as messages, without an agent. */
  messages: number;
};

/**
 * Puts the work of a night on its queues, as the assignment says: each agent's pieces one after the other, so that few agents
 * share a batch and their lists are written seldom. What is left over is sent shard by shard; of what agents get there is no
 * more than they have room for, so that this needs the memory of a day's work, not of all that was asked for.
 *
 * @param onDeferred hears of each piece of tonight that is left over
 */
export const handOut = async (
  assignment: RunAssignment,
  { runId, shards }: Pick<RunItem, 'runId' | 'shards'>,
  { runs, work, queues, messages }: HandOutPorts,
  onDeferred: (piece: WorkRequested) => void,
): Promise<HandedOut> => {
  const { day } = assignment;
  const places = new Map(assignment.given.map(([workId], place) => [workId, place]));
  const waiting = new Map(
    assignment.deferred.map(([workId, until, waitsFor]): [string, Placement] => [workId, { until, waitsFor }]),
  );
  const lined: (WorkSent | undefined)[] = assignment.given.map(() => undefined);
  const send = async (pieces: readonly WorkSent[]): Promise<void> => {
    for (const [kind, group] of Map.groupBy(pieces, (piece) => piece.kind)) await queues[kind].send(group);
  };
  /** Lines up what agents get, and answers what is left over. */
  const lineUp = (requests: readonly WorkRequested[]): WorkSent[] =>
    requests.flatMap((request) => {
      const place = places.get(request.workId);
      if (place === undefined) {
        const placement = waiting.get(request.workId);
        return [{ ...request, ...(placement && { placement }) }];
      }
      const [, agentId, assignedBy] = assignment.given[place] as RunAssignment['given'][number];
      // Whoever owns the matter of an earlier piece owns this one, too.
      lined[place] = {
        ...request,
        ...(assignedBy === 'owner' && { ownerId: agentId }),
        placement: { agentId, assignedBy },
      };
      return [];
    });

  const handed: HandedOut = { pieces: 0, messages: 0 };
  for (const shard of shardNames(shards)) {
    const asked = await runs.work(runId, shard);
    const [toAgents, toCustomers] = [asked.filter(wantsAgent), asked.filter((request) => !wantsAgent(request))];
    handed.pieces += asked.length;
    handed.messages += toCustomers.length;
    await messages.send(toCustomers);
    const leftOver = lineUp(toAgents);
    for (const piece of leftOver) if (piece.placement) onDeferred(piece);
    await send(leftOver);
  }
  for (let from = 0; from < assignment.waited.length; from += atOnce) {
    const items = await work.get(assignment.waited.slice(from, from + atOnce));
    // Since the assignment was made somebody may have given out, ended or withdrawn it.
    const still = [...items.values()].filter((item) => !isSettled(item, day));
    await send(lineUp(still.map((item) => requestAgain(item, day, runId))));
  }
  await send(lined.filter((piece) => piece !== undefined));
  return handed;
};
