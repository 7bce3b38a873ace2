import { type Additive, emptyAdditive, logOddsOf, mixture, type PairTable } from './additive.ts';
import type { Card } from './card.ts';
import { cardOf } from './card-of.ts';
import { type Folded, fitMains, fitsFrom, lossOfScores, type Mains, outOfFold, scoresOf } from './fit-mains.ts';
import { fitPairs } from './fit-pairs.ts';
import { stratifiedFolds } from './folds.ts';
import type { Note } from './infer-columns.ts';
import { type Figures, figuresOf, type Line, logisticLine, probabilityOf } from './metrics.ts';
import { prepare } from './prepare.ts';
import { checkPrior, priorOn } from './prior.ts';
import { purified, weightsOf } from './purify.ts';
import { axisOf, rankPairs } from './rank-pairs.ts';
import { simplified } from './simplify.ts';
import type { Slots } from './slots.ts';
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
  /** A card to start from; points that are no log-odds are turned into them. */
  prior?: Card;
  /** Pairs at most; 0 for a card of single features. */
  pairs?: number;
  /** Features whose points may only rise (1) or fall (-1) with the value; such a feature is in no pair. */
  directions?: ReadonlyMap<string, Direction>;
  /** Hears how far it is: steps done of steps, and what comes next. */
  onProgress?: (done: number, of: number, next: string) => void;
};

/** What was learned, and what is to be said of it. */
export type Trained = {
  card: Card;
  report: {
    rows: number;
    positives: number;
    /** Columns that were left out or changed, and why. */
    notes: Note[];
    /** Figures on the rows of the training table, each by a model that has not seen it. */
    outOfFold: Figures;
    /** Mean log-loss on rows not seen: of the prior alone, of cards of single features, with pairs. */
    losses: Record<string, number>;
    /** What the card was made from: the prior untouched, the prior and labels, or labels alone. */
    from: 'prior' | 'prior and labels' | 'labels';
    /** The line that the log-odds were put on, so that rows not seen are promised what they keep. */
    calibration: Line;
  };
};

/** Models that learn from all rows but their own fold's: each row has one that has not seen it. */
const folds = 5;
/** Pairs at most: their tables are about two kilobytes each. */
const mostPairs = 20;
/** Features at most: forty, or one for fifty rows of the rarer class where that is more. */
const mostFeatures = (rarer: number): number => Math.max(40, Math.floor(rarer / 50));
/** Fewest rows of the rarer class from which a feature's points can be learned. */
const fewest = 10;
/** Groups of a feature where pairs are looked for, and where they are learned: thresholds need fine ones. */
const [groupsToRank, groupsToLearn] = [12, 64];
/** How sure it is beforehand that models are calibrated, as inverse variances: folds' models seldom miss by more than a tenth. */
const calibrated = { intercept: 400, slope: 400 };

/** Sum over the rows of squared points: how much a feature moves scores. */
const importanceOf = ({ rows }: Slots, points: Float64Array): number => {
  const all = rows.reduce((sum, count) => sum + count, 0);
  const mean = rows.reduce((sum, count, slot) => sum + count * (points[slot] as number), 0) / all;
  return rows.reduce((sum, count, slot) => sum + count * ((points[slot] as number) - mean) ** 2, 0);
};

const strongest = (slots: readonly Slots[], { mains }: Additive, most: number): Slots[] => {
  const importance = slots.map((feature, place) => importanceOf(feature, mains[place] as Float64Array));
  const order = [...slots.keys()].sort((a, b) => (importance[b] as number) - (importance[a] as number) || a - b);
  const kept = new Set(order.slice(0, most));
  return slots.filter((_, place) => kept.has(place));
};

/**
 * Standard errors by which a learned card must beat what the operator already has: one where labels are many, above five of
 * thirteen leavers, where a lucky draw looks like knowledge.
 */
const surely = (rarer: number): number => 1 + 60 / rarer;

/** Whether scores lose less than others by more than chance. */
const isSurelyBetter = (labels: Float64Array, scores: Float64Array, than: Float64Array, errors: number): boolean => {
  const lossOf = (score: number, label: number): number => Math.log1p(Math.exp(label === 1 ? -score : score));
  const gains = labels.map((label, row) => lossOf(than[row] as number, label) - lossOf(scores[row] as number, label));
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  return mean > errors * Math.sqrt(variance / gains.length);
};

