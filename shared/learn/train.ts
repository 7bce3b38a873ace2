import { type Additive, emptyAdditive, logOddsOf, mixture, type PairTable } from './additive.ts';
import type { Card } from './card.ts';
import { cardOf } from './card-of.ts';
import { fitBoosted } from './fit-boosted.ts';
import { axisOf, fitPairs, rankPairs } from './fit-pairs.ts';
import { fitSmooth, smoothPlan } from './fit-smooth.ts';
import { stratifiedFolds } from './folds.ts';
import type { Note } from './infer-columns.ts';
import { type Figures, figuresOf, type Line, logisticLine, logLoss, probabilityOf } from './metrics.ts';
import { copiesOf, isLeak, screenColumns } from './screen.ts';
import { type Slots, slotsOf } from './slots.ts';
import type { Fit } from './sweep.ts';
import type { Table } from './table.ts';
import type { Direction } from './tree-step.ts';
import { CannotLearn } from './trouble.ts';

/** How to learn; what is left out has one default for all tables. */
export type TrainOptions = {
  /** What the card measures. */
  label: Card['label'];
  /** Same table, labels, options and seed: same card, byte for byte. */
  seed: number;
  /** By row: rows of one group (a customer at several dates) are never both learned from and judged by. */
  groups?: readonly string[];
  /** A card to start from; points of a `points` card are turned into log-odds. */
  prior?: Card;
  /** Pairs at most; 0 for a card of single features. */
  pairs?: number;
  /** Features whose points may only rise (1) or fall (-1) with the value. */
  directions?: ReadonlyMap<string, Direction>;
  /** Hears how far it is: steps done of steps. */
  onProgress?: (done: number, of: number, what: string) => void;
};

/** What was learned, and what is to be said of it. */
export type Trained = {
  card: Card;
  report: {
    rows: number;
    positives: number;
    /** Columns that were left out or changed, and why. */
    notes: Note[];
    features: number;
    pairs: number;
    /** What models of the same kind promise rows that they have not seen. */
    outOfFold: Figures;
    /** Mean log-loss on rows not seen, by what the card is made of. */
    losses: Record<string, number>;
  };
};

/** Models that learn from all rows but their own fold's: each row has one that has not seen it. */
const folds = 5;
/** Fewest rows of each class: fewer say nothing about single features. */
const fewest = 10;

const fitsFrom = (labels: Float64Array, fold: Uint8Array, start: (fold: number) => Float64Array): Fit[] =>
  Array.from({ length: folds }, (_, own) => ({
    labels,
    weights: Float64Array.from(fold, (other) => (other === own ? 0 : 1)),
    odds: start(own).map(Math.exp),
  }));

/** Each row's log-odds by the model that has not seen it. */
const outOfFoldOf = (fits: readonly Fit[], fold: Uint8Array): Float64Array =>
  Float64Array.from(fold, (own, row) => Math.log(fits[own]?.odds[row] as number));

