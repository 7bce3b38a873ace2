import { cellsOf, type PairTable } from './additive.ts';
import { probabilityOf } from './metrics.ts';
import { gridTree, roomFor } from './pair-step.ts';
import type { Slots } from './slots.ts';

/** Two features that may do something together. */
export type Candidate = { features: readonly [number, number]; gain: number };

/** Groups of a feature in a grid. */
export type Axis = { ofSlot: Uint16Array; size: number };

/**
 * Groups of a feature's slots for grids, the missing slot first: bins in order, about equal numbers of rows in each; categories in the order of their
 * points, each by itself, and of too many the rare ones together. Which words are together is no matter of labels: a rare word's points are its own
 * few labels, and groups by points would say them of rows that are left out.
 */
export const axisOf = ({ kind, rows, count }: Slots, points: Float64Array, most: number): Axis => {
  const missing = kind === 'number' ? count - 1 : count - 2;
  const order = [...rows.keys()].filter((slot) => slot !== missing);
  if (kind === 'text') order.sort((a, b) => (points[a] as number) - (points[b] as number) || a - b);
  const filled = order.filter((slot) => (rows[slot] as number) > 0);
  const isMany = filled.length > most;
  const byRows = filled.toSorted((a, b) => (rows[b] as number) - (rows[a] as number) || a - b);
  const rare = new Set(isMany && kind === 'text' ? byRows.slice(most - 1) : []);
  const known = filled.reduce((sum, slot) => sum + (rows[slot] as number), 0);
  const size = isMany && kind === 'number' ? known / most : 0;
  const ofSlot = new Uint16Array(count);
  let group = (rows[missing] as number) > 0 ? 1 : 0;
  let held = 0;
  for (const slot of order) {
    if (rare.has(slot)) continue;
    if (held > 0 && held >= size * 0.999) {
      group++;
      held = 0;
    }
    ofSlot[slot] = group;
    held += rows[slot] as number;
  }
  if (rare.size > 0) group++;
  for (const slot of rare) ofSlot[slot] = group;
  return { ofSlot, size: group + 1 };
};

/** An empty table of a pair on two axes. */
export const emptyPair = (features: readonly [number, number], axes: readonly Axis[]): PairTable => {
  const [first, second] = features.map((feature) => axes[feature] as Axis) as [Axis, Axis];
  return {
    features,
    groups: [first.ofSlot, second.ofSlot],
    sizes: [first.size, second.size],
    points: new Float64Array(first.size * second.size),
  };
};

/** Sweeps of {@link purifyResiduals}: what is left of single effects after four is far below chance. */
const purifyingSweeps = 4;

/** Takes out of a grid's residuals what each feature could explain alone, so that only what they do together is left. */
export const purifyResiduals = (
  residuals: Float64Array,
  curvatures: Float64Array,
  [rows, columns]: readonly [number, number],
): void => {
  const takeOut = (from: number, count: number, stride: number): void => {
    let [residual, curvature] = [0, 0];
    for (let at = 0, cell = from; at < count; at++, cell += stride) {
      residual += residuals[cell] as number;
      curvature += curvatures[cell] as number;
    }
    if (curvature <= 0) return;
    const step = residual / curvature;
    for (let at = 0, cell = from; at < count; at++, cell += stride)
      residuals[cell] = (residuals[cell] as number) - step * (curvatures[cell] as number);
  };
  for (let sweep = 0; sweep < purifyingSweeps; sweep++) {
    for (let row = 0; row < rows; row++) takeOut(row * columns, columns, 1);
    for (let column = 0; column < columns; column++) takeOut(column, rows, columns);
  }
};

/** Sums of two columns by fold and cell. */
const sumsByFold = (
  cells: Uint16Array,
  fold: Uint8Array,
  folds: number,
  size: number,
  residual: Float64Array,
  curvature: Float64Array,
): [Float64Array, Float64Array] => {
  const [residuals, curvatures] = [new Float64Array(folds * size), new Float64Array(folds * size)];
  for (let row = 0; row < cells.length; row++) {
    const at = (fold[row] as number) * size + (cells[row] as number);
    residuals[at] = (residuals[at] as number) + (residual[row] as number);
    curvatures[at] = (curvatures[at] as number) + (curvature[row] as number);
  }
  return [residuals, curvatures];
};

const allBut = (sums: Float64Array, own: number, folds: number, size: number): Float64Array => {
  const rest = new Float64Array(size);
  for (let fold = 0; fold < folds; fold++)
    for (let cell = 0; fold !== own && cell < size; cell++)
      rest[cell] = (rest[cell] as number) + (sums[fold * size + cell] as number);
  return rest;
};

/** Rows by fold, and what models that have not seen a row say of it. */
export type Unseen = { labels: Float64Array; fold: Uint8Array; folds: number; scores: Float64Array };

/** Pairs of a fold that are looked at again, in turn. */
const mostCandidates = 40;

/**
 * The pairs that a fold's own rows (all but those that it holds out) speak for, by what a tree on both features would gain beyond what each could alone
 * (after FAST; Lou, Caruana, Gehrke and Hooker, 2013), the greatest first. Scores are of models that have not seen the row: those of
 * rows learned from show pairs that are not there.
 *
 * @param places features that may be in pairs
 * @param leastGain twice the log-likelihood
 * @param mayPair which of them, the first before the second
 */
export const rankPairs = (
  slots: readonly Slots[],
  axes: readonly Axis[],
  { labels, fold, folds, scores }: Unseen,
  places: readonly number[],
  leastGain: number,
  mayPair: (first: number, second: number) => boolean = () => true,
): Candidate[][] => {
  const probabilities = scores.map(probabilityOf);
  const residual = probabilities.map((probability, row) => (labels[row] as number) - probability);
  const curvature = probabilities.map((probability) => probability * (1 - probability));
  const room = roomFor(Math.max(...axes.map(({ size }) => size)));
  const found = Array.from({ length: folds }, (): Candidate[] => []);
  places.forEach((first, at) => {
    for (const second of places.slice(at + 1)) {
      if (!mayPair(first, second)) continue;
      const pair = emptyPair([first, second], axes);
      const size = pair.points.length;
      const [residuals, curvatures] = sumsByFold(cellsOf(pair, slots), fold, folds, size, residual, curvature);
      for (let own = 0; own < folds; own++) {
        const [others, weights] = [residuals, curvatures].map((sums) => allBut(sums, own, folds, size)) as [
          Float64Array,
          Float64Array,
        ];
        purifyResiduals(others, weights, pair.sizes);
        const { gain } = gridTree(others, weights, pair.sizes[0], pair.sizes[1], room);
        if (gain >= leastGain) found[own]?.push({ features: [first, second], gain });
      }
    }
  });
  return found.map((pairs) => pairs.sort((a, b) => b.gain - a.gain).slice(0, mostCandidates));
};
