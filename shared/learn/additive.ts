import type { Slots } from './slots.ts';

/** Points of two features together: a cell for each group of the first by group of the second. */
export type PairTable = {
  /** Places of the features among the slots. */
  features: readonly [number, number];
  /** Group of each slot of the feature. */
  groups: readonly [Uint16Array, Uint16Array];
  /** Number of groups of each. */
  sizes: readonly [number, number];
  /** Points by cell: first x sizes[1] + second. */
  points: Float64Array;
};

/** An additive model on slots, in log-odds: base + points of each feature + points of each pair. */
export type Additive = { base: number; mains: Float64Array[]; pairs: PairTable[] };

/** Nothing yet. */
export const emptyAdditive = (slots: readonly Slots[], base = 0): Additive => ({
  base,
  mains: slots.map(({ count }) => new Float64Array(count)),
  pairs: [],
});

/** Cell of every row. */
export const cellsOf = (
  { features, groups, sizes }: Omit<PairTable, 'points'>,
  slots: readonly Slots[],
): Uint16Array => {
  const [first, second] = features.map((feature) => (slots[feature] as Slots).codes) as [Uint16Array, Uint16Array];
  const cells = new Uint16Array(first.length);
  for (let row = 0; row < cells.length; row++)
    cells[row] = (groups[0][first[row] as number] as number) * sizes[1] + (groups[1][second[row] as number] as number);
  return cells;
};

/** Log-odds of every row. */
export const logOddsOf = ({ base, mains, pairs }: Additive, slots: readonly Slots[], rows: number): Float64Array => {
  const scores = new Float64Array(rows).fill(base);
  const add = (codes: Uint16Array, points: Float64Array): void => {
    for (let row = 0; row < rows; row++)
      scores[row] = (scores[row] as number) + (points[codes[row] as number] as number);
  };
  mains.forEach((points, feature) => {
    if (points.some((value) => value !== 0)) add((slots[feature] as Slots).codes, points);
  });
  for (const pair of pairs) add(cellsOf(pair, slots), pair.points);
  return scores;
};

/** Weighted sum of models; pair tables are kept side by side. */
export const mixture = (parts: readonly { weight: number; model: Additive }[], slots: readonly Slots[]): Additive => {
  const sum = emptyAdditive(slots);
  for (const { weight, model } of parts) {
    sum.base += weight * model.base;
    model.mains.forEach((points, feature) => {
      const into = sum.mains[feature] as Float64Array;
      for (let slot = 0; slot < into.length; slot++)
        into[slot] = (into[slot] as number) + weight * (points[slot] as number);
    });
    for (const pair of model.pairs) sum.pairs.push({ ...pair, points: pair.points.map((value) => value * weight) });
  }
  return sum;
};
