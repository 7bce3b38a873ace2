import { type CellPlace, longestId, type NumberShape } from './cell-code.ts';
import { firstLoose } from './cell-memo.ts';
import {
  answer,
  bytes,
  type Code,
  call,
  double,
  f64,
  forever,
  get,
  i32,
  i64,
  int,
  load,
  long,
  set,
  stopIf,
  store,
  type,
  type WasmFunction,
  when,
} from './wasm.ts';

/**
 * WebAssembly that reads the cells of nearly every row: sixteen bytes at once. A function is given the cell's first byte and
 * where its value goes; it answers the byte behind the cell's delimiter or line end, or -1 where the cell is longer than 15
 * bytes or in any way unusual: `cell-code` then reads it.
 */

const quote = 34;
const point = 46;
const nought = 48;
const lineFeed = 10;
const carriageReturn = 13;

const notSure = answer(i32(-1));
const notSureIf = (condition: Code): Code => when(condition, notSure);

/**
 * Parameters of every reader: the cell's first byte, where its value goes, the row, the cell's place among those that `slow`
 * reads, and where its slots are. Behind them the locals that nearly all have.
 */
const [at, into, row, plan, slots, quoted, start, length, next, some, cell] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
] as const;
const parameters = [type.i32, type.i32, type.i32, type.i32, type.i32] as const;
const locals = [type.i32, type.i32, type.i32, type.i32, type.i32, type.v128] as const;
/** The first of what a reader has besides. */
const own = 11;

/** Finds the cell, its `start` and `length`, and the byte behind it, `next`. */
const findCell = ({ delimiter, last }: CellPlace): Code => {
  const is = (byte: number): Code => bytes.equal(get(cell), bytes.all(byte));
  const stops = bytes.or(bytes.or(is(delimiter), is(quote)), bytes.or(is(lineFeed), is(carriageReturn)));
  const skipOne = set(next, int.add(get(next), i32(1)));
  const byteIsNot = (byte: number): Code => int.differ(load.byte(get(next)), i32(byte));
  return [
    ...set(quoted, int.equal(load.byte(get(at)), i32(quote))),
    ...set(start, int.add(get(at), get(quoted))),
    ...set(cell, load.bytes(get(start))),
    ...set(some, bytes.bits(stops)),
    ...notSureIf(int.isZero(get(some))),
    ...set(length, int.lowestBit(get(some))),
    ...set(next, int.add(get(start), get(length))),
    ...when(get(quoted), [...notSureIf(byteIsNot(quote)), ...skipOne]),
    ...(last ? when(int.isZero(byteIsNot(carriageReturn)), skipOne) : []),
    ...notSureIf(byteIsNot(last ? lineFeed : delimiter)),
    ...skipOne,
  ];
};

/** Of the bits of sixteen bytes those of the cell. */
const ofCell = (bits: Code): Code => int.and(bits, int.subtract(int.shiftLeft(i32(1), get(length)), i32(1)));

/** Sixteen weights of 16 bits, eight by eight. */
const shorts = (...weights: number[]): Code => bytes.of(new Uint8Array(Int16Array.from(weights).buffer));

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

/**
 * A number that is all digits, at most one point among them. Its digits, at most 15, are exact in a double, and dividing by a
 * power of ten rounds once: the value is `Number(text)`.
 */
export const numberKernel = (
  where: CellPlace,
  { min, max, decimals, optional }: NumberShape,
  tables: Tables,
): WasmFunction => {
  const [place, behind, value] = [own, own + 1, own + 2] as const;
  const sixteenth = (table: number, index: Code): Code => int.add(i32(table), int.shiftLeft(index, i32(4)));
  const digit = bytes.subtract(get(cell), bytes.all(nought));
  const thousands = shorts(1000, 100, 10, 1, 1000, 100, 10, 1);
  const four = (half: (of: Code) => Code): Code => bytes.dotShorts(half(get(cell)), thousands);
  const eight = (lane: number): Code =>
    int.add(int.multiply(bytes.int(get(cell), lane), i32(10_000)), bytes.int(get(cell), lane + 1));
  return {
    parameters,
    locals: [...locals, type.i32, type.i32, type.f64],
    body: [
      ...findCell(where),
      ...when(
        int.isZero(get(length)),
        optional
          ? [...notSureIf(get(quoted)), ...store.double(get(into), f64(Number.NaN)), ...answer(get(next))]
          : notSure,
      ),
      ...set(some, ofCell(bytes.bits(bytes.isMoreUnsigned(digit, bytes.all(9))))),
      ...set(place, get(length)),
      ...set(behind, i32(0)),
      ...(decimals === 0
        ? notSureIf(get(some))
        : when(get(some), [
            // One byte is no digit, the point, and there are digits before it and behind it.
            ...notSureIf(int.and(get(some), int.subtract(get(some), i32(1)))),
            ...set(place, int.lowestBit(get(some))),
            ...notSureIf(int.isZero(get(place))),
            ...notSureIf(int.differ(load.byte(int.add(get(start), get(place))), i32(point))),
            ...set(behind, int.subtract(int.subtract(get(length), get(place)), i32(1))),
            ...notSureIf(int.isLessUnsigned(i32(decimals - 1), int.subtract(get(behind), i32(1)))),
          ])),
      ...set(
        cell,
        bytes.swizzle(
          digit,
          load.bytes(int.add(sixteenth(tables.digits, get(place)), int.shiftLeft(get(length), i32(8)))),
        ),
      ),
      ...set(cell, bytes.intsToShorts(four(bytes.lowerToShorts), four(bytes.upperToShorts))),
      ...set(cell, bytes.dotShorts(get(cell), shorts(1, 1, 1, 1, 1, 1, 1, 1))),
      ...set(value, double.add(double.multiply(double.ofInt(eight(0)), f64(1e8)), double.ofInt(eight(2)))),
      ...set(
        value,
        double.divide(get(value), load.double(int.add(i32(tables.powers), int.shiftLeft(get(behind), i32(3))))),
      ),
      ...(min === -Infinity ? [] : notSureIf(double.isLess(get(value), f64(min)))),
      ...(max === Infinity ? [] : notSureIf(double.isMore(get(value), f64(max)))),
      ...store.double(get(into), get(value)),
      ...get(next),
    ],
  };
};

