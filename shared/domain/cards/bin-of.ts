/**
 * How many edges lie at or below a value: the place of its bin.
 *
 * @param edges where each bin but the last ends, ascending
 * @param value not NaN: what a missing value belongs to is the caller's to say
 */
export const binOf = (edges: Float64Array, value: number): number => {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (edges[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
};
