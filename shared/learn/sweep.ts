/**
 * What a fit does next, feature by feature: each BLOCK holds the points of one feature's slots (or one pair's cells) and knows its own
 * Newton step; a SWEEP lets every block step once. Blocks of one feature are disjoint slots, so a step needs two sums a
 * slot, and a pass over the rows costs a gather, a multiplication and a division: odds, not log-odds, are kept, and a step of
 * d points multiplies them by exp(d), which is looked up.
 */
export type Block = {
  /** Slot of every row. */
  codes: Uint16Array;
  /** Points by slot, in log-odds. */
  points: Float64Array;
  /**
   * Writes into `delta` what should be added to the points.
   *
   * @param residuals by slot, sum of label - probability over the rows that count
   * @param curvatures by slot, sum of probability x (1 - probability)
   */
  step: (residuals: Float64Array, curvatures: Float64Array, delta: Float64Array) => void;
};

/** Where a fit stands. */
export type Fit = {
  /** 1 for who left, by row. */
  labels: Float64Array;
  /** 1 for a row to learn from, 0 for one that is only scored along. */
  weights: Float64Array;
  /** exp(log-odds) by row. */
  odds: Float64Array;
};

/** Multiplies the odds by a factor a slot, and sums residuals and curvatures by the slots of the block that comes next. */
const pass = (
  { labels, weights, odds }: Fit,
  moved: Uint16Array,
  factors: Float64Array,
  next: Uint16Array,
  residuals: Float64Array,
  curvatures: Float64Array,
): void => {
  for (let row = 0; row < odds.length; row++) {
    const now = (odds[row] as number) * (factors[moved[row] as number] as number);
    odds[row] = now;
    const weight = weights[row] as number;
    // No branch on the weight: which row is held out cannot be foreseen, and a wrong guess costs more than the sums.
    const stays = 1 / (1 + now);
    const leaves = now * stays;
    const slot = next[row] as number;
    residuals[slot] = (residuals[slot] as number) + weight * ((labels[row] as number) - leaves);
    curvatures[slot] = (curvatures[slot] as number) + weight * leaves * stays;
  }
};

/** A step of more than this many log-odds at once is a runaway: the next sweep may go on. */
const longestStep = 3;

/** Lets every block step once, in order. */
export const sweep = (fit: Fit, blocks: readonly Block[]): void => {
  const first = blocks[0];
  if (!first) return;
  const most = blocks.reduce((count, { points }) => Math.max(count, points.length), 1);
  const residuals = new Float64Array(most);
  const curvatures = new Float64Array(most);
  const delta = new Float64Array(most);
  const factors = new Float64Array(most).fill(1);
  pass(fit, first.codes, factors, first.codes, residuals, curvatures);
  blocks.forEach((block, at) => {
    const slots = block.points.length;
    delta.fill(0);
    block.step(residuals, curvatures, delta);
    for (let slot = 0; slot < slots; slot++) {
      const step = Math.max(-longestStep, Math.min(longestStep, delta[slot] as number));
      block.points[slot] = (block.points[slot] as number) + step;
      factors[slot] = Math.exp(step);
    }
    residuals.fill(0);
    curvatures.fill(0);
    pass(fit, block.codes, factors, (blocks[at + 1] ?? block).codes, residuals, curvatures);
  });
};

/** Residuals and curvatures by slot, with nothing moved. */
export const tally = (
  fit: Fit,
  codes: Uint16Array,
  count: number,
): { residuals: Float64Array; curvatures: Float64Array } => {
  const residuals = new Float64Array(count);
  const curvatures = new Float64Array(count);
  pass(fit, codes, new Float64Array(count).fill(1), codes, residuals, curvatures);
  return { residuals, curvatures };
};

/** Mean log-loss of the rows with the weight given. */
export const lossOf = ({ labels, weights, odds }: Fit, weight: 0 | 1): number => {
  let loss = 0;
  let rows = 0;
  for (let row = 0; row < odds.length; row++) {
    if (weights[row] !== weight) continue;
    const now = odds[row] as number;
    loss += Math.log1p(labels[row] === 1 ? 1 / now : now);
    rows++;
  }
  return rows === 0 ? 0 : loss / rows;
};
