import { middleOf } from './gate-bins.ts';

/** Bins ascending and rows in them, by turns, as a profile keeps them. */
export type Histogram = readonly number[];

/** Groups that a reference is cut into: ten is the custom of the index, and what its limits 0.1 and 0.25 are meant for. */
const groups = 10;

/**
 * Share that every group is given before shares are compared: a group that was empty would else be infinitely far from
 * one that is not. A thousandth: a column of which 7 % lie beyond all that was seen before is just above 0.25.
 */
const floor = 0.001;

/** Rows in all bins. */
export const total = (histogram: Histogram): number => {
  let sum = 0;
  for (let at = 1; at < histogram.length; at += 2) sum += histogram[at] as number;
  return sum;
};

/** Last bins of the groups: one below the least bin seen, about tenths of the rows, and the rest is beyond the greatest. */
const edgesOf = (reference: Histogram): number[] => {
  const most = total(reference) / groups;
  const edges = [(reference[0] as number) - 1];
  let held = 0;
  for (let at = 0; at < reference.length; at += 2) {
    held += reference[at + 1] as number;
    if (held < most && at + 2 < reference.length) continue;
    // A small rest joins the group before it: chance weighs most in small groups.
    if (held < most / 2 && edges.length > 1) edges.pop();
    edges.push(reference[at] as number);
    held = 0;
  }
  return edges;
};

const sharesOf = (histogram: Histogram, edges: readonly number[]): number[] => {
  const rows = total(histogram);
  const counts = new Array<number>(edges.length + 1).fill(0);
  let group = 0;
  for (let at = 0; at < histogram.length; at += 2) {
    while (group < edges.length && (histogram[at] as number) > (edges[group] as number)) group++;
    counts[group] = (counts[group] as number) + (histogram[at + 1] as number);
  }
  return counts.map((count) => (count / rows + floor) / (1 + floor * counts.length));
};

/**
 * Population stability index: how far the values of a column are from those of a reference. 0 for equal ones; it grows the
 * more of them have moved. Groups are tenths of the reference, so it does not matter how money is spread; two more
 * groups take what lies beyond all that the reference holds. 0 where either has no values: that is for blanks to tell.
 */
export const psi = (reference: Histogram, now: Histogram): number => {
  if (reference.length === 0 || now.length === 0) return 0;
  const edges = edgesOf(reference);
  const before = sharesOf(reference, edges);
  const after = sharesOf(now, edges);
  return before.reduce((sum, share, group) => {
    const other = after[group] as number;
    return sum + (other - share) * Math.log(other / share);
  }, 0);
};

/** Mean of a histogram's values, each taken as the middle of its bin: right to about a tenth. 0 for none. */
export const roughMean = (histogram: Histogram): number => {
  let sum = 0;
  for (let at = 0; at < histogram.length; at += 2)
    sum += middleOf(histogram[at] as number) * (histogram[at + 1] as number);
  return histogram.length === 0 ? 0 : sum / total(histogram);
};
