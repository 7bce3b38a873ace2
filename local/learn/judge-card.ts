import type { Card } from '../../shared/learn/card.ts';
import { auroc, type Figures, figuresOf } from '../../shared/learn/metrics.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { rowsOf, type Table } from '../../shared/learn/table.ts';
import { type TrainOptions, train } from '../../shared/learn/train.ts';
import { inWholePoints } from '../../shared/learn/whole-points.ts';

/** What a table is learned from and judged by. */
export type Trial = {
  table: Table;
  labels: Float64Array;
  test: readonly (readonly number[])[];
  options: TrainOptions;
  /** Whole points that double the odds, where cards are to have whole points. */
  doubling?: number;
};

/** Figures of cards on rows that they have not seen. */
export type Judged = {
  /** AUROC of each set of held-out rows. */
  aurocs: number[];
  /** All figures on the held-out rows of all sets together, each by the card that has not seen it. */
  together: Figures;
  /** What whole points cost: figures as judged less those of the same cards before rounding. */
  rounding?: Rounding;
};

/** AUROC (mean over the sets) and log-loss of cards in whole points, less those of the same cards unrounded. */
export type Rounding = { auroc: number; logLoss: number };

/** Probabilities of a table's rows by a logistic card. */
export const probabilitiesOf = (card: Card, table: Table): Float64Array => {
  const { scores, probability } = scorer(card);
  return scores(table).map((score) => probability?.(score) ?? Number.NaN);
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Learns from all other rows and judges by the held-out ones, set by set. */
export const judge = (
  { table, labels, test, options, doubling }: Trial,
  onSet: (done: number) => void = () => {},
): Judged => {
  const found = test.map((held, at) => {
    const out = new Set(held);
    const rest = [...labels.keys()].filter((row) => !out.has(row));
    const { card } = train(
      rowsOf(table, rest),
      Float64Array.from(rest, (row) => labels[row] as number),
      options,
    );
    onSet(at + 1);
    const rows = rowsOf(table, held);
    const exact = [...probabilitiesOf(card, rows)];
    return {
      labels: held.map((row) => labels[row] as number),
      exact,
      issued: doubling === undefined ? exact : [...probabilitiesOf(inWholePoints(card, doubling), rows)],
    };
  });
  const figuresBy = (kind: 'exact' | 'issued') => ({
    aurocs: found.map((set) => auroc(set.labels, set[kind])),
    together: figuresOf(
      found.flatMap((set) => set.labels),
      found.flatMap((set) => set[kind]),
    ),
  });
  const issued = figuresBy('issued');
  if (doubling === undefined) return issued;
  const exact = figuresBy('exact');
  const rounding = {
    auroc: mean(issued.aurocs) - mean(exact.aurocs),
    logLoss: issued.together.logLoss - exact.together.logLoss,
  };
  return { ...issued, rounding };
};

/** What `--json` of train --csv holds. */
export type TrialFigures = {
  rows: number;
  positives: number;
  auroc: { mean: number; sd: number };
  logLoss: number;
  brier: number;
  slope: number;
  ece: number;
  lift10: number;
  seconds: number;
  terms: number;
  pairs: number;
  bytes: number;
  /** Where whole points were asked for: what they cost. */
  rounding?: Rounding;
};

/** Mean and standard deviation (of a population, as published figures have it). */
export const spreadOf = (values: readonly number[]): { mean: number; sd: number } => ({
  mean: mean(values),
  sd: Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2))),
});

/** The figures of a trial, with those of the card that was learned from all rows. */
export const trialFigures = ({ labels }: Trial, judged: Judged, card: Card, seconds: number): TrialFigures => ({
  rows: labels.length,
  positives: labels.reduce((sum, label) => sum + label, 0),
  auroc: spreadOf(judged.aurocs),
  logLoss: judged.together.logLoss,
  brier: judged.together.brier,
  slope: judged.together.slope,
  ece: judged.together.ece,
  lift10: judged.together.tops[2]?.lift ?? Number.NaN,
  seconds,
  terms: card.features.length + card.pairs.length,
  pairs: card.pairs.length,
  bytes: Buffer.byteLength(JSON.stringify(card)),
  ...(judged.rounding ? { rounding: judged.rounding } : {}),
});
