import {
  answer,
  atInt,
  atLong,
  bytes,
  type Code,
  double,
  forever,
  get,
  i32,
  i64,
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
 * The loops over a column's rows, in WebAssembly. As JavaScript each of them was compiled four times before it was quick (for
 * its next call and, amid a long one, for the rows that were left; by either of V8's compilers), which took longer than the loops
 * themselves did for a million rows.
 */

const { i32: anInt, i64: aLong, f64: aDouble } = type;

/** Keeps the bit of each row: eight rows are a byte. @param there whether the row has a value, 1 or 0 */
const keepBit = (row: number, bits: number, bitmap: number, there: Code): Code => [
  set(bits, int.or(get(bits), int.shiftLeft(there, int.and(get(row), i32(7))))),
  increment(row),
  when(int.isZero(int.and(get(row), i32(7))), [
    store.byte(get(bitmap), get(bits)),
    increment(bitmap),
    set(bits, i32(0)),
  ]),
];

/** Copies the numbers that are there, and sets their bits; answers how many there are. Parameters: all, their number, where to, bitmap. */
export const takeNumbers: KernelFunction = (() => {
  const [all, rows, to, bitmap, row, bits, count, there, value] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  return {
    parameters: [anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt, aDouble],
    body: [
      forever([
        stopIf(int.equal(get(row), get(rows))),
        set(value, load.double(atLong(get(all), get(row)))),
        // Written whether it is there or not: where it is missing, the next one takes its place.
        store.double(atLong(get(to), get(count)), get(value)),
        set(there, double.equal(get(value), get(value))),
        set(count, int.add(get(count), get(there))),
        keepBit(row, bits, bitmap, get(there)),
      ]),
      store.byte(get(bitmap), get(bits)),
      get(count),
    ],
  };
})();

/**
 * Copies the codes that are there, sets their bits, and marks in `seen` which codes there are, behind a place for the missing
 * one's, -1; answers how many are there. Parameters: codes, their number, where to, bitmap, seen.
 */
export const takeCodes: KernelFunction = (() => {
  const [codes, rows, to, bitmap, seen, row, bits, count, code, there] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt, anInt],
    body: [
      forever([
        stopIf(int.equal(get(row), get(rows))),
        set(code, load.int(atInt(get(codes), get(row)))),
        store.int(atInt(get(to), get(count)), get(code)),
        store.int(atInt(get(seen), int.add(get(code), i32(1))), i32(1)),
        set(there, int.isMore(get(code), i32(-1))),
        set(count, int.add(get(count), get(there))),
        keepBit(row, bits, bitmap, get(there)),
      ]),
      store.byte(get(bitmap), get(bits)),
      get(count),
    ],
  };
})();

/** Puts in the place of each number what stands for it. Parameters: numbers, how many, what stands for them. */
export const replaceNumbers: KernelFunction = (() => {
  const [numbers, end, others] = [0, 1, 2] as const;
  return {
    parameters: [anInt, anInt, anInt],
    locals: [],
    body: [
      set(end, atInt(get(numbers), get(end))),
      forever([
        stopIf(int.equal(get(numbers), get(end))),
        store.int(get(numbers), load.int(atInt(get(others), load.int(get(numbers))))),
        increment(numbers, i32(4)),
      ]),
      i32(0),
    ],
  };
})();

const slotBits = 14;
/** Slots of the hash table of {@link findPlaces}. */
export const placeSlots = 1 << slotBits;
/** Values that are looked at before a column with few repetitions is given up: 10 million calls would all differ. */
const probe = 512;
/** So many of them differ where there are about 4,096 values in all: 4,096 (1 - e^(-512 / 4,096)) are 481, give or take 5. */
const mostOfProbe = 490;
/** An odd number without a pattern: the upper bits of a product with it depend on all bits of a number. */
const factor = 0x1e3779b97f4a7c15n;

/**
 * Writes the place of each number among its distinct ones, told apart by their bits (-0 is another number than 0), and those;
 * answers how many there are, or -1 where there are more than `most`. Parameters: values, their number, distinct, most,
 * slots (-1 is free), places.
 */
export const findPlaces: KernelFunction = (() => {
  const [values, rows, distinct, most, slots, places] = [0, 1, 2, 3, 4, 5] as const;
  const [row, count, slot, place, key] = [6, 7, 8, 9, 10] as const;
  const slotHere = atInt(get(slots), get(slot));
  return {
    parameters: [anInt, anInt, anInt, anInt, anInt, anInt],
    locals: [anInt, anInt, anInt, anInt, aLong],
    body: [
      forever([
        stopIf(int.equal(get(row), get(rows))),
        set(key, load.long(atLong(get(values), get(row)))),
        set(slot, long.toInt(long.shiftRight(long.multiply(get(key), i64(factor)), i64(BigInt(64 - slotBits))))),
        forever([
          set(place, load.int(slotHere)),
          stopIf(int.equal(get(place), i32(-1))),
          stopIf(long.equal(load.long(atLong(get(distinct), get(place))), get(key))),
          set(slot, int.and(int.add(get(slot), i32(1)), i32(placeSlots - 1))),
        ]),
        when(int.equal(get(place), i32(-1)), [
          when(
            int.or(
              int.equal(get(count), get(most)),
              int.and(int.isLess(get(row), i32(probe)), int.isMore(get(count), i32(mostOfProbe))),
            ),
            answer(i32(-1)),
          ),
          set(place, get(count)),
          increment(count),
          store.int(slotHere, get(place)),
          store.long(atLong(get(distinct), get(place)), get(key)),
        ]),
        store.int(atInt(get(places), get(row)), get(place)),
        increment(row),
      ]),
      get(count),
    ],
  };
})();

/** Bytes behind packed numbers that are written, too. */
export const packSlack = 40;

/** Packs numbers of up to 24 bits behind each other, noughts behind the last. Parameters: numbers, how many, bits of each, where to. */
export const packNumbers: KernelFunction = (() => {
  const [numbers, end, width, to, held, bits] = [0, 1, 2, 3, 4, 5] as const;
  return {
    parameters: [anInt, anInt, anInt, anInt],
    locals: [anInt, aLong],
    body: [
      set(end, atInt(get(numbers), get(end))),
      forever([
        stopIf(int.equal(get(numbers), get(end))),
        set(bits, long.or(get(bits), long.shiftLeft(int.toLong(load.int(get(numbers))), int.toLong(get(held))))),
        set(held, int.add(get(held), get(width))),
        when(int.isMore(get(held), i32(31)), [
          store.int(get(to), long.toInt(get(bits))),
          set(bits, long.shiftRight(get(bits), i64(32n))),
          set(held, int.subtract(get(held), i32(32))),
          increment(to, i32(4)),
        ]),
        increment(numbers, i32(4)),
      ]),
      store.long(get(to), get(bits)),
      // A last group of eight numbers that is not full: up to 24 bytes of noughts.
      [8, 24].map((behind) => store.bytes(int.add(get(to), i32(behind)), bytes.all(0))),
      i32(0),
    ],
  };
})();