/** Mean of the folds' models: equal pairs are added up, and those that move scores most are kept. */
const meanOfFolds = (models: readonly Additive[], slots: readonly Slots[], most: number): Additive => {
  const all = mixture(
    models.map((model) => ({ weight: 1 / models.length, model })),
    slots,
  );
  const byName = new Map<string, PairTable>();
  for (const pair of all.pairs) {
    const name = pair.features.join(' ');
    const known = byName.get(name);
    if (known) known.points.set(known.points.map((value, cell) => value + (pair.points[cell] as number)));
    else byName.set(name, { ...pair, points: Float64Array.from(pair.points) });
  }
  const importance = (pair: PairTable): number =>
    pair.points.reduce((sum, value) => sum + value * value, 0) / pair.points.length;
  const pairs = [...byName.values()].filter(({ points }) => points.some((value) => value !== 0));
  return { ...all, pairs: pairs.sort((a, b) => importance(b) - importance(a)).slice(0, most) };
};

/** The model and what models that have not seen a row say of it. */
type Learned = { model: Additive; scores: Float64Array };

const withPairs = (
  slots: readonly Slots[],
  folded: Folded,
  mains: Mains,
  most: number,
  directions: ReadonlyMap<string, Direction>,
): Learned => {
  const scores = outOfFold(folded.fold, mains.byFold);
  const axesOf = (groups: number) =>
    slots.map((feature, at) => axisOf(feature, mains.model.mains[at] as Float64Array, groups));
  const places = [...slots.keys()].filter((place) => !directions.get(slots[place]?.name ?? ''));
  const candidates = rankPairs(slots, axesOf(groupsToRank), { ...folded, scores }, places);
  if (candidates.every((list) => list.length === 0)) return { model: mains.model, scores };
  const fits = fitsFrom(folded, (own) => mains.byFold[own] as Float64Array);
  const models = fitPairs(slots, axesOf(groupsToLearn), candidates, fits, mains.stiffness);
  const added = meanOfFolds(models, slots, most);
  const model = mixture(
    [
      { weight: 1, model: mains.model },
      { weight: 1, model: added },
    ],
    slots,
  );
  return { model, scores: outOfFold(folded.fold, scoresOf(fits)) };
};

/** Shares of the learned card that are tried beside the prior. */
const shares = [1, 0.75, 0.5, 0.25];

/** The mean of the prior and a learned card, in the shares that tell rows not seen best. */
const blendedWith = (
  prior: Learned,
  learned: Mains,
  { labels, fold }: Folded,
  slots: readonly Slots[],
): { share: number; mains: Mains } => {
  const tried = shares.map((share) => {
    const byFold = learned.byFold.map((scores) =>
      scores.map((score, row) => share * score + (1 - share) * (prior.scores[row] as number)),
    );
    return { share, byFold, loss: lossOfScores(labels, outOfFold(fold, byFold)) };
  });
  const { share, byFold, loss } = tried.reduce((best, next) => (next.loss < best.loss ? next : best));
  const parts = [
    { weight: share, model: learned.model },
    { weight: 1 - share, model: prior.model },
  ];
  const model = mixture(
    parts.filter(({ weight }) => weight > 0),
    slots,
  );
  return { share, mains: { ...learned, model, byFold, losses: { ...learned.losses, mains: loss } } };
};

/** Puts log-odds on a line. */
const onLine = ({ base, mains, pairs }: Additive, { intercept, slope }: Line): Additive => ({
  base: intercept + slope * base,
  mains: mains.map((points) => points.map((value) => value * slope)),
  pairs: pairs.map((pair) => ({ ...pair, points: pair.points.map((value) => value * slope) })),
});

/**
 * Learns a card from labels.
 *
 * @param labels 1 for who left, 0 for who stayed, row by row
 * @throws CannotLearn where there is nothing to learn from, with what to do
 */
