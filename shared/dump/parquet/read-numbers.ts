import type { NumberRoom } from '../../domain/facts/fact-file.ts';
import type { Chunk } from './decode.ts';
import { int32Range, physicalType } from './format.ts';
import { codesOf, pagesAt, presence } from './read-page.ts';
import { scratch } from './scratch.ts';

const alignedRoom = scratch(Float64Array);

/** Numbers of a page, without the missing ones, until the next page is read. The bytes are copied, because views must be aligned. */
const numbers = (type: number, bytes: Uint8Array): Float64Array => {
  const size = type === physicalType.int32 ? 4 : 8;
  const count = Math.floor(bytes.length / size);
  const aligned = alignedRoom(Math.ceil((count * size) / 8));
  new Uint8Array(aligned.buffer, aligned.byteOffset, count * size).set(bytes.subarray(0, count * size));
  if (type === physicalType.double) return aligned;
  const halves = new Int32Array(aligned.buffer, aligned.byteOffset, (count * size) >> 2);
  if (type === physicalType.int32) return new Float64Array(halves);
  const values = new Float64Array(halves.length / 2);
  for (let index = 0; index < values.length; index++)
    values[index] = (halves[index * 2 + 1] as number) * int32Range + ((halves[index * 2] as number) >>> 0);
  return values;
};

const bitsOf = (bytes: Uint8Array): Float64Array => {
  const values = new Float64Array(bytes.length * 8);
  for (let bit = 0; bit < values.length; bit++) values[bit] = ((bytes[bit >> 3] as number) >> (bit & 7)) & 1;
  return values;
};

// Three loops, one for each way in which a column comes, none through an array in between.
const scatter = (bitmap: Uint8Array, present: Float64Array, all: Float64Array): void => {
  let next = 0;
  for (let row = 0; row < all.length; row++) {
    const there = ((bitmap[row >> 3] as number) >> (row & 7)) & 1;
    all[row] = there === 1 ? (present[next++] as number) : Number.NaN;
  }
};

const look = (dictionary: Float64Array, codes: Int32Array, all: Float64Array): void => {
  for (let row = 0; row < all.length; row++) all[row] = dictionary[codes[row] as number] as number;
};

const lookAndScatter = (bitmap: Uint8Array, dictionary: Float64Array, codes: Int32Array, all: Float64Array): void => {
  let next = 0;
  for (let row = 0; row < all.length; row++) {
    const there = ((bitmap[row >> 3] as number) >> (row & 7)) & 1;
    all[row] = there === 1 ? (dictionary[codes[next++] as number] as number) : Number.NaN;
  }
};

const codesRoom = scratch(Int32Array);

/** A column of numbers, NaN where missing. */
export const readNumbers = (type: number, bytes: Uint8Array, chunk: Chunk, room: NumberRoom): Float64Array => {
  const { rows } = chunk;
  const { dictionary, data } = pagesAt(bytes, chunk);
  const { bitmap, values } = presence(data);
  const all = room(rows);
  if (dictionary) {
    const codes = codesOf(values, rows, codesRoom);
    if (bitmap) lookAndScatter(bitmap, numbers(type, dictionary), codes, all);
    else look(numbers(type, dictionary), codes, all);
    return all;
  }
  const present = type === physicalType.boolean ? bitsOf(values) : numbers(type, values);
  if (bitmap) scatter(bitmap, present, all);
  else all.set(present.length === rows ? present : present.subarray(0, rows));
  return all;
};
