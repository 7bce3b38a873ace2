import { type CodedTexts, dayMs, int32Range, physicalType, type WritableColumn } from './format.ts';
import type { Present } from './levels.ts';
import { scratch } from './scratch.ts';

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

const presentRoom = scratch(Float64Array);
const placesRoom = scratch(Int32Array);
const halvesRoom = scratch(Int32Array);

/** Whether any number is missing. */
const hasGaps = (all: Float64Array): boolean => {
  for (let row = 0; row < all.length; row++) if (Number.isNaN(all[row] as number)) return true;
  return false;
};

/** Copies the numbers that are there, and sets their bits; answers how many there are. */
const takePresent = (all: Float64Array, values: Float64Array, bitmap: Uint8Array): number => {
  let count = 0;
  for (let row = 0; row < all.length; ) {
    let bits = 0;
    for (const end = Math.min(row + 8, all.length); row < end; row++) {
      const value = all[row] as number;
      // Written whether it is there or not: where it is missing, the next one takes its place.
      values[count] = value;
      const there = Number(!Number.isNaN(value));
      count += there;
      bits |= there << (row & 7);
    }
    bitmap[(row - 1) >> 3] = bits;
  }
  return count;
};

/** The numbers that are there, in their order. */
export const presentNumbers = (all: Float64Array): Present & { values: Float64Array } => {
  if (!hasGaps(all)) return { values: all, bitmap: undefined };
  const bitmap = new Uint8Array((all.length + 7) >> 3);
  const values = presentRoom(all.length);
  return { values: values.subarray(0, takePresent(all, values, bitmap)), bitmap };
};

/** Slots of the hash table below, and the most distinct values it takes. */
const slots = 1 << 13;
const mostDistinct = slots / 4;
/** Values that are looked at before a column with few repetitions is given up: 10 million calls would all differ. */
const probe = 512;
/** Places in {@link slots}, kept between calls: -1 is free. */
const table = new Int32Array(slots);

const distinctRoom = scratch(Float64Array);

/**
 * Writes the place of each number among its distinct ones, which are put into `distinct`; answers their number, or -1 where
 * there are more than that has room for. A function of its own that nothing follows: V8 compiles a long loop while it
 * runs, and would give the code up at the first line behind it, each time.
 */
const findPlaces = (bits: Int32Array, distinct: Int32Array, most: number, places: Int32Array): number => {
  let count = 0;
  for (let row = 0; row < places.length; row++) {
    // By their bits, not by ===: -0 is another number than 0.
    const low = bits[row * 2] as number;
    const high = bits[row * 2 + 1] as number;
    const mixed = Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & (slots - 1);
    let place = table[slot] as number;
    while (place !== -1 && (distinct[place * 2] !== low || distinct[place * 2 + 1] !== high)) {
      slot = (slot + 1) & (slots - 1);
      place = table[slot] as number;
    }
    if (place === -1) {
      if (count === most || (row < probe && count > probe / 2)) return -1;
      place = count++;
      table[slot] = place;
      distinct[place * 2] = low;
      distinct[place * 2 + 1] = high;
    }
    places[row] = place;
  }
  return count;
};

const wordsOf = (values: Float64Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, values.length * 2);

/**
 * Numbers as places among their distinct values; undefined where more than one in four is distinct. Counts, days and
 * mostly-zero amounts then need 5 to 11 bits instead of 64, and zstd a fifth of the time.
 */
export const numericDictionary = (all: Float64Array): { values: Float64Array; places: Int32Array } | undefined => {
  const most = Math.min(mostDistinct, all.length >> 2);
  if (most === 0) return undefined;
  const values = distinctRoom(most);
  const places = placesRoom(all.length);
  table.fill(-1);
  const count = findPlaces(wordsOf(all), wordsOf(values), most, places);
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
    const halves = halvesRoom(values.length * 2);
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
