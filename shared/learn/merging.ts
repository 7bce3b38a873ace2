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

/**
 * Merges neighbours one by one: first those whose merger changes the scores least, as curvature x squared change (twice the log-loss that it costs, to
 * second order).
 *
 * @param mayJoin whether the slot on the left may be of one group with the one on the right
 */
export const merging = (line: Line, mayJoin: (left: number, right: number) => boolean): Merging => {
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
