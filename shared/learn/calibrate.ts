import { type Additive, logOddsOf } from './additive.ts';
import { type Folded, type Mains, outOfFold } from './fit-mains.ts';
import { type Line, logisticLine } from './metrics.ts';
import type { Slots } from './slots.ts';

/** A model, and the log-odds that its folds' models give all rows: a row's own fold has not seen it. */
export type Learned = Pick<Mains, 'model' | 'byFold'>;

/** How sure it is beforehand that cards are calibrated, as inverse variances: boosting that ends early is up to a quarter too blunt, so a slope may miss by a fifth. */
const calibrated = { intercept: 400, slope: 25 };

const varianceOf = (values: ArrayLike<number>): { mean: number; variance: number } => {
  let [mean, variance] = [0, 0];
  for (let at = 0; at < values.length; at++) mean += (values[at] as number) / values.length;
  for (let at = 0; at < values.length; at++) variance += ((values[at] as number) - mean) ** 2 / values.length;
  return { mean, variance };
};

/** How far folds' models are from each other, as a variance: of those that have seen a row, for the one that has not differs by that alone. */
const disagreementOf = (byFold: readonly Float64Array[], fold: Uint8Array): number => {
  const seeing = byFold.length - 1;
  const scores = new Float64Array(seeing);
  let sum = 0;
  for (let row = 0; row < fold.length; row++) {
    for (let own = 0, at = 0; own < byFold.length; own++)
      if (own !== fold[row]) scores[at++] = byFold[own]?.[row] as number;
    sum += varianceOf(scores).variance;
  }
  return (sum / fold.length) * (seeing / (seeing - 1));
};

/** The line of a model, and of the log-odds that its folds' models give the rows that they have not seen. */
export type Calibration = { card: Line; unseen: Line };

/**
 * The line that log-odds are put on, so that rows not seen are promised what they keep. Rows left out know the line of one fold's model. The
 * mean of all is less spread than each, for what they do not agree on evens out, and tells labels as much: so it is stretched by what it
 * has lost of their variance.
 *
 * @param honest the model whose rows left out are to be believed, where it is not the one that was learned last
 */
export const calibrationOf = (
  { model, byFold }: Learned,
  { labels, fold }: Folded,
  slots: readonly Slots[],
  honest: readonly Float64Array[] = byFold,
): Calibration => {
  const { mean, variance } = varianceOf(logOddsOf(model, slots, labels.length));
  const lost = disagreementOf(byFold, fold) * (1 - 1 / byFold.length);
  const stretch = variance > 0 ? 1 + lost / variance : 1;
  // It is the mean that is held for calibrated beforehand.
  const line = { intercept: mean - mean / stretch, slope: 1 / stretch };
  const unseen = logisticLine(labels, outOfFold(fold, honest), { line, ...calibrated });
  const slope = unseen.slope * stretch;
  return { unseen, card: { slope, intercept: unseen.intercept + (unseen.slope - slope) * mean } };
};

/** Puts log-odds on a line. */
export const onLine = ({ base, mains, pairs }: Additive, { intercept, slope }: Line): Additive => ({
  base: intercept + slope * base,
  mains: mains.map((points) => points.map((value) => value * slope)),
  pairs: pairs.map((pair) => ({ ...pair, points: pair.points.map((value) => value * slope) })),
});
