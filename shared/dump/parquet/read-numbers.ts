import type { Chunk } from './decode.ts';
import { int32Range, physicalType } from './format.ts';
import { codesOf, pagesAt, presence } from './read-page.ts';

/** Numbers of a page, without the missing ones. The bytes are copied, because views must be aligned. */
const numbers = (type: number, bytes: Uint8Array): Float64Array => {
  const size = type === physicalType.int32 ? 4 : 8;
  const aligned = new Uint8Array(bytes.length - (bytes.length % size));
  aligned.set(bytes.subarray(0, aligned.length));
  if (type === physicalType.double) return new Float64Array(aligned.buffer);
  const halves = new Int32Array(aligned.buffer);
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

/** The values of these codes. */
const looked = (dictionary: Float64Array, codes: Int32Array): Float64Array => {
  const values = new Float64Array(codes.length);
  for (let index = 0; index < codes.length; index++) values[index] = dictionary[codes[index] as number] as number;
  return values;
};

/** A column of numbers, NaN where missing. */
export const readNumbers = (type: number, bytes: Uint8Array, { rows, start }: Chunk): Float64Array => {
  const { dictionary, data } = pagesAt(bytes, start);
  const { bitmap, values } = presence(data);
  const present = dictionary
    ? looked(numbers(type, dictionary), codesOf(values, rows))
    : type === physicalType.boolean
      ? bitsOf(values)
      : numbers(type, values);
  if (bitmap === undefined) return present.length === rows ? present : present.slice(0, rows);
  const all = new Float64Array(rows);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const there = ((bitmap[row >> 3] as number) >> (row & 7)) & 1;
    all[row] = there === 1 ? (present[next++] as number) : Number.NaN;
  }
  return all;
};
