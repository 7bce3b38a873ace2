import { emptyAdditive, logOddsOf } from './additive.ts';
import { blendedWith } from './blend.ts';
import { type Calibration, calibrationOf, type Learned, onLine } from './calibrate.ts';
import type { Card } from './card.ts';
import { cardOf } from './card-of.ts';
import { type Derived, neededOf } from './derived.ts';
import { type Folded, fitMains, lossOfScores, outOfFold } from './fit-mains.ts';
import { stratifiedFolds } from './folds.ts';
import { grown } from './grown.ts';
import type { Note } from './infer-columns.ts';
import { type Figures, figuresOf, type Line, probabilityOf } from './metrics.ts';
import { prepare } from './prepare.ts';
import { checkPrior, priorOn } from './prior.ts';
import { purified, weightsOf } from './purify.ts';
import { simplified } from './simplify.ts';
import { strongest } from './strongest.ts';
import { isSurelyBetter, rarerOf } from './surely-better.ts';
import type { Table } from './table.ts';
import type { Direction } from './tree-step.ts';
import { CannotLearn } from './trouble.ts';
import { cellsOfTable, twinsOf } from './twins.ts';
import { withProfiles } from './with-profiles.ts';
import { sureOfSum, withSum } from './with-sum.ts';
import { withDerived } from './worked-out.ts';

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
  /** Whether the card may hold columns that are worked out from others, sums, rules and profiles; it may where there are pairs. */
  mayDerive?: boolean;
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
/** Fewest rows of the rarer class that tell a pair from chance. */
const fewestForPairs = 100;
/** Features at most: forty, or one for fifty rows of the rarer class where that is more. */
const mostFeatures = (rarer: number): number => Math.max(40, Math.floor(rarer / 50));
/** A prior that is left as it is stands on its own line. */
const untouched: Calibration = { card: { intercept: 0, slope: 1 }, unseen: { intercept: 0, slope: 1 } };
/** Fewest rows of the rarer class from which a feature's points can be learned. */
const fewest = 10;
/**
 * Standard errors by which a learned card must beat what the operator already has: one where labels are many, above five of
 * thirteen leavers, where a lucky draw looks like knowledge.
 */
const surely = (rarer: number): number => 1 + 60 / rarer;

/** A card with the derived columns that it needs. */
const scored = (card: Card, derived: readonly Derived[]): Card => {
  const used = neededOf(derived, new Set(card.features.map(({ feature }) => feature)));
  return used.length > 0 ? { ...card, derived: used } : card;
};

/**
 * Learns a card from labels.
 *
 * @param labels 1 for who left, 0 for who stayed, row by row
 * @throws CannotLearn where there is nothing to learn from, with what to do
 */
export const train = (given: Table, labels: Float64Array, options: TrainOptions): Trained => {
  const { prior, seed, mayDerive = true, directions = new Map(), onProgress = () => {} } = options;
  const steps = 5;
  const rows = labels.length;
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const rarer = rarerOf(labels);
  if (rarer === 0)
    throw new CannotLearn(
      `all ${rows} rows have the same label: there is nothing to tell apart; check the label and its positive value`,
    );
  if (rarer < fewest && !prior)
    throw new CannotLearn(
      `${rarer} rows of the rarer class are too few to learn from: ${fewest} are the least; start from a prior card, or wait for more`,
    );
  onProgress(0, steps, 'columns');
  const table = withDerived(given, prior?.derived);
  if (prior) checkPrior(prior, table);
  const prepared = prepare(table, labels, prior);
  const { notes } = prepared;
  let { slots } = prepared;
  const { groups } = options;
  const twins = groups ? undefined : twinsOf(slots, cellsOfTable(table, slots), rows)?.group;
  const folded: Folded = { labels, fold: stratifiedFolds(labels, folds, seed, { groups, twins }), folds };
  const rate = Math.log(positives / (rows - positives));
  const losses: Record<string, number> = {};

  // Which columns are strongest is chosen on all rows, so that rows left out flatter what is learned from them afterwards.
  let honest: Float64Array[] | undefined;
  const unseen = ({ byFold }: Learned): Float64Array => outOfFold(folded.fold, byFold);
  const finish = (learned: Learned, from: Trained['report']['from'], derived: readonly Derived[] = []): Trained => {
    onProgress(4, steps, 'card');
    const calibration = from === 'prior' ? untouched : calibrationOf(learned, folded, slots, honest);
    const line = onLine(learned.model, calibration.card);
    const scores = logOddsOf(line, slots, rows);
    if (!scores.every(Number.isFinite))
      throw new Error('the card gives a row points that are no number: it is not kept');
    const curvature = scores.map((score) => probabilityOf(score) * (1 - probabilityOf(score)));
    const pure = purified(line, weightsOf(line, slots, curvature));
    const simple = from === 'prior' ? pure : simplified(pure, slots, weightsOf(pure, slots, curvature), rows);
    const { intercept, slope } = calibration.unseen;
    const promised = unseen(learned).map((score) => probabilityOf(intercept + slope * score));
    onProgress(5, steps, 'done');
    return {
      card: scored(cardOf(simple, slots, options.label), [...(prior?.derived ?? []), ...derived]),
      report: {
        rows,
        positives,
        notes,
        outOfFold: figuresOf(labels, promised),
        losses,
        from,
        calibration: calibration.card,
      },
    };
  };

  const none = emptyAdditive(slots, rate);
  const own = prior && priorOn(prior, slots, labels);
  const ownScores = own && logOddsOf(own, slots, rows);
  const alone = own && ownScores && { model: own, byFold: Array.from({ length: folds }, () => ownScores) };
  if (alone) losses.prior = lossOfScores(labels, unseen(alone));
  if (alone && rarer < fewest) return finish(alone, 'prior');

  onProgress(1, steps, 'single features');
  let mains = fitMains(slots, folded, none, directions);
  if (slots.length > mostFeatures(rarer) && !own) {
    const kept = strongest(slots, mains.model, mostFeatures(rarer));
    notes.push({ column: '', words: `${slots.length - kept.length} columns of little use were left out` });
    slots = kept;
    honest = mains.byFold;
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
    if (!isSurelyBetter(labels, unseen(blended.mains), unseen(alone), surely(rarer))) return finish(alone, 'prior');
    mains = blended.mains;
    from = isDrawn || blended.share < 1 ? 'prior and labels' : 'labels';
  }
  onProgress(3, steps, 'pairs');
  const most = rarer < fewestForPairs ? 0 : Math.min(mostPairs, options.pairs ?? mostPairs);
  const limits = { most, mayDerive, directions };
  const plain = grown(slots, folded, mains, limits);
  // A prior's points stand in its own features: what they are drawn to has no sum.
  const summed = most > 0 && mayDerive && !own ? withSum(table, slots, folded, mains, rate, directions) : undefined;
  const other = summed && grown(summed.slots, folded, summed.mains, limits);
  // What pairs can follow as well is left to them.
  const isSummed = other && isSurelyBetter(labels, unseen(other.learned), unseen(plain.learned), sureOfSum);
  const best = summed && isSummed ? { ...other, derived: [summed.sum, ...other.derived] } : plain;
  Object.assign(losses, best.losses);
  const met = most > 0 && mayDerive ? withProfiles(table, slots, best.slots, folded, best.learned) : undefined;
  slots = met?.slots ?? best.slots;
  if (met) losses.profiles = lossOfScores(labels, unseen(met.learned));
  return finish(met?.learned ?? best.learned, from, [...best.derived, ...(met ? [met.profiles] : [])]);
};
