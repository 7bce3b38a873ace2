/** Where a fit stands. Its rows are in an order of its own: those that it learns from, then those that are only scored along. */
export type Fit = {
  /** Row of the table by row of the fit. */
  order: Int32Array;
  /** How many rows are learned from. */
  learned: number;
  /** 1 for who left. */
  labels: Float64Array;
  /** exp(log-odds): a step of d points multiplies them by exp(d), which is looked up, with no exponential in the loop. */
  odds: Float64Array;
};

/** A fit that learns from all rows but a fold's, and scores all. */
export const fitOn = (labels: Float64Array, fold: Uint8Array, own: number, logOdds: Float64Array): Fit => {
  const rows = labels.length;
  const order = new Int32Array(rows);
  let learned = 0;
  for (let row = 0; row < rows; row++) if (fold[row] !== own) order[learned++] = row;
  for (let row = 0, at = learned; row < rows; row++) if (fold[row] === own) order[at++] = row;
  const fit = { order, learned, labels: new Float64Array(rows), odds: new Float64Array(rows) };
  for (let at = 0; at < rows; at++) {
    const row = order[at] as number;
    fit.labels[at] = labels[row] as number;
    fit.odds[at] = Math.exp(logOdds[row] as number);
  }
  return fit;
};

/** Log-odds by row of the table. */
export const logOddsIn = ({ order, odds }: Fit): Float64Array => {
  const scores = new Float64Array(odds.length);
  for (let row = 0; row < odds.length; row++) scores[order[row] as number] = Math.log(odds[row] as number);
  return scores;
};

/*
 * The two loops that training spends its time in. Each multiplies the odds by the factors of the blocks that have moved, and sums chance to stay
 * (whose distance from those who stayed is the residual) and curvature by the slots of the blocks that come next.
 */

/** One block moved, one comes next. */
export const singlePass = (
  { odds, learned }: Fit,
  moved: Uint16Array,
  factors: Float64Array,
  next: Uint16Array,
  sums: Float64Array,
): void => {
  for (let row = 0; row < learned; row++) {
    const now = (odds[row] as number) * (factors[moved[row] as number] as number);
    odds[row] = now;
    const stays = 1 / (1 + now);
    const slot = next[row] as number;
    sums[slot] = (sums[slot] as number) + stays;
    sums[slot + 1] = (sums[slot + 1] as number) + now * stays * stays;
  }
  for (let row = learned; row < odds.length; row++)
    odds[row] = (odds[row] as number) * (factors[moved[row] as number] as number);
};

/** Eight blocks moved, eight come next: loops over columns are written out, which halves the time. */
export const platePass = (
  { odds, learned }: Fit,
  moved: Uint16Array,
  factors: Float64Array,
  next: Uint16Array,
  sums: Float64Array,
): void => {
  const rows = odds.length;
  for (let row = 0, at = 0; row < rows; row++, at += 8) {
    const now =
      (odds[row] as number) *
      ((factors[moved[at] as number] as number) * (factors[moved[at + 1] as number] as number)) *
      ((factors[moved[at + 2] as number] as number) * (factors[moved[at + 3] as number] as number)) *
      ((factors[moved[at + 4] as number] as number) * (factors[moved[at + 5] as number] as number)) *
      ((factors[moved[at + 6] as number] as number) * (factors[moved[at + 7] as number] as number));
    odds[row] = now;
    if (row >= learned) continue;
    const stays = 1 / (1 + now);
    const curvature = now * stays * stays;
    const one = next[at] as number;
    sums[one] = (sums[one] as number) + stays;
    sums[one + 1] = (sums[one + 1] as number) + curvature;
    const two = next[at + 1] as number;
    sums[two] = (sums[two] as number) + stays;
    sums[two + 1] = (sums[two + 1] as number) + curvature;
    const three = next[at + 2] as number;
    sums[three] = (sums[three] as number) + stays;
    sums[three + 1] = (sums[three + 1] as number) + curvature;
    const four = next[at + 3] as number;
    sums[four] = (sums[four] as number) + stays;
    sums[four + 1] = (sums[four + 1] as number) + curvature;
    const five = next[at + 4] as number;
    sums[five] = (sums[five] as number) + stays;
    sums[five + 1] = (sums[five + 1] as number) + curvature;
    const six = next[at + 5] as number;
    sums[six] = (sums[six] as number) + stays;
    sums[six + 1] = (sums[six + 1] as number) + curvature;
    const seven = next[at + 6] as number;
    sums[seven] = (sums[seven] as number) + stays;
    sums[seven + 1] = (sums[seven + 1] as number) + curvature;
    const eight = next[at + 7] as number;
    sums[eight] = (sums[eight] as number) + stays;
    sums[eight + 1] = (sums[eight + 1] as number) + curvature;
  }
};

/** Mean log-loss of the rows that are not learned from. */
export const heldOutLoss = ({ labels, learned, odds }: Fit): number => {
  let [loss, product] = [0, 1];
  for (let row = learned; row < odds.length; row++) {
    const now = odds[row] as number;
    // One logarithm for many rows: of the product of their losses' exponentials, before it grows out of range.
    product *= labels[row] === 1 ? (1 + now) / now : 1 + now;
    if (product > 1e100) {
      loss += Math.log(product);
      product = 1;
    }
  }
  return learned === odds.length ? 0 : (loss + Math.log(product)) / (odds.length - learned);
};
