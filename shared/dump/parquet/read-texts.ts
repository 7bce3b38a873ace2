import { isAscii } from 'node:buffer';
import type { TextColumn } from '../../domain/facts/fact-file.ts';
import type { ShardRoom } from '../../domain/facts/room.ts';
import { type Chunk, storedColumn } from './decode.ts';
import { readCodes } from './read-numbers.ts';
import { pagesAt, presence } from './read-page.ts';

/** Where entries begin and end. */
type Places = { starts: Int32Array; ends: Int32Array };

/** Where each of at most so many texts of a page lies: behind its length in four bytes. */
const placesOf = (bytes: Uint8Array, most: number): Places => {
  const starts = new Int32Array(most);
  const ends = new Int32Array(most);
  let entry = 0;
  for (let at = 0; at + 4 <= bytes.length; entry++) {
    const length =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    starts[entry] = at + 4;
    at += 4 + length;
    ends[entry] = at;
  }
  return { starts: starts.subarray(0, entry), ends: ends.subarray(0, entry) };
};

/** Makes strings of the entries. Plain ASCII (lengths below 128 look like it too) is decoded once, and each text is a slice of it. */
const reader = (bytes: Uint8Array, places: () => Places): TextColumn['textOf'] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let ascii: string | false | undefined;
  return (entry) => {
    ascii ??= isAscii(buffer) && buffer.toString('latin1');
    const { starts, ends } = places();
    const from = starts[entry] as number;
    const to = ends[entry] as number;
    return ascii === false ? buffer.toString('utf8', from, to) : ascii.slice(from, to);
  };
};

/** Each entry's own row, -1 where missing. */
const scattered = (bitmap: Uint8Array, rows: number): Int32Array => {
  const codes = new Int32Array(rows);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const there = ((bitmap[row >> 3] as number) >> (row & 7)) & 1;
    codes[row] = there === 1 ? next : -1;
    next += there;
  }
  return codes;
};

/** A column of texts; no string is made yet. @param room for what is read of it; new arrays where left out */
export const readTexts = (file: Uint8Array, chunk: Chunk, room?: ShardRoom): TextColumn => {
  const { rows } = chunk;
  const { dictionary, data } = pagesAt(file, chunk);
  const { bitmap, values } = presence(data);
  const bytes = dictionary ?? values;
  let found: Places | undefined;
  // No text is shorter than its length, and without a dictionary no row has two.
  const places = (): Places => {
    found ??= placesOf(bytes, dictionary ? bytes.length >> 2 : rows);
    return found;
  };
  return {
    bytes,
    // Ids are compared where they lie: of most files nobody asks where each begins.
    entries: dictionary || bitmap ? places().starts.length : rows,
    codes: dictionary ? readCodes(values, bitmap, rows, room) : bitmap && scattered(bitmap, rows),
    textOf: reader(bytes, places),
    ...(!dictionary && { stored: storedColumn(file, chunk) }),
  };
};
