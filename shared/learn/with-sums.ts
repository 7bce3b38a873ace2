import { emptyAdditive } from './additive.ts';
import type { Sum } from './derived.ts';
import { withDerived } from './derived.ts';
import { findSum } from './find-sum.ts';
import { type Folded, fitMains, type Mains, outOfFold } from './fit-mains.ts';
import { type Slots, slotsOf } from './slots.ts';
import { isSurelyBetter } from './surely-better.ts';
import type { Table } from './table.ts';
import type { Direction } from './tree-step.ts';

/** Sums at most: an operator has one bill, and a card few surprises. */
const mostSums = 2;
/** Fewest bins of a column of numbers that may be a part: a switch is better left to pairs. */
const fewestBins = 8;

/**
 * A card of single features with sums of columns among them; undefined where no sum surely tells more than its parts.
 *
 * @param rate log-odds of everybody
 */
export const withSums = (
  table: Table,
  slots: readonly Slots[],
  folded: Folded,
  mains: Mains,
  rate: number,
  directions: ReadonlyMap<string, Direction>,
): { slots: Slots[]; mains: Mains; sums: Sum[] } | undefined => {
  const parts = slots
    .filter(({ kind, name, count }) => kind === 'number' && count >= fewestBins && !directions.get(name))
    .map(({ name }) => ({ name, values: table.numbers.get(name) as Float64Array }));
  if (parts.length < 3) return undefined;
  let found: { slots: Slots[]; mains: Mains; sums: Sum[] } = { slots: [...slots], mains, sums: [] };
  while (found.sums.length < mostSums) {
    const before = outOfFold(folded.fold, found.mains.byFold);
    const sum = findSum(parts, { labels: folded.labels, scores: before });
    if (!sum || found.slots.some(({ name }) => name === sum.feature)) break;
    const values = withDerived(table, [sum]).numbers.get(sum.feature) as Float64Array;
    const more = [
      ...found.slots,
      ...slotsOf({ rows: table.rows, numbers: new Map([[sum.feature, values]]), texts: new Map() }),
    ];
    const next = fitMains(more, folded, emptyAdditive(more, rate), directions);
    if (!isSurelyBetter(folded.labels, outOfFold(folded.fold, next.byFold), before, 2)) break;
    found = { slots: more, mains: next, sums: [...found.sums, sum] };
  }
  return found.sums.length > 0 ? found : undefined;
};
