import { pointsOf } from '../../../shared/learn/challenge/curves.ts';
import type { FoundCard } from '../find-card.ts';

/** What became of a feature between two cards. */
export type FeatureChange = {
  feature: string;
  /** How much it moves scores in either card; null where a card has it not, or nothing is known of its customers. */
  before: number | null;
  after: number | null;
  /** How far its points moved, in the mean over the customers of the new card; null where only one card has it. */
  moved: number | null;
};

const slotAt = (bins: readonly { below?: number | undefined }[], value: number): number =>
  bins.findIndex(({ below }) => below === undefined || value < below);

/** A value in the middle of a bin: of an outer one, just beyond its only edge. */
const middleOf = ({ from, below }: { from?: number | undefined; below?: number | undefined }): number => {
  if (from !== undefined && below !== undefined) return (from + below) / 2;
  return from ?? (below === undefined ? 0 : below - 1e-9);
};

/** How two cards differ, feature by feature, the greatest change first. Points of two links are not compared. */
export const changesBetween = (now: FoundCard, before: FoundCard): FeatureChange[] => {
  const importance = ({ document }: FoundCard, name: string): number | null =>
    document?.curves.find(({ feature }) => feature === name)?.importance ?? null;
  const comparable = now.card.link.type === before.card.link.type;
  const names = [...new Set([...now.card.features, ...before.card.features].map(({ feature }) => feature))];
  const changes = names.map((name): FeatureChange => {
    const one = now.card.features.find(({ feature }) => feature === name);
    const other = before.card.features.find(({ feature }) => feature === name);
    const rows = now.document?.curves.find(({ feature }) => feature === name)?.rows ?? [];
    let moved: number | null = null;
    if (comparable && one?.bins && other?.bins && rows.length > 0) {
      const points = pointsOf(one);
      const old = pointsOf(other);
      const oldBins = other.bins;
      const oldAt = (slot: number): number => {
        const bin = one.bins?.[slot];
        return old[bin ? slotAt(oldBins, middleOf(bin)) : oldBins.length] ?? 0;
      };
      const total = rows.reduce((sum, count) => sum + count, 0) || 1;
      moved = points.reduce((sum, value, slot) => sum + Math.abs(value - oldAt(slot)) * (rows[slot] ?? 0), 0) / total;
    }
    return {
      feature: name,
      before: other ? (importance(before, name) ?? 0) : null,
      after: one ? (importance(now, name) ?? 0) : null,
      moved,
    };
  });
  const size = ({ moved, before: was, after }: FeatureChange): number =>
    moved ?? (was === null || after === null ? Number.POSITIVE_INFINITY : Math.abs(after - was));
  return changes.sort((left, right) => size(right) - size(left) || (left.feature < right.feature ? -1 : 1));
};
