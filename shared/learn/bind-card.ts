import { binOf } from '../domain/cards/bin-of.ts';
import { type Additive, emptyAdditive } from './additive.ts';
import type { Card, CardFeature } from './card.ts';
import type { Slots } from './slots.ts';

/** The card's slot of each slot of a table. The table's bins must not cut the card's: see `slotsOf`. */
const slotInCard = (slots: Slots, { bins, categories }: CardFeature): Uint16Array => {
  const missing = bins?.length ?? categories?.length ?? 0;
  if (slots.kind === 'number') {
    const edges = Float64Array.from((bins ?? []).slice(0, -1), ({ below }) => below ?? Number.POSITIVE_INFINITY);
    return Uint16Array.from({ length: slots.count }, (_, slot) => {
      if (slot === slots.count - 1) return missing;
      return slot === 0 ? 0 : binOf(edges, slots.edges[slot - 1] as number);
    });
  }
  const places = new Map((categories ?? []).flatMap(({ is }, place) => is.map((word) => [word, place] as const)));
  return Uint16Array.from({ length: slots.count }, (_, slot) => {
    if (slot === slots.categories.length) return missing;
    return places.get(slots.categories[slot] ?? '') ?? missing + 1;
  });
};

/**
 * A card as an additive model on a table's slots: log-odds of a logistic card, points of one of points. Features that the table has not
 * give what a missing value gives.
 */
export const bindCard = ({ base, link, features, pairs }: Card, slots: readonly Slots[]): Additive => {
  const model = emptyAdditive(slots, base);
  const placeOf = new Map(slots.map(({ name }, place) => [name, place]));
  const bound = new Map<string, Uint16Array>();
  for (const feature of features) {
    const place = placeOf.get(feature.feature);
    const given = [
      ...(feature.bins ?? feature.categories ?? []),
      feature.missing,
      ...(feature.other ? [feature.other] : []),
    ];
    if (place === undefined) {
      model.base += feature.missing.points * feature.weight;
      continue;
    }
    const into = slotInCard(slots[place] as Slots, feature);
    bound.set(feature.feature, into);
    into.forEach((slot, at) => {
      (model.mains[place] as Float64Array)[at] = (given[slot]?.points ?? 0) * feature.weight;
    });
  }
  for (const {
    features: [one, two],
    groups,
    points,
  } of pairs) {
    const [first, second] = [bound.get(one), bound.get(two)];
    if (!first || !second) continue;
    model.pairs.push({
      features: [placeOf.get(one) as number, placeOf.get(two) as number],
      groups: [first.map((slot) => groups[0][slot] as number), second.map((slot) => groups[1][slot] as number)],
      sizes: [points.length, points[0]?.length ?? 0],
      points: Float64Array.from(points.flat()),
    });
  }
  if (link.type === 'points') return model;
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value / link.factor);
  return {
    base: (model.base - link.offset) / link.factor,
    mains: model.mains.map(scaled),
    pairs: model.pairs.map((pair) => ({ ...pair, points: scaled(pair.points) })),
  };
};
