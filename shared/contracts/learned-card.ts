import * as z from 'zod';
import { calendarMonth } from './field.ts';
import { scorecard } from './policy/scorecard.ts';

const count = () => z.number().int().min(0);

/** A figure with the middle 95 % of its bootstrap values; null where chance alone would make it. */
const interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() }).nullable();
/** A figure with the middle 95 % of its bootstrap values. */
export type Interval = z.infer<typeof interval>;

/** How good a card's probabilities are. */
const figures = z.strictObject({
  rows: count(),
  /** Rows of customers that left. */
  gone: count(),
  auroc: interval,
  logLoss: interval,
  brier: interval,
  /** Slope of the labels on the log-odds: 1 is calibrated. */
  slope: interval,
  /** Expected calibration error. */
  ece: interval,
  /** Of the most at risk, a share of all: part of all leavers that are among them, and how many times the base rate that is. */
  top: z.array(z.strictObject({ share: z.number(), captured: interval, lift: z.number() })),
});
/** How good a card's probabilities are. */
export type CardFigures = z.infer<typeof figures>;

/** What a slice is made by. */
export const sliceBy = z.enum(['region', 'segment', 'tenure']);

/** One card on the newer cuts. */
const judgedCard = z.strictObject({
  /** The card that was trained, or edited; and those that it is measured against. */
  who: z.enum(['challenger', 'hand-written', 'in-force', 'parent']),
  /** Its content hash. The challenger's is that of the document itself, hence null. */
  hash: z.string().nullable(),
  /** It was trained on rows of the judging months: its figures flatter it. */
  sawThem: z.boolean(),
  figures,
  /** AUROC of the challenger less its own, on the same draws. */
  behind: interval,
  /** Promised and realised rates in ten groups of equal size, the lowest probabilities first. */
  calibration: z.array(z.strictObject({ rows: count(), promised: z.number(), realised: z.number() })),
  slices: z.array(z.strictObject({ by: sliceBy, value: z.string(), figures })),
});
/** One card on the newer cuts. */
export type JudgedCard = z.infer<typeof judgedCard>;

/** Older cuts trained on, newer ones judged by. */
const backtest = z.strictObject({
  /** Months of the cuts that the challenger of the backtest was trained on; for an edited card, those of its parent's training. */
  trainedOn: z.array(calendarMonth()),
  /** Months of the cuts that all cards are judged by. */
  judgedBy: z.array(calendarMonth()),
  cards: z.array(judgedCard),
});
/** Older cuts trained on, newer ones judged by. */
export type Backtest = z.infer<typeof backtest>;

/** How values or probabilities lie: bins ascending and rows in them, by turns (see `shared/domain/gate/gate-bins.ts`), and rows without a value. */
const spread = z.strictObject({ histogram: z.array(count()), blanks: count() });
/** How values or probabilities lie. */
export type Spread = z.infer<typeof spread>;

/** Which words a column holds: the commonest with their rows, the commonest first; rows of all other words; and rows without one. */
const wordSpread = z.strictObject({ words: z.array(z.tuple([z.string(), count()])), others: count(), blanks: count() });
/** Which words a column holds. */
export type WordSpread = z.infer<typeof wordSpread>;

/** What the training rows say of one feature of the card, by slot (bins or categories, missing, other). */
const curve = z.strictObject({
  feature: z.string(),
  /** Rows by slot. */
  rows: z.array(count()),
  /**
   * Standard error of the slot's points, all other features held fixed: 1 / root of the sum of p (1 - p) over its rows and those of
   * the nearest bins, which a smooth curve is drawn through together. Null where there are none.
   */
  errors: z.array(z.number().nullable()),
  /** Mean distance of the feature's points from their mean: how much it moves scores. */
  importance: z.number(),
});
/** What the training rows say of one feature of the card. */
export type Curve = z.infer<typeof curve>;

/**
 * A learned card with all that is known of how it came about: `cards/<hash>.json` in the facts bucket, by the hash of this
 * very text. It holds no instant: the same facts and policy give the same bytes, whenever and however often it is made.
 */
export const learnedCard = z.strictObject({
  /** Version of this document. */
  version: z.literal(1),
  /** Scorecard whose place it may take. */
  replaces: z.string().min(1),
  /** `training`, or `hand` where a person edited its parent. */
  madeBy: z.enum(['training', 'hand']),
  /** Card that it was made from: for an edited one the card before the edit, else the learned card in force then; null for none. */
  parent: z.string().nullable(),
  /** The card. */
  card: scorecard,
  /** What it was learned from. */
  design: z.strictObject({
    /** Content hash of the operator's policy, whose `learning` it followed. */
    policy: z.string(),
    /** Oldest and newest month with facts. */
    first: calendarMonth(),
    last: calendarMonth(),
    /** Released dumps looked at, and the hash of their ids. */
    dumps: count(),
    dumpsHash: z.string(),
    /** Shards read, from the first on, of all. */
    shardsRead: count(),
    shards: count(),
    leadMonths: count(),
    outcomeMonths: count(),
    seed: count(),
    /** Months of the cuts with their rows, and who of them left. */
    cuts: z.array(z.strictObject({ month: calendarMonth(), rows: count(), gone: count() })),
  }),
  /** What the learner said of single columns. */
  notes: z.array(z.strictObject({ column: z.string(), words: z.string() })),
  curves: z.array(curve),
  /** Scores (as probabilities) and features of the newest cut's rows: what drift is measured against. */
  reference: z.strictObject({
    scores: spread,
    /** Columns of numbers. */
    features: z.record(z.string(), spread),
    /** Columns of words; older cards have none. */
    words: z.record(z.string(), wordSpread).optional(),
  }),
  backtest,
});
/** A learned card with all that is known of how it came about. */
export type LearnedCard = z.infer<typeof learnedCard>;

/** The card's text as it is hashed and stored. */
export const canonicalCard = (card: LearnedCard): string => JSON.stringify(card);

/** Key of a learned card in the facts bucket. */
export const cardKey = (hash: string): string => `cards/${hash}.json`;
