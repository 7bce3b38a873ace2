import type { ChurnPolicy } from '../../contracts/policy/churn.ts';
import type { Coded } from '../decide/shard-table.ts';
import type { RowTest } from '../policy/conditions.ts';
import { firstThatHolds } from './first-that-holds.ts';
import { lifetimeValue, marginMonths } from './lifetime-value.ts';
import type { ProbabilityOf } from './probability.ts';

/** Conditions of the section, bound to the customers of a shard; in the policy's order, undefined for "the rest". */
export type ChurnTests = {
  asked: RowTest;
  rules: readonly (RowTest | undefined)[];
  conduct: readonly RowTest[];
  tracks: readonly (RowTest | undefined)[];
};

/** What is said of a shard's customers who may leave: a value a customer in each column. */
export type ChurnColumns = {
  /** Probability of leaving within the policy's window, 0 to 1. */
  probability: Float64Array;
  /** Lifetime value, in the policy's currency, to the hundredth; NaN where the charge is not known. */
  lifetimeValue: Float64Array;
  /** Rule that says why; codes are places among the policy's rules, -1 for customers who are not asked about. */
  reason: Coded;
  /** Pattern of conduct; codes are places in the policy, -1 where none holds. */
  conduct: Coded;
  /** How the customer is kept; codes are places in the policy. */
  track: Coded;
};

const namesOf = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);

/**
 * Columns for a shard, and what fills them row by row. Conduct is filled before the rules are asked, and these before the
 * tracks, so that each may ask for those before it.
 */
export const churnColumns = (policy: ChurnPolicy, rows: number): ChurnColumns => {
  const coded = (list: readonly { name: string }[]): Coded => ({
    codes: new Int32Array(rows).fill(-1),
    values: namesOf(list),
  });
  const numbers = () => new Float64Array(rows).fill(Number.NaN);
  return {
    probability: numbers(),
    lifetimeValue: numbers(),
    reason: coded(policy.rules),
    conduct: coded(policy.conduct),
    track: coded(policy.tracks),
  };
};

/**
 * Fills the columns.
 *
 * @param points of the risk card
 * @param charge a month, NaN where not known
 */
export const fillChurn = (
  columns: ChurnColumns,
  policy: ChurnPolicy,
  probabilityOf: ProbabilityOf,
  tests: ChurnTests,
  points: Float64Array,
  charge: Float64Array,
): void => {
  const { probability, lifetimeValue: lifetime, reason, conduct, track } = columns;
  // Cards add up a few whole points: most customers share theirs with thousands, and logarithms are dear.
  const known = new Map<number, { likely: number; months: number }>();
  for (let row = 0; row < points.length; row++) {
    const score = points[row] as number;
    let found = known.get(score);
    if (!found) {
      const likely = probabilityOf(score);
      found = { likely, months: marginMonths(likely, policy) };
      known.set(score, found);
    }
    probability[row] = found.likely;
    lifetime[row] = Math.round(lifetimeValue(charge[row] as number, found.months, policy) * 100) / 100;
    conduct.codes[row] = firstThatHolds(tests.conduct, row);
    if (tests.asked(row)) reason.codes[row] = firstThatHolds(tests.rules, row);
    track.codes[row] = firstThatHolds(tests.tracks, row);
  }
};
