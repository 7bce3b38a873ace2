import type { Coded } from './shard-table.ts';

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
      const translated = Int32Array.from(values, codeOf);
      return given.map((code) => (code < 0 ? -1 : (translated[code] as number)));
    },
  };
};
