import type { Stored } from '../read-stored.ts';
import { checkDumps } from './dumps.ts';
import { checkErased, type ErasedCustomer } from './erased.ts';
import { checkQueues } from './queues.ts';
import { checkRuns } from './runs.ts';
import { checkSame, type Essence } from './same.ts';
import { checkTold } from './told.ts';
import type { Violation } from './violation.ts';
import { checkWork } from './work.ts';

/** Everything that must hold of what is stored after two nights. @param undisturbed what they leave where nothing goes wrong */
export const checkAll = (
  stored: Stored,
  erased: readonly ErasedCustomer[],
  undisturbed: Essence | undefined,
): Violation[] => {
  const ids = new Set(erased.map(({ customerId }) => customerId));
  return [
    ...checkQueues(stored),
    ...checkDumps(stored, ids),
    ...checkRuns(stored, ids),
    ...checkWork(stored, ids),
    ...checkTold(stored, ids),
    ...checkErased(stored, erased),
    ...(undisturbed ? checkSame(stored, undisturbed) : []),
  ];
};
