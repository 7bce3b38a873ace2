import type { WorkItem } from '../../contracts/items/work.ts';
import { isOver } from './work-life.ts';

/** Who should have new work about a customer, by what became of earlier work. */
export type Heir = {
  /** Agent who took a matter that has not ended, and owns it to the end (首问负责制), or null. */
  ownerId: string | null;
  /** Agent who had the customer last, or null. */
  previousId: string | null;
};

/**
 * Who should have new work about a customer.
 *
 * @param earlier earlier work about the customer, the newest last; undefined where it is not known any more
 */
export const heirOf = (earlier: readonly (WorkItem | undefined)[]): Heir => {
  const known = earlier.filter((item) => item !== undefined);
  const open = known.findLast(({ ownerId, state }) => ownerId !== undefined && !isOver(state));
  const last = known.findLast(({ agentId }) => agentId !== null);
  return { ownerId: open?.ownerId ?? null, previousId: last?.agentId ?? null };
};
