import type { ChurnPolicy } from '../../contracts/policy/churn.ts';
import type { Link } from '../../contracts/policy/scorecard.ts';
import { probabilityOf } from '../policy/learned-policy.ts';

/** Points of the risk card -> probability of leaving within the policy's window, 0 to 1. */
export type ProbabilityOf = (points: number) => number;

/** Straight lines between the points of a table; before its first and behind its last, what these say. */
const interpolated = (table: NonNullable<ChurnPolicy['calibration']>): ProbabilityOf => {
  const points = Float64Array.from(table, (one) => one.points);
  const shares = Float64Array.from(table, ({ probability }) => probability);
  const last = points.length - 1;
  return (score) => {
    if (score <= (points[0] as number)) return shares[0] as number;
    if (score >= (points[last] as number)) return shares[last] as number;
    let at = 1;
    while ((points[at] as number) < score) at++;
    const from = points[at - 1] as number;
    const low = shares[at - 1] as number;
    const high = shares[at] as number;
    // Never beyond the ends, whatever the rounding: more points are never less likely.
    return Math.min(high, low + ((high - low) * (score - from)) / ((points[at] as number) - from));
  };
};

/**
 * What the risk card's points mean: its own logistic link, or the policy's table of measured shares.
 *
 * @throws where the policy gives neither, which its contract refuses
 */
export const leavingProbability = (link: Link, { calibration }: Pick<ChurnPolicy, 'calibration'>): ProbabilityOf => {
  if (link.type === 'logistic') return (score) => probabilityOf(score, link);
  if (!calibration) throw new Error('the risk card gives points without a link, and "churn" has no "calibration"');
  return interpolated(calibration);
};
