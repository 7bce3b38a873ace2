/** Drawn to nought as by so much curvature: a leaf that labels hardly speak of stays where it is. */
export const leafRidge = 1;
/** Least curvature of a leaf: about four rows at even odds, more where one class is rare. */
export const leafCurvature = 1;

const gain = (residual: number, curvature: number): number => (residual * residual) / (curvature + leafRidge);

/** A cut of a range of ordered slots: the first slot of the right side, or -1 where no cut gains. */
type Cut = { at: number; gain: number };

/** +1: points may only rise, -1: only fall, 0: both. */
export type Direction = -1 | 0 | 1;

/** Best cut of `from` to below `to`: Newton gain over one leaf. */
export const bestCut = (
  residuals: Float64Array,
  curvatures: Float64Array,
  from: number,
  to: number,
  direction: Direction,
): Cut => {
  let [allResiduals, allCurvatures] = [0, 0];
  for (let slot = from; slot < to; slot++) {
    allResiduals += residuals[slot] as number;
    allCurvatures += curvatures[slot] as number;
  }
  const whole = gain(allResiduals, allCurvatures);
  const best: Cut = { at: -1, gain: 0 };
  let [left, leftCurvature] = [0, 0];
  for (let slot = from; slot < to - 1; slot++) {
    left += residuals[slot] as number;
    leftCurvature += curvatures[slot] as number;
    if (leftCurvature < leafCurvature) continue;
    const rightCurvature = allCurvatures - leftCurvature;
    if (rightCurvature < leafCurvature) break;
    const right = allResiduals - left;
    if (direction !== 0 && direction * (right / rightCurvature - left / leftCurvature) < 0) continue;
    const gained = gain(left, leftCurvature) + gain(right, rightCurvature) - whole;
    if (gained > best.gain) {
      best.at = slot + 1;
      best.gain = gained;
    }
  }
  return best;
};

/** Writes the Newton step of a leaf into its slots. */
const fill = (
  residuals: Float64Array,
  curvatures: Float64Array,
  from: number,
  to: number,
  rate: number,
  delta: Float64Array,
): void => {
  let [residual, curvature] = [0, 0];
  for (let slot = from; slot < to; slot++) {
    residual += residuals[slot] as number;
    curvature += curvatures[slot] as number;
  }
  delta.fill((rate * residual) / (curvature + leafRidge), from, to);
};

/**
 * A tree of three leaves on slots in order: the best cut, then the best cut of either side.
 *
 * @param size ordered slots, from the first
 */
export const treeStep = (
  residuals: Float64Array,
  curvatures: Float64Array,
  size: number,
  rate: number,
  delta: Float64Array,
  direction: Direction = 0,
): void => {
  const first = bestCut(residuals, curvatures, 0, size, direction);
  if (first.at < 0) {
    delta.fill(0, 0, size);
    return;
  }
  const left = direction === 0 ? bestCut(residuals, curvatures, 0, first.at, 0) : { at: -1, gain: 0 };
  const right = direction === 0 ? bestCut(residuals, curvatures, first.at, size, 0) : { at: -1, gain: 0 };
  const second = left.gain > right.gain ? left : right;
  const cuts = [0, first.at, ...(second.at < 0 ? [] : [second.at]), size].sort((a, b) => a - b);
  for (let leaf = 0; leaf + 1 < cuts.length; leaf++)
    fill(residuals, curvatures, cuts[leaf] as number, cuts[leaf + 1] as number, rate, delta);
};
