import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import { type Withdrawal, type WithdrawalFate, withdraw } from '../../shared/domain/work/withdraw.ts';

/** What became of a run's withdrawals. `unknown`: the work has not been put anywhere; the log tells. */
export type WithdrawnCounts = Partial<Record<WithdrawalFate | 'unknown', number>>;

/** Work items under way at once: those of one batch of reads. */
const parallel = 32;
/** An agent's result or the sweep may change an item meanwhile; it is then looked at anew, a few times. */
const rounds = 4;

/**
 * Takes work back whose reason has vanished, before somebody does it. Its place stays on the list of the day that it was
 * on, as work that is done does: a digest leaves out what is over, and a list that went out cannot be taken back.
 *
 * @throws where an item kept changing: the run's work is then planned again
 */
export const withdrawWork = async (
  work: Pick<WorkTable, 'get' | 'advance'>,
  workIds: readonly string[],
  word: Withdrawal,
): Promise<WithdrawnCounts> => {
  const counts: WithdrawnCounts = {};
  const count = (fate: keyof WithdrawnCounts) => {
    counts[fate] = (counts[fate] ?? 0) + 1;
  };
  let open = [...new Set(workIds)];
  for (let round = 0; open.length > 0 && round < rounds; round++) {
    const items = await work.get(open);
    const again: string[] = [];
    await inParallel(parallel, open, async (workId) => {
      const seen = items.get(workId);
      if (!seen) return count('unknown');
      const { item, fate } = withdraw(seen, word);
      if (item === seen || (await work.advance(item, seen))) count(fate);
      else again.push(workId);
    });
    open = again;
  }
  if (open.length > 0) throw new Error(`${open.length} work items kept changing while they were withdrawn`);
  return counts;
};
