import type { Learning } from '../../contracts/policy/learning.ts';
import { addMonths, instantAt, monthNumber } from '../calendar.ts';
import { type Night, nightOf } from '../night.ts';

/** An instant in the past that is learned from: features of the night after the month, and who left afterwards. */
export type Cut = {
  /** Month that is just over at the cut, `YYYY-MM`: the last one whose facts features may see. */
  month: string;
  /** The night right after it; formulas see what a run of that night would have seen. */
  night: Night;
  /** Months in which nobody could be called in time. */
  lead: readonly string[];
  /** Months in which a customer must be gone to count. */
  outcome: readonly string[];
};

/** Months from one to another, both included. */
export const monthsFrom = (first: string, last: string): string[] =>
  Array.from({ length: Math.max(0, monthNumber(last) - monthNumber(first) + 1) }, (_, index) =>
    addMonths(first, index),
  );

/**
 * The night right after a month. Its id is the month's: no run has it, and the same month gives the same night.
 *
 * @param windowMonths how many months the policy looks at
 */
export const nightAfter = (month: string, windowMonths: number, timeZone: string): Night =>
  nightOf(`cut-${month}`, instantAt(`${addMonths(month, 1)}-01`, 0, timeZone), timeZone, windowMonths);

/**
 * The newest cuts whose outcome is known, oldest first; none where the facts reach over too few months.
 *
 * @param first oldest month with facts
 * @param last newest month with facts: the outcome of a cut must lie within it
 */
export const cutsOf = (
  first: string,
  last: string,
  { observedMonths, leadMonths, outcomeMonths, cuts }: Learning,
  windowMonths: number,
  timeZone: string,
): Cut[] =>
  monthsFrom(addMonths(first, observedMonths - 1), addMonths(last, -leadMonths - outcomeMonths))
    .slice(-cuts)
    .map((month) => ({
      month,
      night: nightAfter(month, windowMonths, timeZone),
      lead: monthsFrom(addMonths(month, 1), addMonths(month, leadMonths)),
      outcome: monthsFrom(addMonths(month, leadMonths + 1), addMonths(month, leadMonths + outcomeMonths)),
    }));

/** Months that one cut needs: what is observed, the lead and the outcome. */
export const monthsOfOneCut = ({ observedMonths, leadMonths, outcomeMonths }: Learning): number =>
  observedMonths + leadMonths + outcomeMonths;

/** Months that a backtest needs: the newest cut is judged by a card of cuts whose outcome was over by then. */
export const monthsOfBacktest = (rules: Learning): number =>
  monthsOfOneCut(rules) + rules.leadMonths + rules.outcomeMonths + rules.testCuts - 1;

/** Cuts of a backtest. */
export type TimeSplit = {
  /** Older cuts, whose outcome was over before the first of the newer ones: what was known then. */
  train: readonly Cut[];
  /** The newest cuts. */
  test: readonly Cut[];
};

/**
 * Older cuts to train on, newer ones to judge by. A cut whose outcome was still open at the first newer cut is in neither:
 * nobody could have learned from it in time. Both are empty where no older cut is left.
 */
export const splitByTime = (cuts: readonly Cut[], testCuts: number): TimeSplit => {
  const test = cuts.slice(-testCuts);
  const begins = test[0]?.month ?? '';
  const train = cuts.filter(({ outcome }) => (outcome.at(-1) ?? '') <= begins);
  return train.length > 0 ? { train, test } : { train: [], test: [] };
};
