/**
 * The shortest decimal above `low` and up to `high`, near their middle: edges of bins are read by people, and a card is
 * small when its numbers are short.
 */
export const shortEdge = (low: number, high: number): number => {
  const middle = low + (high - low) / 2;
  for (let digits = 1; digits <= 17; digits++) {
    const edge = Number(middle.toPrecision(digits));
    if (edge > low && edge <= high) return edge;
  }
  return high;
};

/**
 * Where bins of about equal numbers of rows begin, ascending: a value belongs to the bin behind the last edge at or below it.
 * Values that repeat are never cut apart; a value that fills a bin alone has one.
 *
 * @param values numbers, NaN where missing
 * @param most bins
 * @param fixed edges that must be there: those of a prior
 */
export const quantileEdges = (values: Float64Array, most: number, fixed: readonly number[] = []): Float64Array => {
  // Sorted, missing ones stand last.
  const all = Float64Array.from(values).sort();
  let known = all.length;
  while (known > 0 && Number.isNaN(all[known - 1] as number)) known--;
  const sorted = all.subarray(0, known);
  const edges = new Set(fixed);
  let distinct = 0;
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct++;
  const size = distinct <= most ? 0 : sorted.length / most;
  let begun = 0;
  for (let at = 1; at < sorted.length; at++) {
    const low = sorted[at - 1] as number;
    const high = sorted[at] as number;
    if (low === high || at - begun < size) continue;
    edges.add(shortEdge(low, high));
    begun = at;
  }
  return Float64Array.from(edges).sort();
};
