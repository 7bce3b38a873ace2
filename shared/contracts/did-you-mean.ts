/** Edit distance (insert, delete, replace) of two words, case ignored. */
const distance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
};

/**
 * The word that was probably meant, or undefined where none is near.
 *
 * @param given the word that is not known
 * @param known the words that are
 */
export const nearestWord = (given: string, known: readonly string[]): string | undefined => {
  const near = known
    .map((word) => ({ word, far: distance(given.toLowerCase(), word.toLowerCase()) }))
    .sort((left, right) => left.far - right.far)[0];
  // A third of the word may be wrong: enough for a slip of the hand, too little for another word.
  return near && near.far <= Math.max(2, Math.ceil(given.length / 3)) ? near.word : undefined;
};

/**
 * What a person probably meant: ` (did you mean "arpu"?)` for a near miss, else the list of what there is.
 *
 * @param given the word that is not known
 * @param known the words that are
 */
export const didYouMean = (given: string, known: readonly string[]): string => {
  const near = nearestWord(given, known);
  if (near !== undefined) return ` (did you mean "${near}"?)`;
  return known.length > 0 ? ` (there are: ${known.join(', ')})` : ' (there are none)';
};
