import type { SegmentsPolicy } from '../../contracts/policy/segments.ts';
import type { SegmentSample, Standardised } from '../../contracts/segment-model.ts';

/** Below this part of the mean a deviation is rounding, not a difference between customers. */
const rounding = 1e-9;

/** A value on the scale that it is compared on. */
export const scaled = (value: number, scale: Standardised['scale']): number => {
  if (scale === 'linear') return value;
  // Not log1p: the digits that it would save are far below what tells customers apart, and it takes twice as long.
  return value < 0 ? -Math.log(1 - value) : Math.log(1 + value);
};

/** A scaled value in standard deviations from the mean, within the limit, times the weight; NaN (missing) is the mean. */
export const standing = (value: number, { mean, deviation, weight }: Standardised, limit: number): number => {
  if (Number.isNaN(value) || deviation === 0) return 0;
  return Math.min(limit, Math.max(-limit, (value - mean) / deviation)) * weight;
};

/** Mean and deviation of each feature of a sample. */
export const standardisedOf = ({ features }: SegmentsPolicy, { rows }: SegmentSample): Standardised[] =>
  features.map(({ feature, scale, weight }, index) => {
    const values = rows.flatMap((row) => {
      const value = row[index + 1];
      return value == null ? [] : [scaled(value, scale)];
    });
    const mean = values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const deviation = values.length === 0 ? 0 : Math.sqrt(squares / values.length);
    return {
      feature,
      scale,
      weight,
      mean,
      deviation: deviation <= rounding * Math.max(1, Math.abs(mean)) ? 0 : deviation,
    };
  });

/** The rows of a sample as points. */
export const pointsOf = ({ rows }: SegmentSample, features: readonly Standardised[], limit: number): number[][] =>
  rows.map((row) =>
    features.map((feature, index) => standing(scaled(row[index + 1] ?? Number.NaN, feature.scale), feature, limit)),
  );

/** A centroid of one model in the standardised values of another, which compares the same features. */
export const translated = (
  centroid: readonly number[],
  from: readonly Standardised[],
  to: readonly Standardised[],
): number[] =>
  to.map((feature, index) => {
    const source = from[index] as Standardised;
    const value = source.mean + ((centroid[index] as number) / source.weight) * source.deviation;
    return standing(value, feature, Number.POSITIVE_INFINITY);
  });
