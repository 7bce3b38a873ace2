import type { Additive, PairTable } from './additive.ts';
import type { Card, CardFeature } from './card.ts';
import type { Slots } from './slots.ts';

/** Digits behind the point that a card shows of log-odds: finer ones change no ranking that labels could tell. */
const digits = 3;
const rounded = (value: number): number => Number(value.toFixed(digits)) + 0;

/** Slots of the card for the slots of a feature: equal neighbours are one bin, equal categories one group. */
type Joined = { feature: CardFeature; slotOf: number[] };

/** What tells slots apart: the points of the feature, and the group in each pair. */
const signatures = (points: Float64Array, groups: readonly Uint16Array[]): string[] =>
  Array.from(points, (value, slot) => [rounded(value), ...groups.map((group) => group[slot])].join(' '));

const joinNumbers = (slots: Slots & { kind: 'number' }, points: Float64Array, groups: Uint16Array[]): Joined => {
  const signs = signatures(points, groups);
  const bins: NonNullable<CardFeature['bins']> = [];
  const slotOf: number[] = [];
  for (let slot = 0; slot < slots.count - 1; slot++) {
    if (slot === 0 || signs[slot] !== signs[slot - 1]) {
      const from = slot === 0 ? undefined : (slots.edges[slot - 1] as number);
      const before = bins.at(-1);
      if (before && from !== undefined) before.below = from;
      bins.push({ ...(from === undefined ? {} : { from }), points: rounded(points[slot] as number) });
    }
    slotOf.push(bins.length - 1);
  }
  slotOf.push(bins.length);
  const missing = { points: rounded(points[slots.count - 1] as number) };
  return { feature: { feature: slots.name, weight: 1, bins, missing }, slotOf };
};

const joinTexts = (slots: Slots & { kind: 'text' }, points: Float64Array, groups: Uint16Array[]): Joined => {
  const signs = signatures(points, groups);
  const places = new Map<string, number>();
  const categories: NonNullable<CardFeature['categories']> = [];
  const slotOf: number[] = [];
  slots.categories.forEach((word, slot) => {
    const sign = signs[slot] as string;
    const place = places.get(sign) ?? places.set(sign, categories.length).size - 1;
    if (place === categories.length) categories.push({ is: [], points: rounded(points[slot] as number) });
    categories[place]?.is.push(word);
    slotOf.push(place);
  });
  slotOf.push(categories.length, categories.length + 1);
  const [missing, other] = [slots.count - 2, slots.count - 1].map((slot) => ({
    points: rounded(points[slot] as number),
  }));
  return {
    feature: {
      feature: slots.name,
      weight: 1,
      categories,
      missing: missing as { points: number },
      other: other as { points: number },
    },
    slotOf,
  };
};

/**
 * The card of an additive model, points in log-odds: features without any points are left out, unless a pair needs them.
 *
 * @param label what the card measures
 */
export const cardOf = (model: Additive, slots: readonly Slots[], label: Card['label']): Card => {
  const inPairs = new Set(model.pairs.flatMap(({ features }) => features));
  const joined = new Map<number, Joined>();
  const counts = (place: number): boolean =>
    inPairs.has(place) || (model.mains[place] as Float64Array).some((value) => rounded(value) !== 0);
  // A card has at least one feature, even where none tells anything.
  const kept = [...slots.keys()].filter(counts);
  for (const place of kept.length > 0 ? kept : [0]) {
    const feature = slots[place] as Slots;
    const points = model.mains[place] as Float64Array;
    const groups = model.pairs.flatMap(({ features, groups: [first, second] }) => [
      ...(features[0] === place ? [first] : []),
      ...(features[1] === place ? [second] : []),
    ]);
    joined.set(
      place,
      feature.kind === 'number' ? joinNumbers(feature, points, groups) : joinTexts(feature, points, groups),
    );
  }
  const groupsOf = (pair: PairTable, side: 0 | 1): number[] => {
    const groups: number[] = [];
    joined.get(pair.features[side])?.slotOf.forEach((place, slot) => {
      groups[place] = pair.groups[side][slot] as number;
    });
    return groups;
  };
  const features = [...joined.values()].map(({ feature }) => feature);
  return {
    label,
    base: rounded(model.base),
    link: { type: 'logistic', offset: 0, factor: 1 },
    features,
    pairs: model.pairs.map((pair) => ({
      features: pair.features.map((place) => (slots[place] as Slots).name) as [string, string],
      groups: [groupsOf(pair, 0), groupsOf(pair, 1)],
      points: Array.from({ length: pair.sizes[0] }, (_, row) =>
        Array.from(pair.points.subarray(row * pair.sizes[1], (row + 1) * pair.sizes[1]), rounded),
      ),
    })),
  };
};
