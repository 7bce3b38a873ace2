import type { Label } from '../../contracts/field.ts';
import type { Decision, Reason } from '../../contracts/items/decision.ts';

/** One thing that a decision says differently from an earlier one. */
export type Change = {
  /** What: the tier of a scheme, the stage, the risk band, the region, or being a key customer. */
  of: 'tier' | 'stage' | 'band' | 'region' | 'keyCustomer';
  /** Scheme of the tier; absent for all else. */
  scheme?: string;
  /** What was said before; null for nothing. */
  from: string | null;
  /** What is said now; null for nothing. */
  to: string | null;
};

/** A feature that gives other points than before, or gives points where it gave none. */
export type PointsMoved = {
  card: string;
  feature: string;
  /** Points before and now; 0 where the feature gave none. */
  from: number;
  to: number;
  /** What an agent reads now; of a feature that gives no points any more, what was read before. */
  label: Label;
};

/** What is different, and why. */
export type Difference = {
  changes: Change[];
  /** Why: the greatest move of points first. */
  why: PointsMoved[];
  /** Points by scorecard, before (null for a card that gave none) and now; only those that moved. */
  scores: { card: string; from: number | null; to: number | null }[];
};

const keyOf = ({ card, feature }: Reason): string => JSON.stringify([card, feature]);

const pointsMoved = (before: readonly Reason[], after: readonly Reason[]): PointsMoved[] => {
  const earlier = new Map(before.map((reason) => [keyOf(reason), reason]));
  const moved: PointsMoved[] = [];
  for (const { card, feature, points, label } of after) {
    const key = JSON.stringify([card, feature]);
    const from = earlier.get(key)?.points ?? 0;
    earlier.delete(key);
    if (from !== points) moved.push({ card, feature, from, to: points, label });
  }
  for (const { card, feature, points, label } of earlier.values())
    if (points !== 0) moved.push({ card, feature, from: points, to: 0, label });
  return moved.sort((left, right) => Math.abs(right.to - right.from) - Math.abs(left.to - left.from));
};

/** Names of two records, each once, those of the later first. */
const namesOf = (before: object, after: object): string[] => [
  ...new Set([...Object.keys(after), ...Object.keys(before)]),
];

/**
 * What one decision says differently from an earlier one about the same customer, and which features' points made it so.
 * Values that move within a bin are no difference.
 *
 * @param before null for a customer who was not decided before
 */
export const differenceOf = (before: Decision | null, after: Decision): Difference => {
  const changes: Change[] = [];
  const compare = (change: Change): void => {
    if (change.from !== change.to) changes.push(change);
  };
  for (const scheme of namesOf(before?.tiers ?? {}, after.tiers))
    compare({ of: 'tier', scheme, from: before?.tiers[scheme] ?? null, to: after.tiers[scheme] ?? null });
  compare({ of: 'stage', from: before?.stage ?? null, to: after.stage });
  compare({ of: 'band', from: before?.risk.band ?? null, to: after.risk.band });
  compare({ of: 'region', from: before?.region ?? null, to: after.region });
  compare({ of: 'keyCustomer', from: before ? String(before.keyCustomer) : null, to: String(after.keyCustomer) });
  return {
    changes,
    why: before ? pointsMoved(before.reasons, after.reasons) : [],
    scores: namesOf(before?.scores ?? {}, after.scores).flatMap((card) => {
      const [from, to] = [before?.scores[card] ?? null, after.scores[card] ?? null];
      return from === to ? [] : [{ card, from, to }];
    }),
  };
};
