/** What is at risk in hundredths of the currency, by tier and region: `high@south` -> 1234500. */
export type AtRisk = Record<string, number>;

/** Key of a tier and region; tiers hold no `@`. */
export const atRiskKey = (tier: string, region: string | null): string => `${tier}@${region ?? ''}`;

/** Tier and region of a key. */
export const tierAndRegion = (key: string): { tier: string; region: string } => {
  const at = key.indexOf('@');
  return { tier: key.slice(0, at), region: key.slice(at + 1) };
};

/**
 * Adds a customer's value at risk, in place. Sums are of whole hundredths, which add up to the same in any order; sums of
 * fractions would not.
 */
export const addAtRisk = (sums: AtRisk, tier: string, region: string | null, value: number): void => {
  if (Number.isNaN(value)) return;
  const key = atRiskKey(tier, region);
  sums[key] = (sums[key] ?? 0) + Math.round(value * 100);
};
