import type { Coded } from './shard-table.ts';

/** Codes in place of others, -1 for none. A loop: `map` calls a function a row. */
export const translated = (codes: Int32Array, others: Int32Array): Int32Array => {
  const found = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    found[row] = code < 0 ? -1 : (others[code] as number);
  }
  return found;
};

/** A column's codes in another list of few words; -1 for none, and for words that the list has not. */
export const codedIn = ({ codes, values }: Coded, words: readonly string[]): Int32Array =>
  translated(
    codes,
    Int32Array.from(values, (word) => words.indexOf(word)),
  );

/** Words of two columns that were found to be the same: the right one's code by the left one's, none by none first; -2 for none yet. */
const noneFound = ({ values }: Coded): Int32Array => new Int32Array(values.length + 1).fill(-2).fill(-1, 0, 1);

/** The next row from some on whose codes were not found to stand for the same word; the number of rows where there is none. */
const nextApart = (codes: Int32Array, others: Int32Array, found: Int32Array, from: number): number => {
  let row = from;
  while (row < codes.length && found[(codes[row] as number) + 1] === others[row]) row++;
  return row;
};

/** Whether two codes that were not found to be the same stand for the same word. Words are compared once. */
const isSameWord = (left: Coded, right: Coded, row: number, found: Int32Array): boolean => {
  const code = left.codes[row] as number;
  const other = right.codes[row] as number;
  if (code < 0 || other < 0 || left.values[code] !== right.values[other]) return false;
  found[code + 1] = other;
  return true;
};

/** The next row from some on of which two columns say different words; the number of rows where there is none. */
const nextDifferent = (left: Coded, right: Coded, found: Int32Array, from: number): number => {
  let row = nextApart(left.codes, right.codes, found, from);
  while (row < left.codes.length && isSameWord(left, right, row, found))
    row = nextApart(left.codes, right.codes, found, row + 1);
  return row;
};

/** Whether two columns say the same of everybody. */
export const saysTheSame = (left: Coded, right: Coded): boolean =>
  nextDifferent(left, right, noneFound(left), 0) === left.codes.length;

/** Marks the rows of which two columns say different words. */
export const markDifferent = (left: Coded, right: Coded, marks: Uint8Array): void => {
  const found = noneFound(left);
  const next = (from: number): number => nextDifferent(left, right, found, from);
  for (let row = next(0); row < left.codes.length; row = next(row + 1)) marks[row] = 1;
};

/** A list of words, each once, that grows: columns with dictionaries of their own are brought to one. */
export const wordList = (known: readonly string[] = []) => {
  const words = [...known];
  const codes = new Map(words.map((word, code) => [word, code]));
  const codeOf = (word: string): number => {
    let code = codes.get(word);
    if (code === undefined) {
      code = words.push(word) - 1;
      codes.set(word, code);
    }
    return code;
  };
  return {
    /** All words so far, by code. */
    words: words as readonly string[],
    /** Code of a word; new words are added. */
    codeOf,
    /** The codes of a column in this list. */
    recoded({ codes: given, values }: Coded): Int32Array {
      return translated(given, Int32Array.from(values, codeOf));
    },
  };
};
