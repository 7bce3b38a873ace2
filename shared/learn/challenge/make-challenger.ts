import type { Backtest, LearnedCard } from '../../contracts/learned-card.ts';
import type { Learning } from '../../contracts/policy/learning.ts';
import { type Scorecard, scorecard } from '../../contracts/policy/scorecard.ts';
import type { Policy } from '../../contracts/policy.ts';
import { type Cut, monthsOfBacktest, splitByTime } from '../../domain/learning/cuts.ts';
import { rowsAt, type TrainingRows } from '../../domain/learning/training-rows.ts';
import { probabilityOf } from '../../domain/policy/learned-policy.ts';
import { logisticLine, probabilityOf as probabilityOfOdds } from '../metrics.ts';
import { scorer } from '../score-card.ts';
import type { Coded, Table } from '../table.ts';
import { type TrainOptions, train } from '../train.ts';
import { CannotLearn } from '../trouble.ts';
import { type Answers, judge } from './backtest.ts';
import { curvesOf } from './curves.ts';
import { spreadOf, wordSpreadOf } from './drift.ts';
import { slicesOf } from './slices.ts';
import { withWords } from './words.ts';

/** What a card is learned from. */
export type Lesson = {
  /** The operator's policy, and its section on learning. */
  policy: Policy;
  learning: Learning;
  /** Where the rows come from; goes into the document as it is. */
  design: Omit<LearnedCard['design'], 'cuts' | 'seed' | 'leadMonths' | 'outcomeMonths'>;
  /** Cuts of the rows, oldest first. */
  cuts: readonly Cut[];
  rows: TrainingRows;
};

/** A card that others are measured against. */
export type Rival = { hash: string; card: Scorecard; trainedOn: readonly string[] };

/** Rows as the learner and the scorer want them. */
export const tableOf = ({ customerIds, numbers, words }: TrainingRows): Table => ({
  rows: customerIds.length,
  numbers,
  texts: new Map([...words].map(([name, list]) => [name, codedOf(list)])),
});

/** Words with their codes; sorted, so that it does not matter which row comes first. */
const codedOf = (list: readonly (string | null)[]): Coded => {
  const values = [...new Set(list)].filter((word) => word !== null).sort();
  const places = new Map(values.map((word, place) => [word, place]));
  return { codes: Int32Array.from(list, (word) => (word === null ? -1 : (places.get(word) as number))), values };
};

/** Probabilities that a logistic card gives. */
export const probabilitiesOf = (card: Scorecard, table: Table): Float64Array =>
  scorer(card)
    .scores(table)
    .map((points) => probabilityOf(points, card.link));

const rowsOfCuts = (rows: TrainingRows, cuts: readonly Cut[], wanted: readonly Cut[]): TrainingRows => {
  const places = new Set(wanted.map((cut) => cuts.indexOf(cut)));
  return rowsAt(
    rows,
    [...rows.cuts.keys()].filter((row) => places.has(rows.cuts[row] as number)),
  );
};

const goneOf = ({ labels }: TrainingRows): number => labels.reduce((sum, label) => sum + label, 0);

/** Months of the older and the newer cuts, with their rows. @throws CannotLearn where there are too few of either */
const split = ({ learning, cuts, rows, design }: Lesson) => {
  const { train: older, test: newer } = splitByTime(cuts, learning.testCuts);
  if (older.length === 0)
    throw new CannotLearn(
      `the facts reach from ${design.first} to ${design.last}: a card that is judged by what came after it needs ${monthsOfBacktest(learning)} months (${learning.observedMonths} observed, twice ${learning.leadMonths} of lead and ${learning.outcomeMonths} of outcome, ${learning.testCuts} to judge by); set fewer in "learning", or wait`,
    );
  const olderRows = rowsOfCuts(rows, cuts, older);
  const newerRows = rowsOfCuts(rows, cuts, newer);
  for (const [what, part] of [
    ['older', olderRows],
    ['newer', newerRows],
  ] as const)
    if (goneOf(part) < learning.fewestGone)
      throw new CannotLearn(
        `${goneOf(part)} customers of the ${what} cuts left: at least ${learning.fewestGone} are needed ("learning.fewestGone")`,
      );
  return { older, newer, olderRows, newerRows };
};

/**
 * Probabilities of a card for rows. Points of a card that has no probabilities are given those that fit the older rows best
 * (a logistic line): so that log-loss and calibration can be compared at all.
 */
const answersOf = (card: Scorecard, older: TrainingRows, newer: TrainingRows): Float64Array => {
  if (card.link.type === 'logistic') return probabilitiesOf(card, tableOf(newer));
  const { scores } = scorer(card);
  const known = scores(tableOf(older));
  const mean = known.reduce((sum, points) => sum + points, 0) / known.length;
  const spread = Math.sqrt(known.reduce((sum, points) => sum + (points - mean) ** 2, 0) / known.length) || 1;
  // Newton's method begins with a slope of 1, which points in tens are far from: hence in units of their deviation.
  const unit = (points: number): number => (points - mean) / spread;
  const { intercept, slope } = logisticLine(older.labels, known.map(unit));
  return scores(tableOf(newer)).map((points) => probabilityOfOdds(intercept + slope * unit(points)));
};