/** Slots for the cells of a column, and bytes of a slot: sixteen of the cell, its value, and nothing. */
export const memoSlots = 1024;
export const slotBytes = 32;

/** Odd numbers without a pattern: the upper bits of a product with them depend on all bytes of a cell. */
const factors = [0x1e3779b97f4a7c15n, 0x3f58476d1ce4e5b9n] as const;

/**
 * A text, date or flag: its value lies in a slot by its bytes. Where it does not, the function `slow` reads the cell, and the
 * slot remembers what it came to; but no text beyond the dictionary, which has no lasting code.
 */
export const cellKernel = (where: CellPlace, numeric: boolean, tables: Tables, slow: number): WasmFunction => {
  const [slot, found] = [own, own + 1] as const;
  const slotValue = int.add(get(slot), i32(16));
  const half = (lane: number, factor: bigint): Code => long.multiply(bytes.long(get(cell), lane), i64(factor));
  const hash = long.toInt(long.shiftRight(long.add(half(0, factors[0]), half(1, factors[1])), i64(54n)));
  const copy = (from: Code, to: Code): Code =>
    numeric ? store.double(to, load.double(from)) : store.int(to, load.int(from));
  return {
    parameters,
    locals: [...locals, type.i32, type.i32],
    body: [
      ...findCell(where),
      ...(where.gb18030 ? notSureIf(ofCell(bytes.bits(get(cell)))) : []),
      ...set(cell, bytes.and(get(cell), load.bytes(int.add(i32(tables.masks), int.shiftLeft(get(length), i32(4)))))),
      // The last byte is never the cell's; with the length in it "a" is not "a" and a zero, and no cell is an empty slot.
      ...set(cell, bytes.setLast(get(cell), int.add(get(length), i32(1)))),
      ...set(slot, int.add(get(slots), int.shiftLeft(hash, i32(5)))),
      ...when(int.isZero(bytes.isAny(bytes.xor(get(cell), load.bytes(get(slot))))), [
        ...copy(slotValue, get(into)),
        ...answer(get(next)),
      ]),
      ...set(found, call(slow, get(plan), get(at), get(row))),
      ...notSureIf(int.isLess(get(found), i32(0))),
      ...when(numeric ? i32(1) : int.isMore(load.int(get(into)), i32(firstLoose)), [
        ...store.bytes(get(slot), get(cell)),
        ...copy(get(into), slotValue),
      ]),
      ...get(found),
    ],
  };
};

/** A column that no field reads: its bytes must still be text, of which ASCII is sure. */
export const unreadKernel = (where: CellPlace): WasmFunction => ({
  parameters,
  locals,
  body: [...findCell(where), ...notSureIf(ofCell(bytes.bits(get(cell)))), ...get(next)],
});

/** The id: letters, digits and a few signs of ASCII, copied and hashed (FNV-1a, as `idHash` does) on the way. */
export const idKernel = ({ delimiter, last }: CellPlace, tables: Tables): WasmFunction => {
  const [hash, end, byte, first] = [own, own + 1, own + 2, own + 3] as const;
  const ofRow = (table: number): Code => int.add(i32(table), int.shiftLeft(get(row), i32(2)));
  const byteHere = load.byte(get(next));
  const skipOne = set(next, int.add(get(next), i32(1)));
  return {
    parameters,
    locals: [...locals, type.i32, type.i32, type.i32, type.i32],
    body: [
      ...set(quoted, int.equal(load.byte(get(at)), i32(quote))),
      ...set(next, int.add(get(at), get(quoted))),
      ...set(first, load.int(ofRow(tables.idEnds - 4))),
      ...set(end, get(first)),
      ...set(hash, i32(-2128831035)),
      ...forever([
        ...set(byte, byteHere),
        ...stopIf(int.isZero(load.byte(int.add(i32(tables.isIdentifier), get(byte))))),
        ...set(hash, int.multiply(int.xor(get(hash), get(byte)), i32(16777619))),
        ...store.byte(int.add(i32(tables.ids), get(end)), get(byte)),
        ...set(end, int.add(get(end), i32(1))),
        ...skipOne,
        ...stopIf(int.equal(int.subtract(get(end), get(first)), i32(longestId))),
      ]),
      ...notSureIf(int.equal(get(end), get(first))),
      // An id with the hash of a spelling of "no value" may be blank.
      ...notSureIf(load.byte(int.add(i32(tables.maybeBlank), int.and(get(hash), i32(0xffff))))),
      ...store.int(ofRow(tables.idEnds), get(end)),
      ...store.int(ofRow(tables.idHashes), get(hash)),
      ...when(get(quoted), [...notSureIf(int.differ(byteHere, i32(quote))), ...skipOne]),
      ...(last ? when(int.equal(byteHere, i32(carriageReturn)), skipOne) : []),
      ...notSureIf(int.differ(byteHere, i32(last ? lineFeed : delimiter))),
      ...skipOne,
      ...get(next),
    ],
  };
};
