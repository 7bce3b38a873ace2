/** Numbers by row; labels are 1 (left) and 0 (stayed). */
type Numbers = ArrayLike<number>;

/** Row numbers, the greatest value first; equal values by row, so that the order is always the same. */
const descending = (values: Numbers): Int32Array => {
  const rows = new Int32Array(values.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  return rows.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
};

const sum = (values: Numbers): number => {
  let total = 0;
  for (let row = 0; row < values.length; row++) total += values[row] as number;
  return total;
};

/**
 * Area under the ROC curve: the chance that a leaver stands before a stayer; equal scores count half (Mann and Whitney,
 * 1947). NaN where a class is missing.
 */
export const auroc = (labels: Numbers, scores: Numbers, order: Int32Array = descending(scores)): number => {
  const positives = sum(labels);
  const negatives = labels.length - positives;
  let before = 0;
  let pairs = 0;
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] as number];
    let tiedPositives = 0;
    let tiedNegatives = 0;
    // At least one at a time: a score that is no number equals nothing, not even itself.
    do
      if (labels[order[at++] as number] === 1) tiedPositives++;
      else tiedNegatives++;
    while (at < order.length && scores[order[at] as number] === score);
    pairs += tiedNegatives * (before + tiedPositives / 2);
    before += tiedPositives;
  }
  return positives === 0 || negatives === 0 ? Number.NaN : pairs / (positives * negatives);
};

/** A certain answer that is wrong costs much, but not infinitely much. */
const least = 1e-15;

/** Mean logarithmic loss, in nats. */
export const logLoss = (labels: Numbers, probabilities: Numbers): number => {
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row] as number;
    loss -= Math.log(Math.max(least, labels[row] === 1 ? probability : 1 - probability));
  }
  return loss / labels.length;
};

/** Mean squared error of probabilities (Brier, 1950). */
export const brier = (labels: Numbers, probabilities: Numbers): number => {
  let loss = 0;
  for (let row = 0; row < labels.length; row++) loss += ((probabilities[row] as number) - (labels[row] as number)) ** 2;
  return loss / labels.length;
};

/** Log-odds of a probability. */
export const logOdds = (probability: number): number => {
  const kept = Math.min(1 - least, Math.max(least, probability));
  return Math.log(kept / (1 - kept));
};

/** Probability of log-odds. */
export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds));

/** `log-odds of y = intercept + slope x score`. */
export type Line = { intercept: number; slope: number };

/**
 * Logistic regression of labels on one score by Newton's method (Cox, 1958: slope 1 and intercept 0 mean calibrated).
 *
 * @param around the line that few labels are drawn to, and how strongly: inverse variances of intercept and slope
 */
export const logisticLine = (
  labels: Numbers,
  scores: Numbers,
  around: { line: Line; intercept: number; slope: number } = {
    line: { intercept: 0, slope: 1 },
    intercept: 0,
    slope: 1e-6,
  },
): Line => {
  let { intercept, slope } = around.line;
  for (let step = 0; step < 50; step++) {
    let byIntercept = around.intercept * (around.line.intercept - intercept);
    let bySlope = around.slope * (around.line.slope - slope);
    let [both, first, second] = [0, around.intercept + 1e-9, around.slope + 1e-9];
    for (let row = 0; row < labels.length; row++) {
      const score = scores[row] as number;
      const probability = probabilityOf(intercept + slope * score);
      const residual = (labels[row] as number) - probability;
      const curvature = probability * (1 - probability);
      byIntercept += residual;
      bySlope += residual * score;
      first += curvature;
      both += curvature * score;
      second += curvature * score * score;
    }
    const determinant = first * second - both * both;
    if (!(determinant > 0)) break;
    // Newton may overshoot where scores separate the classes: a step of 2 in log-odds is far enough at a time.
    const within = (move: number): number => Math.max(-2, Math.min(2, move));
    const moveIntercept = within((second * byIntercept - both * bySlope) / determinant);
    const moveSlope = within((first * bySlope - both * byIntercept) / determinant);
    intercept += moveIntercept;
    slope += moveSlope;
    if (Math.abs(moveIntercept) + Math.abs(moveSlope) < 1e-9) break;
  }
  return { intercept, slope };
};

