import { type Additive, logOddsOf, mixture } from './additive.ts';
import { fitBoosted } from './fit-boosted.ts';
import { fitSmooth, smoothPlan } from './fit-smooth.ts';
import { logLoss, probabilityOf } from './metrics.ts';
import { type Fit, fitOn, logOddsIn } from './passes.ts';
import type { Slots } from './slots.ts';
import type { Stiffness } from './smoothness.ts';
import { rarerOf } from './surely-better.ts';
import type { Direction } from './tree-step.ts';

/** Labels, and the fold of each row: a model a fold learns from the rows of the others. */
export type Folded = { labels: Float64Array; fold: Uint8Array; folds: number };

/** One fit a fold. */
export const fitsFrom = ({ labels, fold, folds }: Folded, start: (own: number) => Float64Array): Fit[] =>
  Array.from({ length: folds }, (_, own) => fitOn(labels, fold, own, start(own)));

/** Each row's log-odds by the model that has not seen it. */
export const outOfFold = (fold: Uint8Array, scores: readonly Float64Array[]): Float64Array => {
  const unseen = new Float64Array(fold.length);
  for (let row = 0; row < fold.length; row++) unseen[row] = scores[fold[row] as number]?.[row] as number;
  return unseen;
};

/** Log-odds by fold, of all rows. */
export const scoresOf = (fits: readonly Fit[]): Float64Array[] => fits.map(logOddsIn);

/** Mean log-loss of log-odds. */
export const lossOfScores = (labels: Float64Array, scores: Float64Array): number =>
  logLoss(labels, scores.map(probabilityOf));

/** A card of single features: the model for new rows, and what the models of the folds say. */
export type Mains = {
  model: Additive;
  /** Log-odds of all rows by the model of each fold. */
  byFold: Float64Array[];
  /** Of smooth curves, by fold and feature. */
  stiffness: Stiffness[][];
  /** Mean log-loss of rows not seen: of smooth curves alone, and of the card. */
  losses: { smooth: number; mains: number };
};

/**
 * Up to so many rows of the rarer class boosting begins at the centre, too, and the mean of both counts: smooth curves of more features than so
 * few rows can tell apart have learned chance, which boosting cannot take back.
 */
const fewLabels = 200;

type Found = Pick<Mains, 'model' | 'byFold'>;

const meanOfTwo = (one: Found, other: Found, slots: readonly Slots[]): Found => ({
  model: {
    ...mixture(
      [one, other].map(({ model }) => ({ weight: 0.5, model })),
      slots,
    ),
    pairs: one.model.pairs,
  },
  byFold: one.byFold.map((scores, own) =>
    scores.map((score, row) => (score + (other.byFold[own]?.[row] as number)) / 2),
  ),
});

/**
 * Smooth curves first; boosting begins where they end, and adds the steps that they have rounded off. One model a fold, each from the rows
 * of the others; their mean is the card.
 *
 * @param centre what points are drawn to
 */
export const fitMains = (
  slots: readonly Slots[],
  folded: Folded,
  centre: Additive,
  directions: ReadonlyMap<string, Direction>,
): Mains => {
  const { labels, fold } = folded;
  const start = logOddsOf(centre, slots, labels.length);
  const plan = smoothPlan(slots, centre);
  const fits = fitsFrom(folded, () => start);
  const smooth = fits.map((fit) => fitSmooth(plan, fit, directions));
  const stiffness = smooth.map((fitted) => fitted.stiffness);
  const smoothScores = scoresOf(fits);
  /** Boosts fits, and adds the models that they began with. The centre's own pairs are part of where fits begin. */
  const boosted = (from: readonly Fit[], first: readonly Additive[]): Found => {
    const models = [...first, ...fitBoosted(slots, from, stiffness, directions)];
    const mean = mixture(
      models.map((model) => ({ weight: 1 / from.length, model })),
      slots,
    );
    return { model: { ...mean, pairs: centre.pairs }, byFold: scoresOf(from) };
  };
  let found = boosted(
    fits,
    smooth.map(({ model }) => model),
  );
  if (rarerOf(labels) <= fewLabels) {
    const again = fitsFrom(folded, () => start);
    const other = boosted(
      again,
      again.map(() => centre),
    );
    found = meanOfTwo(found, other, slots);
  }
  const losses = {
    smooth: lossOfScores(labels, outOfFold(fold, smoothScores)),
    mains: lossOfScores(labels, outOfFold(fold, found.byFold)),
  };
  return { ...found, stiffness, losses };
};
