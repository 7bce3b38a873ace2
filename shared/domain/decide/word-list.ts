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

/** The codes that words have in another list; -2 for one that it has not, which is not the same as none. */
export const codesIn = (words: readonly string[], others: readonly string[]): Int32Array => {
  const codes = new Int32Array(words.length);
  let known: Map<string, number> | undefined;
  for (let code = 0; code < words.length; code++) {
    const word = words[code] as string;
    // Lists of two nights mostly begin alike.
    if (word === others[code]) codes[code] = code;
    else {
      known ??= new Map(others.map((other, its) => [other, its]));
      codes[code] = known.get(word) ?? -2;
    }
  }
  return codes;
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
