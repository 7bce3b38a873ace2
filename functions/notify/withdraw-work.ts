import type { AgentDays } from '../../shared/aws/agent-days.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { WithdrawnWork } from '../../shared/contracts/withdrawal.ts';
import { type Withdrawal, type WithdrawalFate, withdraw } from '../../shared/domain/work/withdraw.ts';

/** What became of a run's withdrawals. `unknown`: the work has not been put anywhere; the log tells. */
export type WithdrawnCounts = Partial<Record<WithdrawalFate | 'unknown', number>>;

/** Work items under way at once: those of one batch of reads. */
const parallel = 32;
/** An agent's result or the sweep may change an item meanwhile; it is then looked at anew, a few times. */
const rounds = 4;

/** What withdrawing needs. */
export type WithdrawPorts = { work: Pick<WorkTable, 'get' | 'advance'>; agentDays: Pick<AgentDays, 'takeBack'> };

/**
 * Takes work back whose reason has vanished, before somebody does it. Its place stays on the list of the day that it was
 * on, as work that is done does: a digest leaves out what is over, and of a list that went out the agent is told what has changed.
 *
 * @throws where an item kept changing: the run's work is then planned again
 */
export const withdrawWork = async (
  { work, agentDays }: WithdrawPorts,
  withdrawn: readonly WithdrawnWork[],
  { runId, at }: Pick<Withdrawal, 'runId' | 'at'>,
): Promise<WithdrawnCounts> => {
  const counts: WithdrawnCounts = {};
  const count = (fate: keyof WithdrawnCounts) => {
    counts[fate] = (counts[fate] ?? 0) + 1;
  };
  const reasons = new Map(withdrawn.map(({ workId, why }) => [workId, why]));
  const takenBack: WorkItem[] = [];
  let open = [...reasons.keys()];
  for (let round = 0; open.length > 0 && round < rounds; round++) {
    const items = await work.get(open);
    const again: string[] = [];
    await inParallel(parallel, open, async (workId) => {
      const seen = items.get(workId);
      if (!seen) return count('unknown');
      const why = reasons.get(workId);
      const { item, fate } = withdraw(seen, { runId, at, ...(why && { why }) });
      if (item !== seen && !(await work.advance(item, seen))) return void again.push(workId);
      count(fate);
      // Whoever died before this list heard of it comes by again.
      if (item.state === 'withdrawn' && item.withdrawn?.runId === runId) takenBack.push(item);
    });
    open = again;
  }
  if (open.length > 0) throw new Error(`${open.length} work items kept changing while they were withdrawn`);
  const listed = takenBack.filter(({ agentId }) => agentId !== null);
  const lists = Map.groupBy(listed, ({ agentId, day }) => JSON.stringify([day, agentId]));
  await inParallel(parallel, lists, async ([list, items]) => {
    const [day, agentId] = JSON.parse(list) as [string, string];
    await agentDays.takeBack(day, agentId, items.map(({ workId }) => workId).sort());
  });
  return counts;
};
