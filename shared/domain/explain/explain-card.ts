import { textFeatures } from '../../contracts/features/text-features.ts';
import { type FeatureMeta, features } from '../../contracts/features.ts';
import { type Label, plainLabel } from '../../contracts/field.ts';
import type { Scorecard } from '../../contracts/policy/scorecard.ts';
import { type ScoredFeature, type Slot, slotOf, slotsOf, slotWords } from '../cards/card-slots.ts';
import { probabilityOf } from '../policy/learned-policy.ts';
import { writtenValue } from './written-value.ts';

/** A customer's value of a feature; null or NaN where it is not known. */
export type ValueOf = (feature: string) => number | string | null;

/** One feature's part in a score. */
export type ExplainedLine = {
  feature: string;
  /** What people call the feature. */
  label: Label;
  /** The value, in the catalogue's unit; null where not known. */
  value: number | string | null;
  /** The value with its unit. */
  written: Label;
  /** Number of its slot, and the slot in words. */
  slot: number;
  slotLabel: Label;
  /** Points that it gave. */
  points: number;
};

/** A score taken apart. */
export type ExplainedCard = {
  card: string;
  label: Label;
  /** Points that everybody starts with. */
  base: number;
  lines: ExplainedLine[];
  /** Points of two features together, those that gave any. */
  pairs: { features: [string, string]; points: number }[];
  /** Base + lines + pairs, added in this order: the stored score, to the last bit. */
  score: number;
  /** What the score means, where the card's link is logistic; else null. */
  probability: number | null;
};

/** What the catalogue knows of a feature; a card learned from a file may name one that it does not hold. */
export const metaOf = (feature: string): { label: Label; unit: FeatureMeta['unit'] } => {
  const words = (textFeatures as Record<string, { label: Label } | undefined>)[feature];
  const label = words?.label ?? plainLabel(feature);
  return (features as Record<string, FeatureMeta | undefined>)[feature] ?? { label, unit: 'count' };
};

/** A slot of a feature in words. */
export const slotLabel = (feature: string, slot: Slot, currency: string): Label =>
  slotWords(slot, (bound) => writtenValue(bound, metaOf(feature).unit, currency));

const unknown: Label = { en: 'not known', zh: '未知' };
const writtenOf = (feature: string, value: number | string | null, currency: string): Label => {
  if (value === null) return unknown;
  return typeof value === 'string' ? plainLabel(value) : writtenValue(value, metaOf(feature).unit, currency);
};

/** Score of a customer who falls in these slots, one a feature in the card's order. The order of additions is the night's. */
export const scoreOfSlots = (
  { base, features: scored, pairs }: Scorecard,
  slots: readonly number[],
): { score: number; pairPoints: number[] } => {
  let score = base;
  scored.forEach((one, index) => {
    score += slotsOf(one)[slots[index] as number]?.points ?? 0;
  });
  const place = (feature: string): number => slots[scored.findIndex((one) => one.feature === feature)] as number;
  const pairPoints = pairs.map(({ features: [row, column], groups, points }) => {
    const [rows, columns] = groups;
    return points[rows[place(row)] as number]?.[columns[place(column)] as number] ?? 0;
  });
  for (const points of pairPoints) score += points;
  return { score, pairPoints };
};

const explainLine = (one: ScoredFeature, valueIn: ValueOf, currency: string): ExplainedLine => {
  const { feature } = one;
  const given = valueIn(feature);
  const value = typeof given === 'number' && Number.isNaN(given) ? null : given;
  const slot = slotOf(one, value);
  const found = slotsOf(one)[slot] as Slot;
  return {
    feature,
    label: metaOf(feature).label,
    value,
    written: writtenOf(feature, value, currency),
    slot,
    slotLabel: slotLabel(feature, found, currency),
    points: found.points,
  };
};

/**
 * Takes a customer's score apart.
 *
 * @param currency of amounts, ISO 4217
 */
export const explainCard = (name: string, card: Scorecard, valueIn: ValueOf, currency: string): ExplainedCard => {
  const lines = card.features.map((one) => explainLine(one, valueIn, currency));
  const { score, pairPoints } = scoreOfSlots(
    card,
    lines.map(({ slot }) => slot),
  );
  return {
    card: name,
    label: card.label,
    base: card.base,
    lines,
    pairs: card.pairs.flatMap(({ features: two }, index) => {
      const points = pairPoints[index] ?? 0;
      return points === 0 ? [] : [{ features: two, points }];
    }),
    score,
    probability: card.link.type === 'logistic' ? probabilityOf(score, card.link) : null,
  };
};
