import type { Additive, PairTable } from './additive.ts';
import { merging } from './merging.ts';
import type { Weights } from './purify.ts';
import type { Slots } from './slots.ts';

/** A card is read by people and held in memory: neighbours with nearly equal points become one. */

/** Merges along one side of a pair until `most` groups are left, and on while a merge costs less than `free`. */
const mergedSide = (
  pair: PairTable,
  weights: Float64Array,
  side: 0 | 1,
  most: number,
  free: number,
): [PairTable, Float64Array] => {
  const [rows, columns] = pair.sizes;
  const [count, other] = side === 0 ? [rows, columns] : [columns, rows];
  const cell = (group: number, at: number): number => (side === 0 ? group * columns + at : at * columns + group);
  const lineOf = (values: Float64Array): Float64Array[] =>
    Array.from({ length: count }, (_, group) =>
      Float64Array.from({ length: other }, (_, at) => values[cell(group, at)] as number),
    );
  const steps = merging({ weights: lineOf(weights), points: lineOf(pair.points) }, () => true);
  while (steps.size() > 1 && (steps.size() > most || steps.price() < free)) steps.merge();
  const groups = steps.groups();
  const size = steps.size();
  const sizes = side === 0 ? ([size, columns] as const) : ([rows, size] as const);
  const points = new Float64Array(size * other);
  const joined = new Float64Array(size * other);
  const into = (group: number, at: number): number => (side === 0 ? group * other + at : at * size + group);
  steps.points().forEach((values, group) => {
    values.forEach((value, at) => {
      points[into(group, at)] = value;
    });
  });
  for (let group = 0; group < count; group++)
    for (let at = 0; at < other; at++) {
      const to = into(groups[group] as number, at);
      joined[to] = (joined[to] as number) + (weights[cell(group, at)] as number);
    }
  const regrouped = pair.groups[side].map((group) => groups[group] as number);
  const both = side === 0 ? ([regrouped, pair.groups[1]] as const) : ([pair.groups[0], regrouped] as const);
  return [{ ...pair, groups: both, sizes, points }, joined];
};

/** Cells of all pairs together: as many as twenty pairs of 12 x 12 have, about twenty kilobytes. */
const cellsOfPairs = 2_880;
/** Groups of a feature in a pair, however many pairs there are. */
const [fewestGroups, mostGroups] = [8, 20];

/** Groups of a feature in a pair at most: so many that all pairs find room, which small ones leave to the others. */
const groupsOfPair = (pairs: readonly PairTable[]): number => {
  let groups = mostGroups;
  const cells = (): number =>
    pairs.reduce((sum, { sizes: [rows, columns] }) => sum + Math.min(rows, groups) * Math.min(columns, groups), 0);
  while (groups > fewestGroups && cells() > cellsOfPairs) groups--;
  return groups;
};
/** Log-loss of a row that merging may cost without need, for the whole card: far below what labels can tell. */
const freeLoss = 1e-6;
/** Bytes of a card that features may take, each: bins in JSON. */
const bytesOfFeature = 470;
/** Bytes of a bin, a group of words around its words, and what stands around them. */
const [bytesOfBin, bytesOfGroup, bytesAround] = [42, 24, 80];

const simplerPairs = (model: Additive, weights: Weights, rows: number): PairTable[] => {
  const most = groupsOfPair(model.pairs);
  const free = (freeLoss * rows) / (8 * model.pairs.length);
  return model.pairs.map((pair, at) => {
    const [first, joined] = mergedSide(pair, weights.pairs[at] as Float64Array, 0, most, free);
    return mergedSide(first, joined, 1, most, free)[0];
  });
};

/** Slots of a feature that may be neighbours: bins in order, categories by points; missing and other stand alone. */
const orderOf = (slots: Slots, points: Float64Array): number[] => {
  const own = slots.kind === 'number' ? slots.count - 1 : slots.count - 2;
  const order = Array.from({ length: own }, (_, slot) => slot);
  if (slots.kind === 'text') order.sort((a, b) => (points[a] as number) - (points[b] as number) || a - b);
  return order;
};

/**
 * Merges slots of features and groups of pairs until the card is small enough, and on while it costs next to nothing.
 *
 * @param model purified; features with all points nought take no room
 */
export const simplified = (model: Additive, slots: readonly Slots[], weights: Weights, rows: number): Additive => {
  const pairs = simplerPairs(model, weights, rows);
  const used = slots.map((_, feature) =>
    (model.mains[feature] as Float64Array).some((value) => Math.abs(value) >= 5e-4),
  );
  const lines = slots.map((feature, place) => {
    const points = model.mains[place] as Float64Array;
    const order = orderOf(feature, points);
    const own = pairs.flatMap(({ features, groups }) => groups.filter((_, side) => features[side] === place));
    const steps = merging(
      {
        weights: order.map((slot) => Float64Array.of(weights.mains[place]?.[slot] as number)),
        points: order.map((slot) => Float64Array.of(points[slot] as number)),
      },
      (left, right) => own.every((groups) => groups[order[left] as number] === groups[order[right] as number]),
    );
    return { order, steps, own, each: feature.kind === 'number' ? bytesOfBin : bytesOfGroup };
  });
  // What a pair's edges force upon a feature counts as the pair's.
  let room = 0;
  slots.forEach((feature, place) => {
    if (!used[place]) return;
    const { own, order, steps, each } = lines[place] as (typeof lines)[number];
    const forced = order.filter(
      (slot, at) => at > 0 && own.some((groups) => groups[slot] !== groups[order[at - 1] as number]),
    ).length;
    const words = feature.kind === 'text' ? feature.categories.reduce((sum, word) => sum + word.length + 3, 0) : 0;
    room += bytesOfFeature - bytesAround - words - each * Math.max(1, steps.size() - forced);
  });
  let [loss, next] = [0, -1];
  for (;;) {
    next = -1;
    let price = Number.POSITIVE_INFINITY;
    lines.forEach(({ steps }, place) => {
      const own = used[place] ? steps.price() : Number.POSITIVE_INFINITY;
      if (own < price) [next, price] = [place, own];
    });
    const line = lines[next];
    if (!line || (room >= 0 && loss + price / 2 > freeLoss * rows)) break;
    loss += price / 2;
    line.steps.merge();
    room += line.each;
  }
  const mains = model.mains.map((points, place) => {
    const merged = Float64Array.from(points);
    const { order, steps } = lines[place] as (typeof lines)[number];
    const groups = steps.groups();
    const values = steps.points();
    order.forEach((slot, at) => {
      merged[slot] = used[place] ? (values[groups[at] as number]?.[0] as number) : 0;
    });
    return used[place] ? merged : new Float64Array(points.length);
  });
  return { base: model.base, mains, pairs };
};
