import type { CardFigures, Interval, JudgedCard } from '../../contracts/learned-card.ts';
import { calibrationGroupsOf, type Figures, figuresOf } from '../metrics.ts';
import { drawsOf, middleOfDraws } from './draws.ts';
import type { Slice } from './slices.ts';

/** A card's answer to the judging rows. */
export type Answers = Pick<JudgedCard, 'who' | 'hash' | 'sawThem'> & {
  /** Probability by row. */
  probabilities: Float64Array;
};

/** Rows that cards are judged by. */
export type JudgingRows = { labels: Uint8Array; customerIds: readonly string[] };

/** Six digits: more would only be noise of the last bits, and make the document longer. */
const rounded = (value: number): number => Number(value.toFixed(6)) + 0;

const intervalOf = (value: number, drawn: readonly number[]): Interval => {
  const middle = middleOfDraws(drawn);
  if (Number.isNaN(value) || !middle) return null;
  return { value: rounded(value), low: rounded(middle.low), high: rounded(middle.high) };
};

/** Rows, the greatest probability first: draws of them are sorted already, which makes each a tenth of the work. */
const descending = (rows: Int32Array, probabilities: Float64Array): Int32Array =>
  rows.slice().sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);

type Drawn = { labels: Float64Array; probabilities: Float64Array };

const drawn = (order: Int32Array, times: Uint16Array, labels: Uint8Array, probabilities: Float64Array): Drawn => {
  let length = 0;
  for (const row of order) length += times[row] as number;
  const found: Drawn = { labels: new Float64Array(length), probabilities: new Float64Array(length) };
  let at = 0;
  for (const row of order)
    for (let time = times[row] as number; time > 0; time--) {
      found.labels[at] = labels[row] as number;
      found.probabilities[at++] = probabilities[row] as number;
    }
  return found;
};

const parts = ['auroc', 'logLoss', 'brier', 'slope', 'ece'] as const;

const figuresWith = (whole: Figures, draws: readonly Figures[]): CardFigures => {
  const interval = (part: (typeof parts)[number]): Interval =>
    intervalOf(
      whole[part],
      draws.map((one) => one[part]),
    );
  return {
    rows: whole.rows,
    gone: whole.positives,
    auroc: interval('auroc'),
    logLoss: interval('logLoss'),
    brier: interval('brier'),
    slope: interval('slope'),
    ece: interval('ece'),
    top: whole.tops.map(({ share, captured, lift }, at) => ({
      share,
      captured: intervalOf(
        captured,
        draws.map(({ tops }) => tops[at]?.captured ?? Number.NaN),
      ),
      lift: rounded(lift),
    })),
  };
};

/**
 * Judges cards by rows that came after what they were trained on. All cards meet the same bootstrap draws, so that
 * differences between them are tighter than the cards' own intervals.
 *
 * @param answers the challenger first
 * @param samples bootstrap draws
 */
export const judge = (
  { labels, customerIds }: JudgingRows,
  answers: readonly Answers[],
  slices: readonly Slice[],
  samples: number,
  seed: number,
): JudgedCard[] => {
  const draws = drawsOf(customerIds, samples, seed);
  const all = Int32Array.from(labels, (_, row) => row);
  const of = (rows: Int32Array, probabilities: Float64Array) => {
    const order = descending(rows, probabilities);
    const take = (times: Uint16Array): Figures => {
      const taken = drawn(order, times, labels, probabilities);
      return figuresOf(taken.labels, taken.probabilities);
    };
    return { whole: take(new Uint16Array(labels.length).fill(1)), draws: draws.map(take) };
  };
  let lead: { whole: Figures; draws: Figures[] } | undefined;
  return answers.map(({ who, hash, sawThem, probabilities }) => {
    const found = of(all, probabilities);
    lead ??= found;
    const leading = lead;
    return {
      who,
      hash,
      sawThem,
      figures: figuresWith(found.whole, found.draws),
      behind: intervalOf(
        leading.whole.auroc - found.whole.auroc,
        leading.draws.map((one, at) => one.auroc - (found.draws[at]?.auroc ?? Number.NaN)),
      ),
      calibration: calibrationGroupsOf(labels, probabilities).map(({ rows, promised, realised }) => ({
        rows,
        promised: rounded(promised),
        realised: rounded(realised),
      })),
      slices: slices.map(({ by, value, rows }) => {
        const slice = of(rows, probabilities);
        return { by, value, figures: figuresWith(slice.whole, slice.draws) };
      }),
    };
  });
};
