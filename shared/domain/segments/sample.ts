import type { SegmentsPolicy } from '../../contracts/policy/segments.ts';
import type { SegmentSample } from '../../contracts/segment-model.ts';
import { sampleHash } from '../gate/gate-sketch.ts';
import type { Ids } from '../ids.ts';
import { everyRow } from '../rows.ts';
import { idHash } from '../shard.ts';

/** Columns of a shard by feature, NaN where missing. */
export type NumberColumns = ReadonlyMap<string, Float64Array>;

type Row = SegmentSample['rows'][number];

/** By hash; of two customers with one hash, by their values, so that the order never depends on who came first. */
const inOrder = (left: Row, right: Row): number => {
  for (let at = 0; at < left.length; at++) {
    const one = left[at] ?? Number.NEGATIVE_INFINITY;
    const other = right[at] ?? Number.NEGATIVE_INFINITY;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
};

/**
 * A shard's part of the sample: the customers with the smallest hashes of their ids, among those of whom any feature is
 * known. Shards are parts of the base by other bits of the hash, so equal parts of all of them are a fair sample of the whole.
 *
 * @param ids of the shard's customers
 * @param numbers their features; one that is not there is missing for everybody
 * @param shards number of shards
 */
export const sampleShard = (
  { features, sampleSize }: SegmentsPolicy,
  ids: Ids,
  numbers: NumberColumns,
  shards: number,
): SegmentSample => {
  const names = features.map(({ feature }) => feature);
  const columns = names.map((name) => numbers.get(name));
  const hashes = Float64Array.from(ids, (id) => sampleHash(idHash(id)));
  const wanted = Math.ceil(sampleSize / shards);
  const known = everyRow(ids.length).filter((row) => columns.some((values) => values && !Number.isNaN(values[row])));
  const chosen = [...known]
    .sort((left, right) => (hashes[left] as number) - (hashes[right] as number))
    // One more than wanted would do, were it not for customers that share a hash.
    .filter((row, place, all) => place < wanted || hashes[row] === hashes[all[wanted - 1] as number]);
  const cellOf = (values: Float64Array | undefined, row: number): number | null => {
    const value = values?.[row];
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  const rows = chosen
    .map((row): Row => [hashes[row] as number, ...columns.map((values) => cellOf(values, row))])
    .sort(inOrder)
    .slice(0, wanted);
  return { features: names, rows };
};

/** The sample of several parts together, whichever came first. @throws where they were made of different features */
export const mergeSamples = (parts: readonly SegmentSample[]): SegmentSample => {
  const [first] = parts;
  const features = first?.features ?? [];
  for (const part of parts)
    if (part.features.join() !== features.join())
      throw new Error(
        `parts of a sample differ: one holds ${features.join(', ')}, another ${part.features.join(', ')}`,
      );
  return { features, rows: parts.flatMap(({ rows }) => rows).sort(inOrder) };
};
