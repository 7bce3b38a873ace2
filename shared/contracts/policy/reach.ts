import { features } from '../features.ts';
import type { Policy } from '../policy.ts';
import type { Threshold } from './scheme.ts';
import type { Scorecard } from './scorecard.ts';

/** Least and greatest number that something can give. */
type Range = { least: number; most: number };

/**
 * Least and greatest points that a card can give. Features are taken as if each could have any of its bins whatever the
 * others have, so the range may be too wide, never too narrow.
 */
export const rangeOf = ({ base, features: scored, pairs }: Scorecard): Range => {
  const parts = [
    ...scored.map(({ weight, bins = [], categories = [], missing, other }) =>
      [...bins, ...categories, missing, ...(other ? [other] : [])].map(({ points }) => points * weight),
    ),
    ...pairs.map(({ points }) => points.flat()),
  ].filter((points) => points.length > 0);
  return {
    least: parts.reduce((sum, points) => sum + Math.min(...points), base),
    most: parts.reduce((sum, points) => sum + Math.max(...points), base),
  };
};

/** Tiers or bands that nobody can ever reach: place in the list and why. */
const outOfReach = (list: readonly Threshold[], { least, most }: Range, what: string): [number, string][] =>
  list.flatMap(({ from, name }, index): [number, string][] => {
    const above = list[index - 1]?.from;
    if (from !== undefined && from > most)
      return [[index, `nobody can ever reach "${name}": ${what} is at most ${most}, not ${from}`]];
    if (above !== undefined && above <= least)
      return [[index, `nobody is left for "${name}": ${what} is at least ${least}, which is from ${above} already`]];
    return [];
  });

/** Tiers and risk bands of a policy that nobody can ever reach: place in the policy and why. */
export const unreachable = ({
  scorecards,
  schemes,
  risk,
}: Policy): { path: (string | number)[]; message: string }[] => {
  const ofCard = (card: string): [Range, string] | undefined => {
    const found = scorecards[card];
    return found && [rangeOf(found), `the scorecard "${card}"`];
  };
  const found = Object.entries(schemes).flatMap(([name, scheme]) => {
    if (scheme.kind !== 'thresholds') return [];
    const isYesNo = scheme.feature !== undefined && features[scheme.feature].unit === 'yes or no';
    const range = scheme.card !== undefined ? ofCard(scheme.card) : undefined;
    const [reach, what] = range ?? [isYesNo ? { least: 0, most: 1 } : undefined, `"${scheme.feature}"`];
    if (!reach) return [];
    return outOfReach(scheme.tiers, reach, what).map(([index, message]) => ({
      path: ['schemes', name, 'tiers', index],
      message,
    }));
  });
  const bands = ofCard(risk.card);
  return bands
    ? [
        ...found,
        ...outOfReach(risk.bands, ...bands).map(([index, message]) => ({ path: ['risk', 'bands', index], message })),
      ]
    : found;
};
