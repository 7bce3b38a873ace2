import type { SegmentModel } from '../../contracts/segment-model.ts';
import type { NumberColumns } from './sample.ts';
import { scaled, standing } from './standardise.ts';

/** Segment of each row: a place in `values`, or -1 where no feature of the customer is known. */
export type AssignedSegments = { codes: Int32Array; values: readonly string[] };

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
  const columns = features.flatMap((feature, index) => {
    const column = numbers.get(feature.feature);
    return column ? [{ feature, index, column }] : [];
  });
  const size = features.length;
  const centroids = Float64Array.from(segments.flatMap(({ centroid }) => centroid));
  const point = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    let known = false;
    for (const { feature, index, column } of columns) {
      const value = column[row] as number;
      known ||= !Number.isNaN(value);
      point[index] = standing(scaled(value, feature.scale), feature, limit);
    }
    if (!known) continue;
    let least = Number.POSITIVE_INFINITY;
    for (let segment = 0; segment < values.length; segment++) {
      let distance = 0;
      for (let at = 0; at < size; at++) {
        const apart = (point[at] as number) - (centroids[segment * size + at] as number);
        distance += apart * apart;
      }
      if (distance < least) {
        least = distance;
        codes[row] = segment;
      }
    }
  }
  return { codes, values };
};