/** Judges a challenger by the newer cuts, beside the hand-written card and those given. */
const backtestOf = (
  lesson: Lesson,
  challenger: { card: Scorecard; sawThem: boolean },
  rivals: readonly (Rival & { who: 'in-force' | 'parent' })[],
  handWritten: { card: Scorecard; hash: string },
): Backtest => {
  const { older, newer, olderRows, newerRows } = split(lesson);
  const { backtest: rules, seed } = lesson.learning;
  const judgedBy = newer.map(({ month }) => month);
  const answers: Answers[] = [
    {
      who: 'challenger',
      hash: null,
      sawThem: challenger.sawThem,
      probabilities: answersOf(challenger.card, olderRows, newerRows),
    },
    ...rivals.map(({ who, hash, card, trainedOn }) => ({
      who,
      hash,
      sawThem: judgedBy.some((month) => trainedOn.includes(month)),
      probabilities: answersOf(card, olderRows, newerRows),
    })),
    {
      who: 'hand-written',
      hash: handWritten.hash,
      sawThem: false,
      probabilities: answersOf(handWritten.card, olderRows, newerRows),
    },
  ];
  const slices = slicesOf(newerRows, rules.tenureBands, rules.sliceFewestGone);
  return {
    trainedOn: older.map(({ month }) => month),
    judgedBy,
    cards: judge(newerRows, answers, slices, rules.samples, seed),
  };
};

const learn = (rows: TrainingRows, options: TrainOptions) => {
  const { card, report } = train(tableOf(rows), Float64Array.from(rows.labels), {
    ...options,
    groups: rows.customerIds,
    // A policy's features are those of the catalogue: its cards hold no columns that are worked out from others.
    mayDerive: false,
  });
  return { card: scorecard.parse(card), report };
};

/**
 * What the training rows say of a card: curves, and what drift is measured against. The newest cut stands for "as it was": older
 * ones know fewer months, and another season.
 */
const aboutRows = (card: Scorecard, { rows, cuts }: Lesson): Pick<LearnedCard, 'curves' | 'reference'> => {
  const table = tableOf(rows);
  const newest = tableOf(rowsOfCuts(rows, cuts, cuts.slice(-1)));
  return {
    curves: curvesOf(card, table, probabilitiesOf(card, table)),
    reference: {
      scores: spreadOf(probabilitiesOf(card, newest)),
      features: Object.fromEntries(
        card.features.flatMap(({ feature }) => {
          const values = newest.numbers.get(feature);
          return values ? [[feature, spreadOf(values)]] : [];
        }),
      ),
      words: Object.fromEntries(
        card.features.flatMap(({ feature }) => {
          const words = newest.texts.get(feature);
          return words ? [[feature, wordSpreadOf(words)]] : [];
        }),
      ),
    },
  };
};

const designOf = ({ design, learning, cuts, rows }: Lesson): LearnedCard['design'] => ({
  ...design,
  leadMonths: learning.leadMonths,
  outcomeMonths: learning.outcomeMonths,
  seed: learning.seed,
  cuts: cuts.map((cut) => {
    const own = rowsOfCuts(rows, cuts, [cut]);
    return { month: cut.month, rows: own.labels.length, gone: goneOf(own) };
  }),
});

const writtenCard = ({ policy, learning }: Lesson): Scorecard => {
  const card = policy.scorecards[learning.mayReplace];
  if (!card) throw new CannotLearn(`the policy has no scorecard "${learning.mayReplace}"`);
  return card;
};

/**
 * Learns a challenger: once from the older cuts, to be judged by the newer ones, and then from all of them, which is the card
 * that the document holds. The hand-written card is its prior.
 *
 * @param inForce the learned card in force; null where the hand-written one is
 * @param hashOf content hash of a hand-written card
 * @throws CannotLearn where the facts do not suffice
 */
export const makeChallenger = (
  lesson: Lesson,
  inForce: Rival | null,
  hashOf: (card: Scorecard) => string,
  onProgress: TrainOptions['onProgress'] = () => {},
): LearnedCard => {
  const written = writtenCard(lesson);
  const options = { label: written.label, seed: lesson.learning.seed, prior: written, onProgress };
  const older = learn(split(lesson).olderRows, options);
  const backtest = backtestOf(
    lesson,
    { card: older.card, sawThem: false },
    inForce ? [{ ...inForce, who: 'in-force' }] : [],
    { card: written, hash: hashOf(written) },
  );
  const whole = learn(lesson.rows, options);
  const card = withWords(whole.card, written);
  return {
    version: 1,
    replaces: lesson.learning.mayReplace,
    madeBy: 'training',
    parent: inForce?.hash ?? null,
    card,
    design: designOf(lesson),
    notes: whole.report.notes.map(({ column, words }) => ({ column, words })),
    ...aboutRows(card, lesson),
    backtest,
  };
};

/**
 * The document of a card that a person edited, judged beside its parent by the same newer cuts: what the edit cost. Both have
 * seen those rows in training, so each figure flatters; their difference does not.
 */
export const makeEdited = (
  lesson: Lesson,
  card: Scorecard,
  parent: Rival,
  hashOf: (card: Scorecard) => string,
): LearnedCard => {
  const written = writtenCard(lesson);
  return {
    version: 1,
    replaces: lesson.learning.mayReplace,
    madeBy: 'hand',
    parent: parent.hash,
    card,
    design: designOf(lesson),
    notes: [],
    ...aboutRows(card, lesson),
    backtest: backtestOf(lesson, { card, sawThem: true }, [{ ...parent, who: 'parent' }], {
      card: written,
      hash: hashOf(written),
    }),
  };
};
