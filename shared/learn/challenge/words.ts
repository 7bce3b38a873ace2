import { wordsBelowZero } from '../../contracts/features/below-zero.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { Bin, Scorecard } from '../../contracts/policy/scorecard.ts';

type Feature = Scorecard['features'][number];

const within = (inner: Bin, outer: Bin): boolean =>
  (inner.from ?? Number.NEGATIVE_INFINITY) >= (outer.from ?? Number.NEGATIVE_INFINITY) &&
  (inner.below ?? Number.POSITIVE_INFINITY) <= (outer.below ?? Number.POSITIVE_INFINITY);

/** Bins cut where the words of the hand-written card change, and for each which bin it was. */
const cutAt = (bins: readonly Bin[], edges: readonly number[]): { bins: Bin[]; was: number[] } => {
  const found: { bin: Bin; was: number }[] = bins.flatMap((bin, was) => {
    const { from = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = bin;
    const inside = edges.filter((edge) => edge > from && edge < below);
    const starts = [bin.from, ...inside];
    return starts.map((start, at) => {
      const end = inside[at] ?? bin.below;
      return {
        was,
        bin: {
          points: bin.points,
          ...(start !== undefined && { from: start }),
          ...(end !== undefined && { below: end }),
        },
      };
    });
  });
  return { bins: found.map(({ bin }) => bin), was: found.map(({ was }) => was) };
};

const numberWords = (feature: Feature, written: Feature | undefined): { feature: Feature; was: number[] } => {
  const given = feature.bins ?? [];
  const old = written?.bins ?? [];
  const below = wordsBelowZero[feature.feature as FeatureName];
  const differ = (index: number): boolean => old[index]?.label?.en !== old[index - 1]?.label?.en;
  const changes = old.flatMap(({ from }, index) => (from !== undefined && differ(index) ? [from] : []));
  const edges = [...new Set([...changes, ...(below ? [0] : [])])].sort((left, right) => left - right);
  const { bins, was } = cutAt(given, edges);
  return {
    feature: {
      ...feature,
      bins: bins.map((bin) => {
        const label =
          old.find((one) => within(bin, one))?.label ?? (within(bin, { below: 0, points: 0 }) ? below : undefined);
        return label ? { ...bin, label } : bin;
      }),
      missing: { ...feature.missing, ...(written?.missing.label && { label: written.missing.label }) },
    },
    was: [...was, given.length],
  };
};

/**
 * The learned card with words for whoever reads its reasons: what the operator wrote of a bin of the hand-written card ("Month to
 * month, no contract") stays, and what fell below nought is said to have risen. Bins are cut where the words change, with the same points on
 * both sides: no score moves.
 */
export const withWords = (card: Scorecard, written: Scorecard): Scorecard => {
  const wasOf = new Map<string, number[]>();
  const features = card.features.map((feature) => {
    if (!feature.bins) return feature;
    const old = written.features.find((one) => one.feature === feature.feature);
    const { feature: worded, was } = numberWords(feature, old);
    wasOf.set(feature.feature, was);
    return worded;
  });
  const regrouped = (name: string, groups: number[]): number[] =>
    wasOf.get(name)?.map((slot) => groups[slot] as number) ?? groups;
  return {
    ...card,
    features,
    pairs: card.pairs.map((pair) => ({
      ...pair,
      groups: [regrouped(pair.features[0], pair.groups[0]), regrouped(pair.features[1], pair.groups[1])],
    })),
  };
};
