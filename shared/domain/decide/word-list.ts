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

/** Whether two codes that were not found to be the same stand for the same word. Words are compared once. */
const isSameWord = (left: Coded, code: number, right: Coded, other: number, found: Int32Array): boolean => {
  if (code < 0 || other < 0 || left.values[code] !== right.values[other]) return false;
  found[code + 1] = other;
  return true;
};

/** Whether two columns say the same of everybody. */
export const saysTheSame = (left: Coded, right: Coded): boolean => {
  const found = noneFound(left);
  const [codes, others] = [left.codes, right.codes];
  for (let row = 0; row < codes.length; row++) {
    const [code, other] = [codes[row] as number, others[row] as number];
    if (found[code + 1] !== other && !isSameWord(left, code, right, other, found)) return false;
  }
  return true;
};

/** Marks the rows of which two columns say different words. */
export const markDifferent = (left: Coded, right: Coded, marks: Uint8Array): void => {
  const found = noneFound(left);
  const [codes, others] = [left.codes, right.codes];
  for (let row = 0; row < marks.length; row++) {
    const [code, other] = [codes[row] as number, others[row] as number];
    if (found[code + 1] !== other && !isSameWord(left, code, right, other, found)) marks[row] = 1;
  }
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
