/**
 * What is kept of many numbers to tell how many of them are at least so great: values in ascending order, and how many
 * numbers each stands for.
 *
 * Up to `points` different numbers are kept as they are, so cards, whose points are few, are counted exactly. Of more, a
 * value that stands for more than its part keeps a place of its own, and neighbours between such values are joined to
 * their middle one until they are a `points`-th part of all. A number is so counted on the wrong side by at most half
 * such a part of its shard: 1 / (2 x points), 0.049 % of all, however many shards are put together, because putting
 * together only adds. That is also why the order in which it is done does not matter, not even to the last bit.
 */
export type QuantileSketch = {
  /** Different values, ascending. */
  values: number[];
  /** How many numbers each stands for. */
  weights: number[];
};

/** 1 / (2 x 1,024) of a shard's numbers may be on the wrong side: half of the 0.1 % that may be. */
const points = 1_024;

/** A sketch of some numbers; NaN is left out. The numbers are put in order in place. */
export const sketchOf = (numbers: Float64Array): QuantileSketch => {
  numbers.sort();
  const exact = counted(numbers);
  return exact.values.length <= points ? exact : joined(exact);
};

/** Different values and how often each is there. @param sorted ascending, NaN last */
const counted = (sorted: Float64Array): QuantileSketch => {
  const values: number[] = [];
  const weights: number[] = [];
  for (const number of sorted) {
    if (Number.isNaN(number)) break;
    const last = values.length - 1;
    // -0 and 0 are one value: they are equal to whoever asks for at least one of them.
    if (last >= 0 && values[last] === number) weights[last] = (weights[last] as number) + 1;
    else {
      values.push(number + 0);
      weights.push(1);
    }
  }
  return { values, weights };
};

/** Joins neighbours until each stands for about a `points`-th part. */
const joined = ({ values, weights }: QuantileSketch): QuantileSketch => {
  const part = sumOf(weights) / points;
  const kept: QuantileSketch = { values: [], weights: [] };
  let from = 0;
  let weight = 0;
  const close = (to: number): void => {
    if (weight > 0) {
      let before = 0;
      let middle = from;
      while (before + (weights[middle] as number) < weight / 2) before += weights[middle++] as number;
      kept.values.push(values[middle] as number);
      kept.weights.push(weight);
    }
    from = to;
    weight = 0;
  };
  for (let at = 0; at < values.length; at++) {
    const next = weights[at] as number;
    if (weight + next > part) close(at);
    weight += next;
  }
  close(values.length);
  return kept;
};

const sumOf = (weights: readonly number[]): number => weights.reduce((sum, weight) => sum + weight, 0);

/** The sketch of all numbers of some sketches together: the same whatever their order. */
export const mergeSketches = (sketches: readonly QuantileSketch[]): QuantileSketch => {
  const total = sketches.reduce((sum, { values }) => sum + values.length, 0);
  const order = Array.from({ length: total }, (_, index) => index);
  const values = sketches.flatMap((sketch) => sketch.values);
  const weights = sketches.flatMap((sketch) => sketch.weights);
  order.sort((left, right) => (values[left] as number) - (values[right] as number));
  const merged: QuantileSketch = { values: [], weights: [] };
  for (const index of order) {
    const value = values[index] as number;
    const last = merged.values.length - 1;
    if (last >= 0 && merged.values[last] === value)
      merged.weights[last] = (merged.weights[last] as number) + (weights[index] as number);
    else {
      merged.values.push(value);
      merged.weights.push(weights[index] as number);
    }
  }
  return merged;
};

/** How many numbers a sketch stands for. */
export const sketchCount = ({ weights }: QuantileSketch): number => sumOf(weights);

/**
 * The value from which on the share of the numbers lies that is nearest to the one wanted; Infinity where nobody is nearer
 * than the greatest. Equal numbers are never parted, so of numbers that are all equal, all or none are taken: whichever is
 * nearer, none where both are. The share taken differs from the one wanted by at most half the share of the numbers that
 * are equal to the edge.
 *
 * @param share 0 to 1
 */
export const cutOff = ({ values, weights }: QuantileSketch, share: number): number => {
  const wanted = share * sumOf(weights);
  let edge = Number.POSITIVE_INFINITY;
  let taken = 0;
  for (let at = values.length - 1; at >= 0; at--) {
    const next = taken + (weights[at] as number);
    if (Math.abs(next - wanted) >= Math.abs(taken - wanted)) break;
    taken = next;
    edge = values[at] as number;
  }
  return edge;
};
