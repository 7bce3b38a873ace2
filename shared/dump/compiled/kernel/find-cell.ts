import { answer, bytes, type Code, get, i32, int, load, set, when } from '../../../domain/wasm/instructions.ts';
import { type } from '../../../domain/wasm/module.ts';
import type { CellPlace } from '../cell-code.ts';

/**
 * WebAssembly that reads the cells of nearly every row: sixteen bytes at once. A function is given the cell's first byte and
 * where its value goes; it answers the byte behind the cell's delimiter or line end, or -1 where the cell is longer than 15
 * bytes or in any way unusual: `cell-code` then reads it.
 */

/** Bytes that rows are made of. */
export const byteOf = { quote: 34, minus: 45, point: 46, nought: 48, lineFeed: 10, carriageReturn: 13 } as const;

/** Leaves the cell to `cell-code`. */
export const notSure = answer(i32(-1));
/** Leaves it where the condition holds. */
export const notSureIf = (condition: Code): Code => when(condition, notSure);

/**
 * Parameters of every reader: the cell's first byte, where its value goes, the row, the cell's number, and where its slots are.
 * Behind them the locals that nearly all have, and the number of the first one that a reader has besides.
 */
export const local = {
  ...{ at: 0, into: 1, row: 2, number: 3, slots: 4 },
  ...{ quoted: 5, start: 6, length: 7, next: 8, some: 9, cell: 10, own: 11 },
} as const;
export const parameters = [type.i32, type.i32, type.i32, type.i32, type.i32] as const;
export const locals = [type.i32, type.i32, type.i32, type.i32, type.i32, type.v128] as const;

const { at, quoted, start, length, next, some, cell } = local;
const { quote, lineFeed, carriageReturn } = byteOf;

/** Finds the cell, its `start` and `length`, and the byte behind it, `next`. */
export const findCell = ({ delimiter, last }: CellPlace): Code => {
  const is = (byte: number): Code => bytes.equal(get(cell), bytes.all(byte));
  const stops = bytes.or(bytes.or(is(delimiter), is(quote)), bytes.or(is(lineFeed), is(carriageReturn)));
  const skipOne = set(next, int.add(get(next), i32(1)));
  const byteIsNot = (byte: number): Code => int.differ(load.byte(get(next)), i32(byte));
  return [
    // As if it were not quoted, and again where it is: so the processor need not wait for the first byte to begin.
    set(start, get(at)),
    set(cell, load.bytes(get(at))),
    set(quoted, int.equal(load.byte(get(at)), i32(quote))),
    when(get(quoted), [set(start, int.add(get(at), i32(1))), set(cell, load.bytes(get(start)))]),
    set(some, bytes.bits(stops)),
    notSureIf(int.isZero(get(some))),
    set(length, int.lowestBit(get(some))),
    set(next, int.add(get(start), get(length))),
    when(get(quoted), [notSureIf(byteIsNot(quote)), ...skipOne]),
    last ? when(int.isZero(byteIsNot(carriageReturn)), skipOne) : [],
    notSureIf(byteIsNot(last ? lineFeed : delimiter)),
    ...skipOne,
  ];
};

/** Of the bits of sixteen bytes those of the cell. */
export const ofCell = (bits: Code): Code => int.and(bits, int.subtract(int.shiftLeft(i32(1), get(length)), i32(1)));

/** Where tables lie in memory. */
export type Tables = {
  /** By length of a number and place of its point: which byte goes where, so that sixteen digits end with its last. */
  digits: number;
  /** Powers of ten as doubles. */
  powers: number;
  /** By length of a cell: ones for its bytes. */
  masks: number;
  /** By byte: 1 for those of ids. */
  isIdentifier: number;
  /** By the lower half of a hash: 1 where a spelling of "no value" may have it. */
  maybeBlank: number;
  /** Ids one behind the other; by row the byte behind the id, with one in front; hashes. */
  ids: number;
  idEnds: number;
  idHashes: number;
};
