import type { WorkItem } from '../../contracts/items/work.ts';
import type { WorkRequested } from '../../contracts/messages/work-requested.ts';
import { isOver, stepped } from './work-life.ts';

/** The run that takes some work back, its instant, UTC, and why. Runs' ids sort by their instants. */
export type Withdrawal = NonNullable<WorkItem['withdrawn']>;

/**
 * What became of a withdrawal; of the same word again, what became of it first. `begun`: an agent has spoken to the customer, or
 * tried to, and goes on. `over`: the work had ended. `overtaken`: a later night took it back before this word came, `asked-again`:
 * or found a reason again.
 */
export type WithdrawalFate = 'withdrawn' | 'overtaken' | 'begun' | 'over' | 'asked-again';

/**
 * Withdraws a piece of work before it is worked: it leaves the due index, and digests leave it out. The same word again, or
 * one that a later night has overtaken, changes nothing.
 */
export const withdraw = (item: WorkItem, { runId, at, why }: Withdrawal): { item: WorkItem; fate: WithdrawalFate } => {
  if (item.again !== undefined && item.again > runId) return { item, fate: 'asked-again' };
  if (item.withdrawn && item.withdrawn.runId >= runId)
    return { item, fate: item.withdrawn.runId === runId ? 'withdrawn' : 'overtaken' };
  if (isOver(item.state)) return { item, fate: 'over' };
  // Late work that was tried says `overdue`, not `in-progress`: the attempts tell.
  if (item.steps.some(({ event }) => event === 'attempt')) return { item, fate: 'begun' };
  const gone = stepped(item, { event: 'withdraw', at, by: 'tierline' }, 'tierline');
  if (gone === item) return { item, fate: 'begun' };
  return { item: { ...gone, dueShard: null, withdrawn: { runId, at, ...(why && { why }) } }, fate: 'withdrawn' };
};

/**
 * Whether a request asks again for work that was withdrawn: it names a later run. It then begins a new life under the same
 * id, so that however messages come, there is one piece of work about one customer.
 */
export const isAskedAgain = (item: WorkItem | undefined, { again }: Pick<WorkRequested, 'again'>): boolean =>
  item?.state === 'withdrawn' && again !== undefined && again > (item.withdrawn?.runId ?? '');
