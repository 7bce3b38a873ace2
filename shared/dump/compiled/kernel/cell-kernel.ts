import {
  answer,
  bytes,
  type Code,
  call,
  forever,
  get,
  i32,
  i64,
  int,
  type KernelFunction,
  load,
  long,
  set,
  stopIf,
  store,
  when,
} from '../../../domain/wasm/instructions.ts';
import { type } from '../../../domain/wasm/module.ts';
import { type CellPlace, longestId } from '../cell-code.ts';
import { firstLoose } from '../cell-memo.ts';
import { byteOf, findCell, local, locals, notSureIf, ofCell, parameters, type Tables } from './find-cell.ts';

const { at, into, row, number, slots, quoted, length, next, cell, own } = local;

/** Slots for the cells of a column, and bytes of a slot: sixteen of the cell, its value, and nothing. */
export const memoSlots = 1024;
export const slotBytes = 32;

/** Odd numbers without a pattern: the upper bits of a product with them depend on all bytes of a cell. */
const factors = [0x1e3779b97f4a7c15n, 0x3f58476d1ce4e5b9n] as const;

/**
 * A text, date or flag: its value lies in a slot by its bytes. Where it does not, the function `slow` reads the cell, and the
 * slot remembers what it came to; but no text beyond the dictionary, which has no lasting code.
 */
export const cellKernel = (where: CellPlace, numeric: boolean, tables: Tables, slow: number): KernelFunction => {
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
      findCell(where),
      where.gb18030 ? notSureIf(ofCell(bytes.bits(get(cell)))) : [],
      set(cell, bytes.and(get(cell), load.bytes(int.add(i32(tables.masks), int.shiftLeft(get(length), i32(4)))))),
      // The last byte is never the cell's; with the length in it "a" is not "a" and a zero, and no cell is an empty slot.
      set(cell, bytes.setLast(get(cell), int.add(get(length), i32(1)))),
      set(slot, int.add(get(slots), int.shiftLeft(hash, i32(5)))),
      when(int.isZero(bytes.isAny(bytes.xor(get(cell), load.bytes(get(slot))))), [
        copy(slotValue, get(into)),
        answer(get(next)),
      ]),
      set(found, call(slow, get(number), get(at), get(row))),
      notSureIf(int.isLess(get(found), i32(0))),
      when(numeric ? i32(1) : int.isMore(load.int(get(into)), i32(firstLoose)), [
        store.bytes(get(slot), get(cell)),
        copy(get(into), slotValue),
      ]),
      get(found),
    ],
  };
};

/** A column that no field reads: its bytes must still be text, of which ASCII is sure. */
export const unreadKernel = (where: CellPlace): KernelFunction => ({
  parameters,
  locals,
  body: [findCell(where), notSureIf(ofCell(bytes.bits(get(cell)))), get(next)],
});

/** The id: letters, digits and a few signs of ASCII, copied and hashed (FNV-1a, as `idHash` does) on the way. */
export const idKernel = ({ delimiter, last }: CellPlace, tables: Tables): KernelFunction => {
  const [hash, end, byte, first] = [own, own + 1, own + 2, own + 3] as const;
  const ofRow = (table: number): Code => int.add(i32(table), int.shiftLeft(get(row), i32(2)));
  const byteHere = load.byte(get(next));
  const skipOne = set(next, int.add(get(next), i32(1)));
  return {
    parameters,
    locals: [...locals, type.i32, type.i32, type.i32, type.i32],
    body: [
      set(quoted, int.equal(load.byte(get(at)), i32(byteOf.quote))),
      set(next, int.add(get(at), get(quoted))),
      set(first, load.int(ofRow(tables.idEnds - 4))),
      set(end, get(first)),
      set(hash, i32(-2128831035)),
      forever([
        set(byte, byteHere),
        stopIf(int.isZero(load.byte(int.add(i32(tables.isIdentifier), get(byte))))),
        set(hash, int.multiply(int.xor(get(hash), get(byte)), i32(16777619))),
        store.byte(int.add(i32(tables.ids), get(end)), get(byte)),
        set(end, int.add(get(end), i32(1))),
        ...skipOne,
        stopIf(int.equal(int.subtract(get(end), get(first)), i32(longestId))),
      ]),
      notSureIf(int.equal(get(end), get(first))),
      // An id with the hash of a spelling of "no value" may be blank.
      notSureIf(load.byte(int.add(i32(tables.maybeBlank), int.and(get(hash), i32(0xffff))))),
      store.int(ofRow(tables.idEnds), get(end)),
      store.int(ofRow(tables.idHashes), get(hash)),
      when(get(quoted), [notSureIf(int.differ(byteHere, i32(byteOf.quote))), ...skipOne]),
      last ? when(int.equal(byteHere, i32(byteOf.carriageReturn)), skipOne) : [],
      notSureIf(int.differ(byteHere, i32(last ? byteOf.lineFeed : delimiter))),
      ...skipOne,
      get(next),
    ],
  };
};
