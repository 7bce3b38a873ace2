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

/** Standard errors by which pairs must tell rows not seen better: when they end is chosen by those rows. */
const errorsOfPairs = 2;
/** Standard errors by which rules with a third feature must tell rows not seen better. */
const errorsOfThrees = 1.5;
/**
 * Log-likelihood that a rule gains by chance: its three cuts were chosen on all rows, and each flatters those left out by about one (Akaike, 1974).
 * Without this, rules of 51,047 rows that tell nothing are believed by more than four standard errors.
 */
const flatteryOfRule = 3;

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
  if (!isSurelyBetter(folded.labels, unseen(paired), unseen(mains), errorsOfPairs)) return single;
  const two = { ...single, learned: paired, losses };
  const threes = mayDerive ? withThrees(slots, folded, mains, paired, directions) : undefined;
  if (!threes) return two;
  const gain = folded.labels.length * (losses.pairs - loss(threes.learned));
  if (gain <= flatteryOfRule * threes.rules.length) return two;
  if (!isSurelyBetter(folded.labels, unseen(threes.learned), unseen(paired), errorsOfThrees)) return two;
  return {
    slots: threes.slots,
    learned: threes.learned,
    derived: threes.rules,
    losses: { ...losses, threes: loss(threes.learned) },
  };
};
