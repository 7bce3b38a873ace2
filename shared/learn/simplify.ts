import type { Additive, PairTable } from './additive.ts';
import type { Weights } from './purify.ts';
import type { Slots } from './slots.ts';

/**
 * A card is read by people and held in memory: neighbours with nearly equal points become one. Merged first is what changes the
 * scores least, as curvature x squared change (twice the log-loss that it costs, to second order).
 */

/** Neighbours in order: the weight of each and its points, one or many. */
type Line = { weights: Float64Array[]; points: Float64Array[] };

/** Merges neighbours of a line, the cheapest first; answers the merged group of each. */
type Merging = {
  /** Price of the cheapest merge; infinite where there is none. */
  price: () => number;
  merge: () => void;
  /** Groups that are left. */
  size: () => number;
  groups: () => Uint16Array;
  /** Points of each group that is left. */
  points: () => Float64Array[];
};

const merging = (line: Line, mayJoin: (left: number, right: number) => boolean): Merging => {
  const members = line.points.map((_, at) => [at]);
  const weights = line.weights.map((values) => Float64Array.from(values));
  const points = line.points.map((values) => Float64Array.from(values));
  const priceAt = (at: number): number => {
    const [left, right] = [members[at] as number[], members[at + 1] as number[]];
    if (!mayJoin(left.at(-1) as number, right[0] as number)) return Number.POSITIVE_INFINITY;
    let price = 0;
    for (let column = 0; column < (points[at] as Float64Array).length; column++) {
      const [one, two] = [weights[at]?.[column] as number, weights[at + 1]?.[column] as number];
      if (one === 0 || two === 0) continue;
      price +=
        ((one * two) / (one + two)) * ((points[at]?.[column] as number) - (points[at + 1]?.[column] as number)) ** 2;
    }
    return price;
  };
  const prices = members.slice(1).map((_, at) => priceAt(at));
  const cheapest = (): number => {
    let best = 0;
    for (let at = 1; at < prices.length; at++) if ((prices[at] as number) < (prices[best] as number)) best = at;
    return best;
  };
  return {
    price: () => prices[cheapest()] ?? Number.POSITIVE_INFINITY,
    merge: () => {
      const at = cheapest();
      members[at]?.push(...(members[at + 1] as number[]));
      for (let column = 0; column < (points[at] as Float64Array).length; column++) {
        const [one, two] = [weights[at]?.[column] as number, weights[at + 1]?.[column] as number];
        const [first, second] = [points[at]?.[column] as number, points[at + 1]?.[column] as number];
        // Where nobody stands, the neighbour's points are the better guess.
        (points[at] as Float64Array)[column] =
          one + two > 0 ? (one * first + two * second) / (one + two) : (first + second) / 2;
        (weights[at] as Float64Array)[column] = one + two;
      }
      for (const list of [members, weights, points]) list.splice(at + 1, 1);
      prices.splice(at, 1);
      if (at < prices.length) prices[at] = priceAt(at);
      if (at > 0) prices[at - 1] = priceAt(at - 1);
    },
    size: () => members.length,
    groups: () => {
      const groups = new Uint16Array(line.points.length);
      members.forEach((slots, group) => {
        for (const slot of slots) groups[slot] = group;
      });
      return groups;
    },
    points: () => points,
  };
};

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

/** Groups of a feature in a pair at most: 12 x 12 cells are about a kilobyte. */
const groupsOfPair = 12;
/** Log-loss of a row that merging may cost without need, for the whole card: far below what labels can tell. */
const freeLoss = 1e-5;
/** Bytes of a card that features may take, each: bins in JSON. */
const bytesOfFeature = 420;
/** Bytes of a bin, a group of words around its words, and what stands around them. */
const [bytesOfBin, bytesOfGroup, bytesAround] = [42, 24, 80];

const simplerPairs = (model: Additive, weights: Weights, rows: number): PairTable[] =>
  model.pairs.map((pair, at) => {
    const free = (freeLoss * rows) / (8 * model.pairs.length);
    const [first, joined] = mergedSide(pair, weights.pairs[at] as Float64Array, 0, groupsOfPair, free);
    return mergedSide(first, joined, 1, groupsOfPair, free)[0];
  });

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
