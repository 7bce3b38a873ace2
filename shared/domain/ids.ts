import type { TextColumn } from './facts/fact-file.ts';

/**
 * Ids of a shard's customers, by row. An array is one; so is what {@link idsIn} answers, which makes a text only when it is asked for:
 * of most customers nobody asks who they are.
 */
export type Ids = Pick<readonly string[], 'length' | 'at'> & Iterable<string>;

/** The ids of a column in its rows, each there. A text is made anew each time. */
export const idsIn = ({ codes, entries, textOf }: TextColumn): Ids => {
  const length = codes?.length ?? entries;
  const at = (row: number): string | undefined =>
    row >= 0 && row < length ? textOf(codes ? (codes[row] as number) : row) : undefined;
  return {
    length,
    at,
    *[Symbol.iterator]() {
      for (let row = 0; row < length; row++) yield at(row) as string;
    },
  };
};

/** Row of an id among sorted ids; -1 where it is not there. */
export const rowOfId = (ids: Ids, id: string): number => {
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids.at(middle) as string;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
};
