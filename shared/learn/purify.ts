import { type Additive, cellsOf, type PairTable } from './additive.ts';
import type { Slots } from './slots.ts';

/** Curvature (probability x (1 - probability)) by slot of each feature and by cell of each pair: how much a point counts there. */
export type Weights = { mains: Float64Array[]; pairs: Float64Array[] };

const summed = (codes: Uint16Array, count: number, curvature: Float64Array): Float64Array => {
  const sums = new Float64Array(count);
  for (let row = 0; row < codes.length; row++)
    sums[codes[row] as number] = (sums[codes[row] as number] as number) + (curvature[row] as number);
  return sums;
};

/** Weights of a model's slots and cells. */
export const weightsOf = (model: Additive, slots: readonly Slots[], curvature: Float64Array): Weights => ({
  mains: slots.map(({ codes, count }) => summed(codes, count, curvature)),
  pairs: model.pairs.map((pair) => summed(cellsOf(pair, slots), pair.points.length, curvature)),
});

/** Sweeps; what is left after ten is below the digits that a card shows. */
const sweeps = 10;

const takeOut = (pair: PairTable, weights: Float64Array, side: 0 | 1, main: Float64Array): void => {
  const [rows, columns] = pair.sizes;
  const [count, other] = side === 0 ? [rows, columns] : [columns, rows];
  const cell = (group: number, at: number): number => (side === 0 ? group * columns + at : at * columns + group);
  const means = new Float64Array(count);
  for (let group = 0; group < count; group++) {
    let [sum, weight] = [0, 0];
    for (let at = 0; at < other; at++) {
      sum += (weights[cell(group, at)] as number) * (pair.points[cell(group, at)] as number);
      weight += weights[cell(group, at)] as number;
    }
    if (weight === 0) continue;
    means[group] = sum / weight;
    for (let at = 0; at < other; at++)
      pair.points[cell(group, at)] = (pair.points[cell(group, at)] as number) - sum / weight;
  }
  for (let slot = 0; slot < main.length; slot++)
    main[slot] = (main[slot] as number) + (means[pair.groups[side][slot] as number] as number);
};

/**
 * Moves into the features what a pair says of one of them alone, and into the base what a feature says of everybody: a pair's points are
 * then what the two do only together (Lengerich et al., 2020). The scores stay the same, because cells are unions of slots.
 */
export const purified = (model: Additive, { mains: weights, pairs: cells }: Weights): Additive => {
  const mains = model.mains.map((points) => Float64Array.from(points));
  const pairs = model.pairs.map((pair) => ({ ...pair, points: Float64Array.from(pair.points) }));
  pairs.forEach((pair, at) => {
    for (let sweep = 0; sweep < sweeps; sweep++)
      for (const side of [0, 1] as const)
        takeOut(pair, cells[at] as Float64Array, side, mains[pair.features[side]] as Float64Array);
  });
  let base = model.base;
  mains.forEach((points, feature) => {
    const own = weights[feature] as Float64Array;
    const weight = own.reduce((sum, value) => sum + value, 0);
    const mean = points.reduce((sum, value, slot) => sum + value * (own[slot] as number), 0) / (weight || 1);
    base += mean;
    for (let slot = 0; slot < points.length; slot++) {
      // A slot that no row is in and nothing is said of stands for the average customer.
      if (own[slot] === 0 && points[slot] === 0) continue;
      points[slot] = (points[slot] as number) - mean;
    }
  });
  return { base, mains, pairs };
};
