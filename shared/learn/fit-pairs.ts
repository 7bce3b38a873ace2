import type { PairTable } from './additive.ts';
import { cellsOf } from './additive.ts';
import { boost } from './fit-boosted.ts';
import { gridTree, roomFor } from './pair-step.ts';
import type { Slots } from './slots.ts';
import { type Block, type Fit, tally } from './sweep.ts';

/** Two features that may do something together. */
export type Candidate = { features: readonly [number, number]; gain: number };

/** Groups of a feature in a grid. */
export type Axis = { ofSlot: Uint16Array; size: number };

/**
 * Groups of a feature's slots for grids: bins in order, categories in the order of their points, the missing slot first. About equal
 * numbers of rows in each.
 */
export const axisOf = (slots: Slots, points: Float64Array, most: number): Axis => {
  const missing = slots.kind === 'number' ? slots.count - 1 : slots.count - 2;
  const order = [...slots.rows.keys()].filter((slot) => slot !== missing);
  if (slots.kind === 'text') order.sort((a, b) => (points[a] as number) - (points[b] as number) || a - b);
  const known = order.reduce((sum, slot) => sum + (slots.rows[slot] as number), 0);
  const filled = order.filter((slot) => (slots.rows[slot] as number) > 0).length;
  const size = filled <= most ? 0 : known / most;
  const ofSlot = new Uint16Array(slots.count);
  let group = (slots.rows[missing] as number) > 0 ? 1 : 0;
  let held = 0;
  for (const slot of order) {
    if (held > 0 && held >= size * 0.999) {
      group++;
      held = 0;
    }
    ofSlot[slot] = group;
    held += slots.rows[slot] as number;
  }
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

/**
 * All pairs by what a tree on both features would still gain (FAST; Lou, Caruana, Gehrke and Hooker, 2013), the greatest first.
 *
 * @param fit odds of models that have not seen the row: scores of rows learned from show pairs that are not there
 */
export const rankPairs = (
  slots: readonly Slots[],
  axes: readonly Axis[],
  fit: Fit,
  places: readonly number[],
): Candidate[] => {
  const room = roomFor(Math.max(...axes.map(({ size }) => size)));
  const found: Candidate[] = [];
  places.forEach((first, at) => {
    for (const second of places.slice(at + 1)) {
      const pair = emptyPair([first, second], axes);
      const { residuals, curvatures } = tally(fit, cellsOf(pair, slots), pair.points.length);
      const { gain } = gridTree(residuals, curvatures, pair.sizes[0], pair.sizes[1], room);
      found.push({ features: [first, second], gain });
    }
  });
  return found.sort((a, b) => b.gain - a.gain);
};

/** Share of a tree's step that is taken. */
const rate = 0.1;

const pairBlock = (pair: PairTable, codes: Uint16Array): Block => {
  const [rows, columns] = pair.sizes;
  const room = roomFor(Math.max(rows, columns));
  const points = new Float64Array(pair.points.length);
  return {
    codes,
    points,
    step: (residuals, curvatures, delta) => {
      for (const [top, bottom, left, right, step] of gridTree(residuals, curvatures, rows, columns, room).leaves)
        for (let row = top; row < bottom; row++) delta.fill(rate * step, row * columns + left, row * columns + right);
    },
  };
};

/** Boosted tables of the pairs given on top of fits: one model a fit, watched together on the rows that each holds out. */
export const fitPairs = (
  slots: readonly Slots[],
  axes: readonly Axis[],
  candidates: readonly Candidate[],
  fits: readonly Fit[],
): { models: PairTable[][]; sweeps: number } => {
  const empty = candidates.map(({ features }) => emptyPair(features, axes));
  const codes = empty.map((pair) => cellsOf(pair, slots));
  const all = fits.map((fit) => ({
    fit,
    blocks: empty.map((pair, at) => pairBlock(pair, codes[at] as Uint16Array)),
  }));
  const sweeps = boost(all);
  const models = all.map(({ blocks }) =>
    empty.map((pair, at) => ({ ...pair, points: blocks[at]?.points as Float64Array })),
  );
  return { models, sweeps };
};
