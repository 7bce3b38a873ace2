import type { Label } from '../../contracts/field.ts';
import type { Scorecard } from '../../contracts/policy/scorecard.ts';

/** How one feature gives points, as a card says it. */
export type ScoredFeature = Scorecard['features'][number];

/** A place that a feature's value can fall in. */
export type Slot = {
  /** What kind of place. */
  kind: 'bin' | 'category' | 'missing' | 'other';
  /** Bounds of a bin: from (included) to below; absent on an open side. */
  from?: number;
  below?: number;
  /** Values of a category. */
  is?: readonly string[];
  /** Points, the feature's weight counted in. */
  points: number;
};

/** A feature's slots: bins or categories in the card's order, then missing, then, of a categorical feature, other. */
export const slotsOf = ({ weight, bins, categories, missing, other }: ScoredFeature): Slot[] => [
  ...(bins ?? []).map(
    ({ from, below, points }): Slot => ({
      kind: 'bin',
      ...(from !== undefined && { from }),
      ...(below !== undefined && { below }),
      points: points * weight,
    }),
  ),
  ...(categories ?? []).map(({ is, points }): Slot => ({ kind: 'category', is, points: points * weight })),
  { kind: 'missing', points: missing.points * weight },
  ...(other ? [{ kind: 'other', points: other.points * weight } as const] : []),
];

/** Place among {@link slotsOf} of a value; null and NaN are missing. */
export const slotOf = ({ bins = [], categories = [] }: ScoredFeature, value: number | string | null): number => {
  const known = bins.length + categories.length;
  if (value === null || Number.isNaN(value)) return known;
  if (typeof value === 'number') return bins.findIndex(({ below }) => below === undefined || value < below);
  const found = categories.findIndex(({ is }) => is.includes(value));
  return found < 0 ? known + 1 : found;
};

/**
 * A slot in words.
 *
 * @param written a bound in the feature's unit
 */
export const slotWords = ({ kind, from, below, is = [] }: Slot, written: (bound: number) => Label): Label => {
  if (kind === 'missing') return { en: 'not known', zh: '未知' };
  if (kind === 'other') return { en: 'any other', zh: '其他' };
  if (kind === 'category') return { en: is.join(', '), zh: is.join('、') };
  const low = from === undefined ? undefined : written(from);
  const high = below === undefined ? undefined : written(below);
  if (low && high) return { en: `${low.en} to below ${high.en}`, zh: `${low.zh}（含）至 ${high.zh}` };
  if (low) return { en: `${low.en} or more`, zh: `${low.zh}及以上` };
  if (high) return { en: `below ${high.en}`, zh: `不足 ${high.zh}` };
  return { en: 'any value', zh: '任意值' };
};
