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
  long,
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

const { i32: anInt } = type;

/** Place in the dictionary that begins at a bit: of up to 24 bits, it lies within the four bytes that begin where its first bit is. */
const codeAt = (packed: number, bit: number, mask: Code): Code =>
  int.and(
    int.shiftRight(load.int(int.add(get(packed), int.shiftRight(get(bit), i32(3)))), int.and(get(bit), i32(7))),
    mask,
  );
const maskOf = (width: number): Code => int.subtract(int.shiftLeft(i32(1), get(width)), i32(1));

/** Rows that are read in one step where all of them have a value. */
const atOnce = 4;
/** Codes of so many bits fit in one word, that many at once, wherever in a byte the first begins. */
const widestAtOnce = 14;

/** How the rows of a column are read. */
type Reading = {
  /** Locals that it may use: a row, the end of a step, whether one has all its values, and whether a row has one. */
  locals: readonly [row: number, end: number, isFull: number, there: number];
  /** Whether no row lacks a value: then there is no bitmap. */
  isWhole: boolean;
  bitmap: number;
  rows: number;
  /** Where it holds, rows can be read in steps. */
  when?: Code;
  /** Reads the rows of a step, whose values are all there. */
  step: Code;
  /** Reads a row. @param or the first where the row has a value, else the second */
  one(or: (value: Code, none: Code) => Code): Code;
  /** Goes on to the next value. */
  next: readonly [local: number, by: Code];
};

/** Reads rows in steps; in those in which a value is missing, and at the end, one by one. */
const readRows = ({ locals, isWhole, bitmap, rows, when: canStep = i32(1), step, one, next }: Reading): Code => {
  const [row, end, isFull, there] = locals;
  const bits = int.shiftRight(
    load.byte(int.add(get(bitmap), int.shiftRight(get(row), i32(3)))),
    int.and(get(row), i32(7)),
  );
  const areThere = isWhole ? i32(1) : int.equal(int.and(bits, i32((1 << atOnce) - 1)), i32((1 << atOnce) - 1));
  const [local, by] = next;
  return forever([
    stopIf(int.equal(get(row), get(rows))),
    set(end, int.add(get(row), i32(atOnce))),
    set(isFull, int.and(canStep, int.isZero(int.isMore(get(end), get(rows))))),
    when(int.isMore(get(end), get(rows)), set(end, get(rows))),
    when(get(isFull), set(isFull, areThere)),
    when(get(isFull), [step, set(row, get(end))]),
    forever([
      stopIf(int.equal(get(row), get(end))),
      isWhole ? [] : set(there, int.and(bits, i32(1))),
      one((value, none) => (isWhole ? value : choose(value, none, get(there)))),
      increment(local, isWhole ? by : int.multiply(by, get(there))),
      increment(row),
    ]),
  ]);
};

/** The same kernel for columns with gaps and for those without. */
const both = (kernelOf: (isWhole: boolean) => KernelFunction) => ({ gaps: kernelOf(false), whole: kernelOf(true) });

/** The rows of a step, as they are numbered in it. */
const inStep = Array.from({ length: atOnce }, (_, nth) => nth);
const nthInt = (array: number, row: number, nth: number): Code =>
  int.add(atInt(get(array), get(row)), i32(nth * Int32Array.BYTES_PER_ELEMENT));

/** Puts a value into the place that stands at an address; nowhere where that is below 0. */
const putAt =
  (to: number, place: number) =>
  (at: Code, value: Code): Code => [
    set(place, load.int(at)),
    when(int.isMore(get(place), i32(-1)), store.double(atLong(get(to), get(place)), value)),
  ];

/** Puts numbers into their places, NaN where there is none. Parameters: bitmap, rows, places of the rows, numbers that are there, where to. */
export const putNumbers = both((isWhole) => {
  const [bitmap, rows, places, numbers, to, row, end, isFull, there, place] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  const bytes = Float64Array.BYTES_PER_ELEMENT;
  const put = putAt(to, place);
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt, anInt],
    body: [
      readRows({
        ...{ locals: [row, end, isFull, there], isWhole, bitmap, rows },
        step: [
          ...inStep.map((nth) => put(nthInt(places, row, nth), load.double(int.add(get(numbers), i32(nth * bytes))))),
          increment(numbers, i32(atOnce * bytes)),
        ],
        one: (or) => put(nthInt(places, row, 0), or(load.double(get(numbers)), f64(Number.NaN))),
        next: [numbers, i32(bytes)],
      }),
      i32(0),
    ],
  };
});

/** Codes of a step, one after the other: each is the lowest bits of a word. */
const codesOf = (
  word: number,
  packed: number,
  bit: number,
  mask: number,
  width: number,
  take: (code: Code, nth: number) => Code,
): Code => [
  set(
    word,
    long.shiftRight(
      load.long(int.add(get(packed), int.shiftRight(get(bit), i32(3)))),
      int.toLong(int.and(get(bit), i32(7))),
    ),
  ),
  ...inStep.map((nth) => [
    take(int.and(long.toInt(get(word)), get(mask)), nth),
    set(word, long.shiftRight(get(word), int.toLong(get(width)))),
  ]),
  increment(bit, int.multiply(get(width), i32(atOnce))),
];
const fitAtOnce = (width: number): Code => int.isLess(get(width), i32(widestAtOnce + 1));

/**
 * The same of numbers that are places in a dictionary, packed. Parameters: bitmap, rows, places of the rows, dictionary, packed
 * codes, bits of each, where to.
 */
export const putCoded = both((isWhole) => {
  const [bitmap, rows, places, dictionary, packed, width, to] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [row, end, isFull, there, place, bit, mask, word] = [7, 8, 9, 10, 11, 12, 13, 14] as const;
  const put = putAt(to, place);
  const numberOf = (code: Code): Code => load.double(atLong(get(dictionary), code));
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt, anInt, anInt, anInt, type.i64],
    body: [
      set(mask, maskOf(width)),
      readRows({
        ...{ locals: [row, end, isFull, there], isWhole, bitmap, rows, when: fitAtOnce(width) },
        step: codesOf(word, packed, bit, mask, width, (code, nth) => put(nthInt(places, row, nth), numberOf(code))),
        one: (or) => put(nthInt(places, row, 0), or(numberOf(codeAt(packed, bit, get(mask))), f64(Number.NaN))),
        next: [bit, get(width)],
      }),
      i32(0),
    ],
  };
});

/** Codes by row, -1 where there is none. Parameters: bitmap, rows, packed codes, bits of each, where to. */
export const unpackCodes = both((isWhole) => {
  const [bitmap, rows, packed, width, to] = [0, 1, 2, 3, 4] as const;
  const [row, end, isFull, there, bit, mask, word] = [5, 6, 7, 8, 9, 10, 11] as const;
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt, anInt, anInt, type.i64],
    body: [
      set(mask, maskOf(width)),
      readRows({
        ...{ locals: [row, end, isFull, there], isWhole, bitmap, rows, when: fitAtOnce(width) },
        step: codesOf(word, packed, bit, mask, width, (code, nth) => store.int(nthInt(to, row, nth), code)),
        one: (or) => store.int(nthInt(to, row, 0), or(codeAt(packed, bit, get(mask)), i32(-1))),
        next: [bit, get(width)],
      }),
      i32(0),
    ],
  };
});
