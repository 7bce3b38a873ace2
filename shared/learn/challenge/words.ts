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

const numberWords = (feature: Feature, written: Feature): { feature: Feature; was: number[] } => {
  const given = feature.bins ?? [];
  const old = written.bins ?? [];
  const differ = (index: number): boolean => old[index]?.label?.en !== old[index - 1]?.label?.en;
  const edges = old.flatMap(({ from }, index) => (from !== undefined && differ(index) ? [from] : []));
  const { bins, was } = cutAt(given, edges);
  return {
    feature: {
      ...feature,
      bins: bins.map((bin) => {
        const label = old.find((one) => within(bin, one))?.label;
        return label ? { ...bin, label } : bin;
      }),
      missing: { ...feature.missing, ...(written.missing.label && { label: written.missing.label }) },
    },
    was: [...was, given.length],
  };
};

/**
 * The learned card with the hand-written card's words: what agents read of a bin ("Month to month, no contract") stays what
 * the operator wrote. Bins are cut where those words change, with the same points on both sides: no score moves.
 */
export const withWords = (card: Scorecard, written: Scorecard): Scorecard => {
  const wasOf = new Map<string, number[]>();
  const features = card.features.map((feature) => {
    const old = written.features.find((one) => one.feature === feature.feature);
    if (!old?.bins || !feature.bins) return feature;
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
