import type * as z from 'zod';
import type { FeatureName } from '../../contracts/features.ts';
import type { sliceBy } from '../../contracts/learned-card.ts';

/** Rows of customers of one region, segment or tenure band. */
export type Slice = { by: z.infer<typeof sliceBy>; value: string; rows: Int32Array };

/** What rows are sliced by. */
export type Sliced = {
  labels: ArrayLike<number>;
  regions: readonly (string | null)[];
  segments: readonly string[];
  numbers: ReadonlyMap<FeatureName, Float64Array>;
};

/** `6-11`, `60+`, `0-5`: months of the band of a tenure; `?` where it is not known. */
export const tenureBand = (months: number, ends: readonly number[]): string => {
  if (Number.isNaN(months)) return '?';
  const band = ends.findIndex((end) => months < end);
  const from = band < 0 ? ends.at(-1) : band === 0 ? 0 : ends[band - 1];
  return band < 0 ? `${from}+` : `${from}-${(ends[band] as number) - 1}`;
};

const grouped = (by: Slice['by'], rows: number, nameOf: (row: number) => string): Slice[] => {
  const groups = Map.groupBy(
    Array.from({ length: rows }, (_, row) => row),
    nameOf,
  );
  return [...groups]
    .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
    .map(([value, list]) => ({ by, value, rows: Int32Array.from(list) }));
};

/**
 * Slices with enough leavers to be judged, and someone who stayed.
 *
 * @param tenureBands where tenure bands end, months
 * @param fewestGone leavers that a slice must have
 */
export const slicesOf = (
  { labels, regions, segments, numbers }: Sliced,
  tenureBands: readonly number[],
  fewestGone: number,
): Slice[] => {
  const tenure = numbers.get('tenureMonths');
  const all = [
    ...grouped('region', labels.length, (row) => regions[row] ?? '?'),
    ...grouped('segment', labels.length, (row) => segments[row] ?? '?'),
    ...(tenure ? grouped('tenure', labels.length, (row) => tenureBand(tenure[row] as number, tenureBands)) : []),
  ];
  return all.filter(({ rows }) => {
    const gone = rows.reduce((sum, row) => sum + (labels[row] as number), 0);
    return gone >= fewestGone && gone < rows.length;
  });
};
