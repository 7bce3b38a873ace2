/**
 * Loops over all customers of a shard, each a function of its own that calls nothing: V8 makes a loop quick amid its first run, and
 * works on whatever stands around it, too. What is done for the few rows that are found stands apart.
 */

/** Rows that have a word, ascending. */
export const rowsWithWord = (codes: Int32Array): Int32Array => {
  const found = new Int32Array(codes.length);
  let count = 0;
  for (let row = 0; row < codes.length; row++) if ((codes[row] as number) >= 0) found[count++] = row;
  return found.subarray(0, count);
};

/** Marked rows by code, of which there are so many: the first is of those without one. */
export const countCodes = (codes: Int32Array, marks: Uint8Array, words: number): Int32Array => {
  const counts = new Int32Array(words + 1);
  for (let row = 0; row < codes.length; row++) {
    if (marks[row] !== 1) continue;
    const place = (codes[row] as number) + 1;
    counts[place] = (counts[place] as number) + 1;
  }
  return counts;
};
