import type { FeedName } from '../../contracts/feeds/index.ts';
import { allSlice, type ColumnProfile, type DumpProfile, type SliceProfile } from '../../contracts/gate.ts';
import { mergeHashes } from './gate-sketch.ts';

/** Profile of one feed of a dump. */
export type FeedProfile = NonNullable<DumpProfile['feeds'][FeedName]>;

/** Regions that are told apart in one feed of a dump; a column with more is no region. */
export const mostSlices = 1_000;

const mergeBins = (left: readonly number[], right: readonly number[]): number[] => {
  const counts = new Map<number, number>();
  for (const bins of [left, right])
    for (let at = 0; at < bins.length; at += 2)
      counts.set(bins[at] as number, (counts.get(bins[at] as number) ?? 0) + (bins[at + 1] as number));
  return [...counts].sort(([one], [other]) => one - other).flat();
};

const mergeColumns = (left: ColumnProfile, right: ColumnProfile | undefined): ColumnProfile => {
  if (!right) return left;
  const blank = left.blank + right.blank;
  return left.bins || right.bins ? { blank, bins: mergeBins(left.bins ?? [], right.bins ?? []) } : { blank };
};

/** Two slices of the same feed as one. */
export const mergeSlices = (left: SliceProfile, right: SliceProfile): SliceProfile => ({
  rows: left.rows + right.rows,
  ids: mergeHashes(left.ids, right.ids),
  columns: Object.fromEntries(
    Object.entries(left.columns).map(([name, column]) => [name, mergeColumns(column, right.columns[name])]),
  ),
});

/** Several slices as one; undefined for none. */
export const pooled = (slices: readonly SliceProfile[]): SliceProfile | undefined =>
  slices.length === 0 ? undefined : slices.reduce(mergeSlices);

/** All slices of a feed as one. */
export const wholeOf = ({ slices }: FeedProfile): SliceProfile | undefined => pooled(Object.values(slices));

const crowd = (slices: readonly SliceProfile[]): FeedProfile => {
  const all = pooled(slices);
  return { crowded: true, slices: all ? { [allSlice]: all } : {} };
};

/** Two parts of one feed of a dump as one. */
export const mergeFeeds = (left: FeedProfile, right: FeedProfile): FeedProfile => {
  const names = [...new Set([...Object.keys(left.slices), ...Object.keys(right.slices)])].sort();
  if (left.crowded || right.crowded || names.length > mostSlices)
    return crowd([...Object.values(left.slices), ...Object.values(right.slices)]);
  const slices = names.map((name): [string, SliceProfile] => {
    const [one, other] = [left.slices[name], right.slices[name]];
    return [name, one && other ? mergeSlices(one, other) : ((one ?? other) as SliceProfile)];
  });
  return { crowded: false, slices: Object.fromEntries(slices) };
};

/** Profiles of the parts of a dump, in any order, as that of the whole: exactly what one reading would have counted. */
export const mergeProfiles = (parts: readonly DumpProfile[]): DumpProfile => {
  const merged: DumpProfile['feeds'] = {};
  for (const { feeds } of parts)
    for (const [name, feed] of Object.entries(feeds) as [FeedName, FeedProfile][]) {
      const known = merged[name];
      merged[name] = known ? mergeFeeds(known, feed) : feed;
    }
  return { version: 1, feeds: merged };
};