export const train = (given: Table, labels: Float64Array, options: TrainOptions): Trained => {
  const { prior, seed, directions = new Map(), onProgress = () => {} } = options;
  const steps = 5;
  const rows = labels.length;
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const rarer = Math.min(positives, rows - positives);
  if (rarer === 0)
    throw new CannotLearn(
      `all ${rows} rows have the same label: there is nothing to tell apart; check the label and its positive value`,
    );
  if (rarer < fewest && !prior)
    throw new CannotLearn(
      `${rarer} rows of the rarer class are too few to learn from: ${fewest} are the least; start from a prior card, or wait for more`,
    );
  onProgress(0, steps, 'columns');
  if (prior) checkPrior(prior, given);
  const prepared = prepare(given, labels, prior);
  const { notes } = prepared;
  let { slots } = prepared;
  const folded: Folded = { labels, fold: stratifiedFolds(labels, folds, seed, options.groups), folds };
  const rate = Math.log(positives / (rows - positives));
  const losses: Record<string, number> = {};

  const finish = (learned: Learned, from: Trained['report']['from']): Trained => {
    onProgress(4, steps, 'card');
    const calibration =
      from === 'prior'
        ? { intercept: 0, slope: 1 }
        : logisticLine(labels, learned.scores, { line: { intercept: 0, slope: 1 }, ...calibrated });
    const line = onLine(learned.model, calibration);
    const scores = logOddsOf(line, slots, rows);
    const curvature = scores.map((score) => probabilityOf(score) * (1 - probabilityOf(score)));
    const pure = purified(line, weightsOf(line, slots, curvature));
    const simple = from === 'prior' ? pure : simplified(pure, slots, weightsOf(pure, slots, curvature), rows);
    const promised = learned.scores.map((score) => probabilityOf(calibration.intercept + calibration.slope * score));
    onProgress(5, steps, 'done');
    return {
      card: cardOf(simple, slots, options.label),
      report: { rows, positives, notes, outOfFold: figuresOf(labels, promised), losses, from, calibration },
    };
  };

  const none = emptyAdditive(slots, rate);
  const own = prior && priorOn(prior, slots, labels);
  const alone = own && { model: own, scores: logOddsOf(own, slots, rows) };
  if (alone) losses.prior = lossOfScores(labels, alone.scores);
  if (alone && rarer < fewest) return finish(alone, 'prior');

  onProgress(1, steps, 'single features');
  let mains = fitMains(slots, folded, none, directions);
  if (slots.length > mostFeatures(rarer) && !own) {
    const kept = strongest(slots, mains.model, mostFeatures(rarer));
    notes.push({ column: '', words: `${slots.length - kept.length} columns of little use were left out` });
    slots = kept;
    mains = fitMains(slots, folded, emptyAdditive(slots, rate), directions);
  }
  let from: Trained['report']['from'] = 'labels';
  onProgress(2, steps, own ? 'from the prior' : 'pairs');
  if (own && alone) {
    const drawn = fitMains(slots, folded, own, directions);
    losses['prior and labels'] = drawn.losses.mains;
    losses.labels = mains.losses.mains;
    const isDrawn = drawn.losses.mains <= mains.losses.mains;
    const blended = blendedWith(alone, isDrawn ? drawn : mains, folded, slots);
    losses.blend = blended.mains.losses.mains;
    // What the operator already has is left only for what is surely better.
    const scores = outOfFold(folded.fold, blended.mains.byFold);
    if (!isSurelyBetter(labels, scores, alone.scores, surely(rarer))) return finish(alone, 'prior');
    mains = blended.mains;
    from = isDrawn || blended.share < 1 ? 'prior and labels' : 'labels';
  }
  Object.assign(losses, mains.losses);
  const plain: Learned = { model: mains.model, scores: outOfFold(folded.fold, mains.byFold) };
  onProgress(3, steps, 'pairs');
  const most = Math.min(mostPairs, options.pairs ?? mostPairs);
  if (most === 0 || slots.length < 2) return finish(plain, from);
  const paired = withPairs(slots, folded, mains, most, directions);
  losses.pairs = lossOfScores(labels, paired.scores);
  return finish(losses.pairs < mains.losses.mains ? paired : plain, from);
};
