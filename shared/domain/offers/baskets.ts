import type { Baskets } from '../../contracts/association.ts';
import type { RowTest } from '../policy/conditions.ts';

/** Items that a customer uses, one bit an item. */
export const basketOf = (uses: readonly RowTest[], row: number): number => {
  let basket = 0;
  for (let item = 0; item < uses.length; item++) if ((uses[item] as RowTest)(row)) basket |= 1 << item;
  return basket;
};

const sorted = (counts: ReadonlyMap<number, number>): Baskets['counts'] =>
  [...counts].sort(([left], [right]) => left - right);

/**
 * Counts the baskets of a shard.
 *
 * @param items names of the items, at most 30
 * @param uses whether a customer uses each of them
 * @param rows number of customers
 * @param isCounted who counts
 */
export const countBaskets = (
  items: readonly string[],
  uses: readonly RowTest[],
  rows: number,
  isCounted: RowTest = () => true,
): Baskets => {
  const counts = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    if (!isCounted(row)) continue;
    const basket = basketOf(uses, row);
    counts.set(basket, (counts.get(basket) ?? 0) + 1);
  }
  return { items: [...items], counts: sorted(counts) };
};

/** Counts of several parts together, in whichever order they come. @throws where they count different items */
export const mergeBaskets = (parts: readonly Baskets[]): Baskets => {
  const items = parts[0]?.items ?? [];
  const counts = new Map<number, number>();
  for (const part of parts) {
    if (part.items.join() !== items.join())
      throw new Error(`parts of a base differ: one counts ${items.join(', ')}, another ${part.items.join(', ')}`);
    for (const [basket, count] of part.counts) counts.set(basket, (counts.get(basket) ?? 0) + count);
  }
  return { items, counts: sorted(counts) };
};
