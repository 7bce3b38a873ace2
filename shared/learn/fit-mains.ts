import { type Additive, emptyAdditive, logOddsOf, mixture } from './additive.ts';
import { fitBoosted } from './fit-boosted.ts';
import { fitSmooth, smoothPlan } from './fit-smooth.ts';
import { logLoss, probabilityOf } from './metrics.ts';
import type { Slots } from './slots.ts';
import type { Stiffness } from './smoothness.ts';
import type { Fit } from './sweep.ts';
import type { Direction } from './tree-step.ts';

/** Labels, and the fold of each row: a model a fold learns from the rows of the others. */
export type Folded = { labels: Float64Array; fold: Uint8Array; folds: number };

/** One fit a fold. */
export const fitsFrom = ({ labels, fold, folds }: Folded, start: (own: number) => Float64Array): Fit[] =>
  Array.from({ length: folds }, (_, own) => ({
    labels,
    weights: Float64Array.from(fold, (other) => (other === own ? 0 : 1)),
    odds: start(own).map(Math.exp),
  }));

/** Each row's log-odds by the model that has not seen it. */
export const outOfFold = (fold: Uint8Array, scores: readonly Float64Array[]): Float64Array =>
  Float64Array.from(fold, (own, row) => scores[own]?.[row] as number);

/** Log-odds by fold, of all rows. */
export const scoresOf = (fits: readonly Fit[]): Float64Array[] => fits.map(({ odds }) => odds.map(Math.log));

/** Mean log-loss of log-odds. */
export const lossOfScores = (labels: Float64Array, scores: Float64Array): number =>
  logLoss(labels, scores.map(probabilityOf));

/** Shares of the smooth card that are tried. */
const shares = [0.5, 0, 0.25, 0.75, 1];

/** A card of single features: the model for new rows, and what the models of the folds say. */
export type Mains = {
  model: Additive;
  /** Log-odds of all rows by the model of each fold. */
  byFold: Float64Array[];
  stiffness: Stiffness[];
  losses: { smooth: number; boosted: number; mains: number };
};

/**
 * The mean of a smooth and a boosted card, in the shares that tell rows not seen best.
 *
 * @param centre what points are drawn to, and where boosting begins
 */
export const fitMains = (
  slots: readonly Slots[],
  folded: Folded,
  centre: Additive,
  directions: ReadonlyMap<string, Direction>,
): Mains => {
  const { labels, fold, folds } = folded;
  const rows = labels.length;
  const start = logOddsOf(centre, slots, rows);
  const plan = smoothPlan(slots, centre);
  const whole: Fit = { labels, weights: new Float64Array(rows).fill(1), odds: start.map(Math.exp) };
  const { model: smooth, stiffness } = fitSmooth(plan, whole, directions);
  const smoothFits = fitsFrom(folded, () => start);
  for (const fit of smoothFits) fitSmooth(plan, fit, directions);
  const boostedFits = fitsFrom(folded, () => start);
  const { models } = fitBoosted(slots, boostedFits, stiffness, directions);

  const [smoothScores, boostedScores] = [scoresOf(smoothFits), scoresOf(boostedFits)];
  const mixed = (share: number): Float64Array[] =>
    smoothScores.map((scores, own) =>
      scores.map((score, row) => share * score + (1 - share) * (boostedScores[own]?.[row] as number)),
    );
  const lossOf = (scores: Float64Array[]): number => lossOfScores(labels, outOfFold(fold, scores));
  const tried = shares.map((share) => ({ share, loss: lossOf(mixed(share)) }));
  const { share, loss } = tried.reduce((best, next) => (next.loss < best.loss ? next : best));
  // The centre's own pairs are in both: once is enough.
  const parts = [
    { weight: share, model: smooth },
    { weight: 1 - share, model: { ...centre, pairs: [] } },
    ...models.map((model) => ({ weight: (1 - share) / folds, model })),
    { weight: 1, model: { ...emptyAdditive(slots), pairs: centre.pairs } },
  ];
  return {
    model: mixture(parts, slots),
    byFold: mixed(share),
    stiffness,
    losses: { smooth: lossOf(smoothScores), boosted: lossOf(boostedScores), mains: loss },
  };
};