/** Groups that promised and realised rates are compared in. */
const calibrationGroups = 10;

/** One group of rows with about equal probabilities. */
export type CalibrationGroup = { rows: number; promised: number; realised: number };

/** Promised and realised rates in ten groups of equal size, the lowest probabilities first. */
export const calibrationGroupsOf = (
  labels: Numbers,
  probabilities: Numbers,
  given: Int32Array = descending(probabilities),
): CalibrationGroup[] => {
  const order = given.slice().reverse();
  return Array.from(
    { length: Math.min(calibrationGroups, order.length) },
    (_, group, of = Math.min(calibrationGroups, order.length)) => {
      const rows = order.subarray(
        Math.floor((group * order.length) / of),
        Math.floor(((group + 1) * order.length) / of),
      );
      const mean = (values: Numbers): number =>
        rows.reduce((total, row) => total + (values[row] as number), 0) / rows.length;
      return { rows: rows.length, promised: mean(probabilities), realised: mean(labels) };
    },
  );
};

/** Expected calibration error: mean distance of promised and realised rates over ten groups of equal size (Naeini et al., 2015). */
export const expectedCalibrationError = (labels: Numbers, probabilities: Numbers, order?: Int32Array): number =>
  calibrationGroupsOf(labels, probabilities, order).reduce(
    (total, { rows, promised, realised }) => total + (rows / labels.length) * Math.abs(promised - realised),
    0,
  );

/** Leavers among the share of rows with the greatest scores; of equal scores at the border, the part that falls in on average. */
const leaversInTop = (labels: Numbers, scores: Numbers, order: Int32Array, share: number): number => {
  const wanted = share * order.length;
  let found = 0;
  for (let at = 0; at < wanted; ) {
    const score = scores[order[at] as number];
    const from = at;
    let tied = 0;
    do tied += labels[order[at++] as number] as number;
    while (at < order.length && scores[order[at] as number] === score);
    found += tied * Math.min(1, (wanted - from) / (at - from));
  }
  return found;
};

/** Shares of the base that managers ask about. */
export const topShares = [0.01, 0.05, 0.1] as const;

/** What a ranking finds at its top. */
export type Top = { share: number; captured: number; lift: number };

/** For the top 1, 5 and 10 %: the share of all leavers that is found there, and how many times the base rate that is. */
export const topsOf = (labels: Numbers, scores: Numbers, order: Int32Array = descending(scores)): Top[] => {
  const positives = sum(labels);
  return topShares.map((share) => {
    const captured = positives === 0 ? Number.NaN : leaversInTop(labels, scores, order, share) / positives;
    return { share, captured, lift: captured / share };
  });
};

/** How good probabilities are; NaN where a class is missing. */
export type Figures = {
  rows: number;
  positives: number;
  auroc: number;
  logLoss: number;
  brier: number;
  /** Slope of the labels on the log-odds: 1 is calibrated, below 1 is too sure. */
  slope: number;
  /** Expected calibration error. */
  ece: number;
  tops: Top[];
};

/** All figures of probabilities against labels. */
export const figuresOf = (labels: Numbers, probabilities: Numbers): Figures => {
  const order = descending(probabilities);
  return {
    rows: labels.length,
    positives: sum(labels),
    auroc: auroc(labels, probabilities, order),
    logLoss: logLoss(labels, probabilities),
    brier: brier(labels, probabilities),
    slope: logisticLine(labels, Float64Array.from(probabilities, logOdds)).slope,
    ece: expectedCalibrationError(labels, probabilities, order),
    tops: topsOf(labels, probabilities, order),
  };
};
