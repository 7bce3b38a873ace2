import type { Learned } from './calibrate.ts';
import type { Derived } from './derived.ts';
import { type Folded, lossOfScores, type Mains, outOfFold } from './fit-mains.ts';
import type { Slots } from './slots.ts';
import { isSurelyBetter } from './surely-better.ts';
import type { Direction } from './tree-step.ts';
import { withPairs } from './with-pairs.ts';
import { withThrees } from './with-threes.ts';

/** A card on its slots, and what it lost on rows not seen, step by step. */
export type Grown = { slots: Slots[]; learned: Learned; derived: Derived[]; losses: Record<string, number> };

/**
 * Standard errors by which rules with a third feature must tell rows not seen better: the rules were chosen on all rows, which flatters them.
 * Below it, they were worth nothing on fresh rows of six made-up tables out of seven.
 */
const errorsOfThrees = 1.5;

/**
 * A card of single features with pairs, and rules on two features with a third, each only where rows not seen gain.
 *
 * @param most pairs; 0 for none
 * @param mayDerive whether the card may hold columns that are worked out from others
 */
export const grown = (
  slots: readonly Slots[],
  folded: Folded,
  mains: Mains,
  { most, mayDerive, directions }: { most: number; mayDerive: boolean; directions: ReadonlyMap<string, Direction> },
): Grown => {
  const unseen = ({ byFold }: Learned): Float64Array => outOfFold(folded.fold, byFold);
  const loss = (learned: Learned): number => lossOfScores(folded.labels, unseen(learned));
  const single: Grown = { slots: [...slots], learned: mains, derived: [], losses: { ...mains.losses } };
  const paired = most > 0 && slots.length > 1 ? withPairs(slots, folded, mains, most, directions) : undefined;
  if (!paired) return single;
  const losses = { ...single.losses, pairs: loss(paired) };
  if (losses.pairs >= mains.losses.mains) return single;
  const two = { ...single, learned: paired, losses };
  const threes = mayDerive ? withThrees(slots, folded, mains, paired, directions) : undefined;
  if (!threes) return two;
  if (!isSurelyBetter(folded.labels, unseen(threes.learned), unseen(paired), errorsOfThrees)) return two;
  return {
    slots: threes.slots,
    learned: threes.learned,
    derived: threes.rules,
    losses: { ...losses, threes: loss(threes.learned) },
  };
};