const lossOfScores = (labels: Float64Array, scores: Float64Array): number => logLoss(labels, scores.map(probabilityOf));

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Learns a card from labels: 1 for who left, 0 for who stayed. @throws CannotLearn where there is nothing to learn from */
export const train = (given: Table, labels: Float64Array, options: TrainOptions): Trained => {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === labels.length)
    throw new CannotLearn(`all ${labels.length} rows have the same label: there is nothing to tell apart`);
  if (Math.min(positives, labels.length - positives) < fewest)
    throw new CannotLearn(`${Math.min(positives, labels.length - positives)} rows of a class are too few`);
  const { table, notes } = screenColumns(given);
  const slots: Slots[] = [];
  const all = slotsOf(table, options.prior);
  for (const feature of all) {
    if (isLeak(feature, labels))
      notes.push({
        column: feature.name,
        words: 'dropped as leakage: it tells the label of practically every row by itself',
      });
    else slots.push(feature);
  }
  const copies = copiesOf(slots);
  for (const { place, of } of copies)
    notes.push({ column: slots[place]?.name ?? '', words: `dropped: it ranks rows as ${slots[of]?.name} does` });
  for (const { place } of [...copies].reverse()) slots.splice(place, 1);
  if (slots.length === 0) throw new CannotLearn('no column is left to learn from');

  const rows = labels.length;
  const fold = stratifiedFolds(labels, folds, options.seed, options.groups);
  const rate = Math.log(positives / (rows - positives));
  const losses: Record<string, number> = {};

  // Smooth card.
  const centre = emptyAdditive(slots, rate);
  const plan = smoothPlan(slots, centre);
  const whole: Fit = {
    labels,
    weights: new Float64Array(rows).fill(1),
    odds: logOddsOf(centre, slots, rows).map(Math.exp),
  };
  const smooth = fitSmooth(plan, whole);
  const smoothFits = fitsFrom(labels, fold, () => logOddsOf(centre, slots, rows));
  for (const fit of smoothFits) fitSmooth(plan, fit, smooth.stiffness);
  const smoothScores = outOfFoldOf(smoothFits, fold);
  losses.smooth = lossOfScores(labels, smoothScores);
  // Boosted card.
  const boostedFits = fitsFrom(labels, fold, () => new Float64Array(rows).fill(rate));
  const boosted = fitBoosted(slots, boostedFits, smooth.stiffness, options.directions);
  const boostedScores = outOfFoldOf(boostedFits, fold);
  losses.boosted = lossOfScores(labels, boostedScores);
  const mix = (weight: number): Float64Array =>
    smoothScores.map((score, row) => weight * score + (1 - weight) * (boostedScores[row] as number));
  const weights = [0, 0.25, 0.5, 0.75, 1];
  const weight = weights.reduce(
    (best, next) => (lossOfScores(labels, mix(next)) < lossOfScores(labels, mix(best)) ? next : best),
    0.5,
  );
  losses.mains = lossOfScores(labels, mix(weight));
  const boostedMean = mixture(
    boosted.models.map((model) => ({ weight: 1 / folds, model: { ...model, base: model.base + rate } })),
    slots,
  );
  let model: Additive = mixture(
    [
      { weight, model: smooth.model },
      { weight: 1 - weight, model: boostedMean },
    ],
    slots,
  );
  let scores = mix(weight);
  const mostPairs = options.pairs ?? 20;
  if (mostPairs > 0 && slots.length > 1) {
    const coarseAxes = slots.map((feature, at) => axisOf(feature, model.mains[at] as Float64Array, 12));
    const fineAxes = slots.map((feature, at) => axisOf(feature, model.mains[at] as Float64Array, 32));
    const seen: Fit = { labels, weights: new Float64Array(rows).fill(1), odds: scores.map(Math.exp) };
    const ranked = rankPairs(slots, coarseAxes, seen, [...slots.keys()]);
    const chosen = ranked.slice(0, 40);
    const startFits = fitsFrom(labels, fold, (own) => {
      const [one, two] = [smoothFits[own]?.odds as Float64Array, boostedFits[own]?.odds as Float64Array];
      return one.map((odds, row) => weight * Math.log(odds) + (1 - weight) * Math.log(two[row] as number));
    });
    const pairs = fitPairs(slots, fineAxes, chosen, startFits);
    scores = outOfFoldOf(startFits, fold);
    losses.pairs = lossOfScores(labels, scores);
    model = {
      ...model,
      pairs: chosen.map((_, at): PairTable => {
        const tables = pairs.models.map((tables) => tables[at] as PairTable);
        const points = (tables[0] as PairTable).points.map((_, cell) =>
          meanOf(tables.map(({ points }) => points[cell] as number)),
        );
        return { ...(tables[0] as PairTable), points };
      }),
    };
  }
  const line: Line = logisticLine(labels, scores);
  const card = cardOf(model, slots, options.label);
  return {
    card,
    report: {
      rows,
      positives,
      notes,
      features: card.features.length,
      pairs: card.pairs.length,
      outOfFold: figuresOf(labels, scores.map(probabilityOf)),
      losses: { ...losses, slope: line.slope },
    },
  };
};
