import { leafCurvature, leafRidge } from './tree-step.ts';

/**
 * A tree of depth two on the cells of two features: a cut of one, then each side is cut along the other. It finds effects that two
 * features have only together, such as a threshold of one that holds above a threshold of the other.
 */
export type GridTree = {
  gain: number;
  /** Leaves, as [first from, first to, second from, second to, step]. */
  leaves: readonly (readonly [number, number, number, number, number])[];
  /** Where it cuts: the axis of `outer` (0: rows, 1: columns) before group `at`, and the other one on either side; -1 for no cut. */
  cuts?: { outer: 0 | 1; at: number; near: number; far: number };
};

const gainOf = (residual: number, curvature: number): number => (residual * residual) / (curvature + leafRidge);

/** The best cut of a profile: place and gain of its two leaves. */
const cutProfile = (
  residuals: Float64Array,
  curvatures: Float64Array,
  size: number,
  allResiduals: number,
  allCurvatures: number,
): { at: number; gain: number } => {
  let [at, best] = [-1, gainOf(allResiduals, allCurvatures)];
  let [left, leftCurvature] = [0, 0];
  for (let slot = 0; slot < size - 1; slot++) {
    left += residuals[slot] as number;
    leftCurvature += curvatures[slot] as number;
    const rightCurvature = allCurvatures - leftCurvature;
    if (leftCurvature < leafCurvature || rightCurvature < leafCurvature) continue;
    const gained = gainOf(left, leftCurvature) + gainOf(allResiduals - left, rightCurvature);
    if (gained > best) {
      at = slot + 1;
      best = gained;
    }
  }
  return { at, gain: best };
};

const total = (values: Float64Array, size: number): number => {
  let sum = 0;
  for (let slot = 0; slot < size; slot++) sum += values[slot] as number;
  return sum;
};

/** Room for {@link gridTree}, made once a pair. */
export type Room = Record<'near' | 'nearCurvature' | 'far' | 'farCurvature', Float64Array>;

/** Room for grids of up to `size` by `size` cells. */
export const roomFor = (size: number): Room => ({
  near: new Float64Array(size),
  nearCurvature: new Float64Array(size),
  far: new Float64Array(size),
  farCurvature: new Float64Array(size),
});

/** The best tree that cuts the axis of `outer` groups first; `stride`s say how cells lie. */
const bestAlong = (
  residuals: Float64Array,
  curvatures: Float64Array,
  outer: { size: number; stride: number },
  inner: { size: number; stride: number },
  { near, nearCurvature, far, farCurvature }: Room,
): { at: number; nearCut: number; farCut: number; gain: number } => {
  const best = { at: -1, nearCut: -1, farCut: -1, gain: 0 };
  near.fill(0);
  nearCurvature.fill(0);
  far.fill(0);
  farCurvature.fill(0);
  for (let row = 0; row < outer.size; row++)
    for (let column = 0; column < inner.size; column++) {
      const cell = row * outer.stride + column * inner.stride;
      far[column] = (far[column] as number) + (residuals[cell] as number);
      farCurvature[column] = (farCurvature[column] as number) + (curvatures[cell] as number);
    }
  let [farResidual, farAll] = [total(far, inner.size), total(farCurvature, inner.size)];
  let [nearResidual, nearAll] = [0, 0];
  const whole = gainOf(farResidual, farAll);
  for (let row = 0; row < outer.size - 1; row++) {
    for (let column = 0; column < inner.size; column++) {
      const cell = row * outer.stride + column * inner.stride;
      const [residual, curvature] = [residuals[cell] as number, curvatures[cell] as number];
      near[column] = (near[column] as number) + residual;
      far[column] = (far[column] as number) - residual;
      nearCurvature[column] = (nearCurvature[column] as number) + curvature;
      farCurvature[column] = (farCurvature[column] as number) - curvature;
      nearResidual += residual;
      farResidual -= residual;
      nearAll += curvature;
      farAll -= curvature;
    }
    if (nearAll < leafCurvature || farAll < leafCurvature) continue;
    const one = cutProfile(near, nearCurvature, inner.size, nearResidual, nearAll);
    const two = cutProfile(far, farCurvature, inner.size, farResidual, farAll);
    const gained = one.gain + two.gain - whole;
    if (gained > best.gain) Object.assign(best, { at: row + 1, nearCut: one.at, farCut: two.at, gain: gained });
  }
  return best;
};

/** The best tree of depth two on a grid of `rows` by `columns` cells: where it cuts, and what it gains. */
export const gridTree = (
  residuals: Float64Array,
  curvatures: Float64Array,
  rows: number,
  columns: number,
  room: Room,
): GridTree => {
  const down = { size: rows, stride: columns };
  const across = { size: columns, stride: 1 };
  const first = bestAlong(residuals, curvatures, down, across, room);
  const second = bestAlong(residuals, curvatures, across, down, room);
  const turned = second.gain > first.gain;
  const best = turned ? second : first;
  if (best.at < 0) return { gain: 0, leaves: [] };
  const [outer, inner] = turned ? [columns, rows] : [rows, columns];
  const ranges = [
    ...(best.nearCut < 0
      ? [[0, best.at, 0, inner]]
      : [
          [0, best.at, 0, best.nearCut],
          [0, best.at, best.nearCut, inner],
        ]),
    ...(best.farCut < 0
      ? [[best.at, outer, 0, inner]]
      : [
          [best.at, outer, 0, best.farCut],
          [best.at, outer, best.farCut, inner],
        ]),
  ] as [number, number, number, number][];
  const leaves = ranges.map(([outerFrom, outerTo, innerFrom, innerTo]) => {
    const [top, bottom, left, right] = turned
      ? [innerFrom, innerTo, outerFrom, outerTo]
      : [outerFrom, outerTo, innerFrom, innerTo];
    let [residual, curvature] = [0, 0];
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        residual += residuals[row * columns + column] as number;
        curvature += curvatures[row * columns + column] as number;
      }
    return [top, bottom, left, right, residual / (curvature + leafRidge)] as const;
  });
  return {
    gain: best.gain,
    leaves,
    cuts: { outer: turned ? 1 : 0, at: best.at, near: best.nearCut, far: best.farCut },
  };
};
