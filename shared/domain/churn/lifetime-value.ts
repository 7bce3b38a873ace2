import type { ChurnPolicy } from '../../contracts/policy/churn.ts';

/**
 * Hazard: the part of customers that leaves in one month, where a part `probability` leaves within `windowMonths` at an
 * even pace: 1 - (1 - p)^(1 / w).
 */
export const monthlyHazard = (probability: number, windowMonths: number): number =>
  // Through logarithms, so that a small probability keeps its digits.
  probability >= 1 ? 1 : -Math.expm1(Math.log1p(-probability) / windowMonths);

/**
 * Months of margin to come: what one unit of money a month is worth, see {@link lifetimeValue}.
 *
 * @param probability of leaving within the window, 0 to 1
 */
export const marginMonths = (
  probability: number,
  { windowMonths, value }: Pick<ChurnPolicy, 'windowMonths' | 'value'>,
): number => {
  const { discountRate, horizonMonths } = value;
  const kept = (1 - monthlyHazard(probability, windowMonths)) / (1 + discountRate);
  if (kept === 0) return 1;
  // 1 - q^H through logarithms: q lies near 1, where a difference of powers loses its digits.
  return kept === 1 ? horizonMonths : -Math.expm1(horizonMonths * Math.log(kept)) / (1 - kept);
};

/**
 * Customer lifetime value: the margin to come, discounted, weighted by the chance that the customer is still there. For a
 * margin m a month, monthly retention r = 1 - hazard and monthly discount rate d:
 *
 * CLV = sum over t = 0 .. H-1 of m r^t / (1 + d)^t = m (1 - q^H) / (1 - q) with q = r / (1 + d)
 *
 * (P. Berger, N. Nasr, Customer lifetime value: marketing models and applications, Journal of Interactive Marketing 12,
 * 1998, case 1 without promotion cost; S. Gupta, D. Lehmann, J. Stuart, Valuing customers, 2004.) The month under way counts
 * whole. A customer who costs more than he pays is worth 0 here: nothing is lost when he leaves.
 *
 * @param charge a month, in the policy's currency; NaN where not known
 * @param months what {@link marginMonths} says of the customer's probability of leaving
 * @returns in the policy's currency, never negative; NaN where the charge is not known
 */
export const lifetimeValue = (charge: number, months: number, { value }: Pick<ChurnPolicy, 'value'>): number =>
  Number.isNaN(charge) ? Number.NaN : Math.max(0, charge * value.marginRate) * months;

/** What is at stake: lifetime value times the probability of leaving. */
export const valueAtRisk = (lifetime: number, probability: number): number => lifetime * probability;
