import { type CodedTexts, dayMs, int32Range, physicalType, type WritableColumn } from './format.ts';
import { inRoom, kernel, takeRoom } from './kernel-room.ts';
import type { Present } from './levels.ts';
import { findPlaces, placeSlots, takeNumbers } from './page-kernels.ts';

const dayOf = (value: string | null | undefined): number => (value == null ? Number.NaN : Date.parse(value) / dayMs);

/** A column's values as numbers, NaN where missing: dates become days. */
export const numbersOf = (values: WritableColumn['values']): Float64Array => {
  if (values instanceof Float64Array) return values;
  if (Array.isArray(values)) return Float64Array.from(values, dayOf);
  const { codes, dictionary } = values as CodedTexts;
  const days = Float64Array.from(dictionary, dayOf);
  const numbers = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    numbers[row] = code < 0 ? Number.NaN : (days[code] as number);
  }
  return numbers;
};

const take = kernel(takeNumbers);

/** The numbers that are there, in their order; they hold until the room is emptied. */
export const presentNumbers = (all: Float64Array): Present & { values: Float64Array } => {
  const given = inRoom(all);
  const to = takeRoom(Float64Array, all.length);
  const bitmap = takeRoom(Uint8Array, (all.length + 7) >> 3, 1);
  const count = take(given.byteOffset, all.length, to.byteOffset, bitmap.byteOffset);
  return { values: to.subarray(0, count), bitmap: count === all.length ? undefined : bitmap };
};

/** The most distinct values of a dictionary: 32 KB of them are near while places are looked up. */
const mostDistinct = placeSlots / 4;

const wordsOf = (values: Float64Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, values.length * 2);

/** Bytes that looking for a dictionary takes, however few rows there are; and as much again for what lies between arrays. */
export const dictionaryRoom = 2 * (placeSlots * 4 + mostDistinct * 8);

const find = kernel(findPlaces);

/**
 * Numbers as places among their distinct values; undefined where more than every other one is distinct: up to there dictionary and
 * places are shorter than the numbers, also those of four bytes. Counts, days and mostly-zero amounts need 5 to 12 bits instead of 64.
 */
export const numericDictionary = (all: Float64Array): { values: Float64Array; places: Int32Array } | undefined => {
  const most = Math.min(mostDistinct, all.length >> 1);
  if (most === 0) return undefined;
  const given = inRoom(all);
  const values = takeRoom(Float64Array, most);
  const slots = takeRoom(Int32Array, placeSlots).fill(-1);
  const places = takeRoom(Int32Array, all.length);
  const [from, to] = [given.byteOffset, places.byteOffset];
  const count = find(from, all.length, values.byteOffset, most, slots.byteOffset, to);
  return count === -1 ? undefined : { values: values.subarray(0, count), places };
};

/** Numbers of a column's midst that are looked at. */
const looked = 64;

/**
 * True where most numbers use all bits of a double, as amounts with decimals do (and few are the same, or they would be a
 * dictionary): zstd saves little then. To ask it, about a sample, took as long as to make all the rest of the page.
 */
export const areDense = (values: Float64Array): boolean => {
  const from = Math.max(0, (values.length - looked) >> 1);
  const words = wordsOf(values.subarray(from, from + looked));
  let dense = 0;
  for (let low = 0; low < words.length; low += 2) if (((words[low] as number) & 0xffff) !== 0) dense++;
  return dense > looked / 2;
};

const bytesOf = (values: Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Numbers in Parquet's plain encoding. */
export const plainNumbers = (type: number, values: Float64Array): Uint8Array => {
  if (type === physicalType.double) return bytesOf(values);
  if (type === physicalType.int32) return bytesOf(Int32Array.from(values));
  if (type === physicalType.int64) {
    const halves = takeRoom(Int32Array, values.length * 2);
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      halves[index * 2] = value % int32Range;
      halves[index * 2 + 1] = Math.floor(value / int32Range);
    }
    return bytesOf(halves);
  }
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let index = 0; index < values.length; index++)
    if (values[index] === 1) bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7));
  return bits;
};
