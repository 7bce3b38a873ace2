import type { Scheme, Threshold } from '../contracts/policy/scheme.ts';

/** Place of the first tier or band that the points reach; the last takes the rest. */
const reached = (list: readonly Threshold[], points: number, margin = 0): number =>
  list.findIndex(({ from }) => from === undefined || points >= from - margin);

/** Name of the first tier or band that the points reach. */
export const bandOf = (bands: readonly Threshold[], points: number): string =>
  bands[reached(bands, points)]?.name ?? '';

/**
 * Tier of a customer. Promotion is at once; demotion only where the points fell by more than the margin below the tier's
 * threshold, and never for the red list; the black list has its own tier.
 *
 * @param previous tier of the night before; undefined for a first decision, and where the policy has no such tier any more
 */
export const tierOf = (
  { tiers, demotionMargin, lists }: Scheme,
  points: number,
  previous: string | undefined,
  list: string | null,
): string => {
  if (list === 'black' && lists.blackTier !== undefined) return lists.blackTier;
  const earned = reached(tiers, points);
  const held = tiers.findIndex(({ name }) => name === previous);
  if (held < 0 || earned <= held) return tiers[earned]?.name ?? '';
  if (list === 'red' && lists.redKeepsTier) return tiers[held]?.name ?? '';
  // No better than what was held, however wide the margin.
  return tiers[Math.max(held, reached(tiers, points, demotionMargin))]?.name ?? '';
};
