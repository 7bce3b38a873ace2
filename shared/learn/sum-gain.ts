import { bestCut } from './tree-step.ts';

/** A column on its own scale: mean nought, deviation one; a missing value is the mean. */
export type Scaled = { name: string; scale: number; values: Float64Array };
/** Multiples of scaled columns, by place. */
export type Weights = ReadonlyMap<number, number>;

/** Bins that a sum is looked at in, and the standard deviations that they reach to either side. */
const [bins, reach] = [96, 3];

/** The rows given of columns, each scaled; constants are left out. */
export const scaledColumns = (
  columns: readonly { name: string; values: Float64Array }[],
  rows: readonly number[],
): Scaled[] =>
  columns.flatMap(({ name, values }) => {
    const known = rows.map((row) => values[row] as number).filter((value) => !Number.isNaN(value));
    const mean = known.reduce((total, value) => total + value, 0) / known.length;
    const scale = Math.sqrt(known.reduce((total, value) => total + (value - mean) ** 2, 0) / known.length);
    if (!(scale > 0)) return [];
    const scaled = Float64Array.from(rows, (row) => {
      const value = ((values[row] as number) - mean) / scale;
      return Number.isNaN(value) ? 0 : value;
    });
    return [{ name, scale, values: scaled }];
  });

/** Adds a multiple of a column to sums, in place. */
export const addColumn = (sums: Float64Array, { values }: Scaled, weight: number): void => {
  for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] as number) + weight * (values[row] as number);
};

/**
 * Answers what says how much a tree of four leaves on a sum would gain (twice the log-likelihood): the sum given, and a multiple of one
 * more column on top.
 *
 * @param residual label less probability, by row
 * @param curvature probability x (1 - probability), by row
 */
export const sumGain = (residual: Float64Array, curvature: Float64Array) => {
  const [residuals, curvatures] = [new Float64Array(bins), new Float64Array(bins)];
  return (sums: Float64Array, norm: number, { values }: Scaled, weight: number): number => {
    residuals.fill(0);
    curvatures.fill(0);
    const each = bins / (2 * reach * norm);
    for (let row = 0; row < sums.length; row++) {
      const sum = (sums[row] as number) + weight * (values[row] as number);
      const bin = Math.max(0, Math.min(bins - 1, Math.floor(bins / 2 + sum * each)));
      residuals[bin] = (residuals[bin] as number) + (residual[row] as number);
      curvatures[bin] = (curvatures[bin] as number) + (curvature[row] as number);
    }
    const gain = (from: number, to: number) => bestCut(residuals, curvatures, from, to, 0);
    const first = gain(0, bins);
    return first.at < 0 ? 0 : first.gain + gain(0, first.at).gain + gain(first.at, bins).gain;
  };
};
