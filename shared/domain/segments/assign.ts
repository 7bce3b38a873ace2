import type { SegmentModel, Standardised } from '../../contracts/segment-model.ts';
import type { NumberColumns } from './sample.ts';
import { scaled } from './standardise.ts';

/** Segment of each row: a place in `values`, or -1 where no feature of the customer is known. */
export type AssignedSegments = { codes: Int32Array; values: readonly string[] };

/** Customers whose standardised values are held at once: they stay in the processor's first cache. */
const blockRows = 256;

/** Standardises one feature of a block's customers; the same as `standing`, without a call for each value. */
const standardiseBlock = (
  column: Float64Array,
  from: number,
  feature: Standardised,
  limit: number,
  into: { points: Float64Array; at: number; size: number; known: Uint8Array; rows: number },
): void => {
  const { mean, deviation, weight, scale } = feature;
  const { points, at, size, known, rows } = into;
  const log = scale === 'log';
  const says = deviation > 0;
  for (let row = 0; row < rows; row++) {
    const value = column[from + row] as number;
    const missing = Number.isNaN(value);
    if (!missing) known[row] = 1;
    if (missing || !says) {
      points[row * size + at] = 0;
      continue;
    }
    const apart = ((log ? scaled(value, 'log') : value) - mean) / deviation;
    points[row * size + at] = (apart > limit ? limit : apart < -limit ? -limit : apart) * weight;
  }
};

/**
 * Assigns every customer of a shard to the nearest segment; of two as near, the one with the lower number.
 *
 * @param numbers columns of the shard by feature, NaN where missing; one that is not there is missing for everybody
 * @param rows number of customers
 */
export const assignSegments = (model: SegmentModel, numbers: NumberColumns, rows: number): AssignedSegments => {
  const { features, segments, limit } = model;
  const values = segments.map(({ id }) => id);
  const codes = new Int32Array(rows).fill(-1);
  const size = features.length;
  const centroids = Float64Array.from(segments.flatMap(({ centroid }) => centroid));
  const points = new Float64Array(blockRows * size);
  const known = new Uint8Array(blockRows);
  for (let from = 0; from < rows; from += blockRows) {
    const count = Math.min(blockRows, rows - from);
    known.fill(0);
    features.forEach((feature, at) => {
      const column = numbers.get(feature.feature);
      if (column) standardiseBlock(column, from, feature, limit, { points, at, size, known, rows: count });
    });
    for (let row = 0; row < count; row++)
      if (known[row] === 1) codes[from + row] = nearestOf(points, row * size, centroids, size);
  }
  return { codes, values };
};

const nearestOf = (points: Float64Array, start: number, centroids: Float64Array, size: number): number => {
  let least = Number.POSITIVE_INFINITY;
  let best = -1;
  for (let segment = 0, at = 0; at < centroids.length; segment++) {
    let distance = 0;
    for (let feature = 0; feature < size; feature++, at++) {
      const apart = (points[start + feature] as number) - (centroids[at] as number);
      distance += apart * apart;
    }
    if (distance < least) {
      least = distance;
      best = segment;
    }
  }
  return best;
};
