import {
  atInt,
  atLong,
  type Code,
  choose,
  f64,
  forever,
  get,
  i32,
  increment,
  int,
  type KernelFunction,
  load,
  set,
  stopIf,
  store,
  when,
} from '../../domain/wasm/instructions.ts';
import { type } from '../../domain/wasm/module.ts';

/**
 * The loops over a page that is read, in WebAssembly: a value goes from the page to where it belongs in one step. As JavaScript
 * it was unpacked, spread over the rows that have one, and put into its row, each in a loop and an array of its own.
 */

const { i32: anInt, f64: aDouble } = type;

/** Whether a row has a value: its bit, 1 or 0. */
const isThere = (bitmap: number, row: number): Code =>
  int.and(
    int.shiftRight(load.byte(int.add(get(bitmap), int.shiftRight(get(row), i32(3)))), int.and(get(row), i32(7))),
    i32(1),
  );

/** Place in the dictionary that begins at a bit: of up to 24 bits, it lies within the four bytes that begin where its first bit is. */
const codeAt = (packed: number, bit: number, mask: Code): Code =>
  int.and(
    int.shiftRight(load.int(int.add(get(packed), int.shiftRight(get(bit), i32(3)))), int.and(get(bit), i32(7))),
    mask,
  );
const maskOf = (width: number): Code => int.subtract(int.shiftLeft(i32(1), get(width)), i32(1));

/** For each row: nothing where its place is below 0. */
const forEach = (row: number, rows: number, body: Code): Code =>
  forever([stopIf(int.equal(get(row), get(rows))), body, increment(row)]);

/** What a loop does at a row that may have no value; where none is missing, no bit is looked at, and nothing waits for it. */
type Gaps = {
  /** Sees whether the row has a value. */
  see: Code;
  /** The value, or what stands for none. */
  or(value: Code, none: Code): Code;
  /** Goes on by so much, where there is a value. */
  advance(local: number, by: Code): Code;
};

const noGaps: Gaps = { see: [], or: (value) => value, advance: increment };
const gapsOf = (bitmap: number, row: number, there: number): Gaps => ({
  see: set(there, isThere(bitmap, row)),
  or: (value, none) => choose(value, none, get(there)),
  advance: (local, by) => increment(local, int.multiply(by, get(there))),
});

/** The same loop for columns with gaps and for those without. */
const both = (kernelOf: (isWhole: boolean) => KernelFunction) => ({ gaps: kernelOf(false), whole: kernelOf(true) });

/** Puts numbers into their places, NaN where there is none. Parameters: bitmap, rows, places of the rows, numbers that are there, where to. */
export const putNumbers = both((isWhole) => {
  const [bitmap, rows, places, numbers, to, row, place, there] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const gaps = isWhole ? noGaps : gapsOf(bitmap, row, there);
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt],
    body: [
      forEach(row, rows, [
        gaps.see,
        set(place, load.int(atInt(get(places), get(row)))),
        when(int.isMore(get(place), i32(-1)), [
          store.double(atLong(get(to), get(place)), gaps.or(load.double(get(numbers)), f64(Number.NaN))),
        ]),
        gaps.advance(numbers, i32(Float64Array.BYTES_PER_ELEMENT)),
      ]),
      i32(0),
    ],
  };
});

/**
 * The same of numbers that are places in a dictionary, packed. Parameters: bitmap, rows, places of the rows, dictionary, packed
 * codes, bits of each, where to.
 */
export const putCoded = both((isWhole) => {
  const [bitmap, rows, places, dictionary, packed, width, to] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [row, place, there, bit, mask, value] = [7, 8, 9, 10, 11, 12] as const;
  const gaps = isWhole ? noGaps : gapsOf(bitmap, row, there);
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt, anInt, aDouble],
    body: [
      set(mask, maskOf(width)),
      forEach(row, rows, [
        gaps.see,
        set(place, load.int(atInt(get(places), get(row)))),
        set(value, load.double(atLong(get(dictionary), codeAt(packed, bit, get(mask))))),
        when(int.isMore(get(place), i32(-1)), [
          store.double(atLong(get(to), get(place)), gaps.or(get(value), f64(Number.NaN))),
        ]),
        gaps.advance(bit, get(width)),
      ]),
      i32(0),
    ],
  };
});

/** Codes by row, -1 where there is none. Parameters: bitmap, rows, packed codes, bits of each, where to. */
export const unpackCodes = both((isWhole) => {
  const [bitmap, rows, packed, width, to, row, there, bit, mask] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  const gaps = isWhole ? noGaps : gapsOf(bitmap, row, there);
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt],
    body: [
      set(mask, maskOf(width)),
      forEach(row, rows, [
        gaps.see,
        store.int(atInt(get(to), get(row)), gaps.or(codeAt(packed, bit, get(mask)), i32(-1))),
        gaps.advance(bit, get(width)),
      ]),
      i32(0),
    ],
  };
});
