import {
  answer,
  bytes,
  type Code,
  double,
  f64,
  get,
  i32,
  int,
  type KernelFunction,
  load,
  set,
  store,
  when,
} from '../../../domain/wasm/instructions.ts';
import { type } from '../../../domain/wasm/module.ts';
import type { CellPlace, NumberShape } from '../cell-code.ts';
import { byteOf, findCell, local, locals, notSure, notSureIf, ofCell, parameters, type Tables } from './find-cell.ts';

const { into, quoted, start, length, next, some, cell, own } = local;

/** Sixteen weights of 16 bits, eight by eight. */
const shorts = (...weights: number[]): Code => bytes.of(new Uint8Array(Int16Array.from(weights).buffer));

/**
 * A number that is all digits, at most one point among them, a minus before them where the contract has one. Its digits, at
 * most 15, are exact in a double, and dividing by a power of ten rounds once: the value is `Number(text)`.
 */
export const numberKernel = (
  where: CellPlace,
  { min, max, decimals, optional }: NumberShape,
  tables: Tables,
): KernelFunction => {
  const [place, behind, negative, value] = [own, own + 1, own + 2, own + 3] as const;
  const sixteenth = (table: number, index: Code): Code => int.add(i32(table), int.shiftLeft(index, i32(4)));
  const digit = bytes.subtract(get(cell), bytes.all(byteOf.nought));
  const thousands = shorts(1000, 100, 10, 1, 1000, 100, 10, 1);
  const four = (half: (of: Code) => Code): Code => bytes.dotShorts(half(get(cell)), thousands);
  const eight = (lane: number): Code =>
    int.add(int.multiply(bytes.int(get(cell), lane), i32(10_000)), bytes.int(get(cell), lane + 1));
  const skipMinus = [
    set(negative, int.equal(load.byte(get(start)), i32(byteOf.minus))),
    when(get(negative), [
      set(start, int.add(get(start), i32(1))),
      set(length, int.subtract(get(length), i32(1))),
      set(cell, load.bytes(get(start))),
      notSureIf(int.isZero(get(length))),
    ]),
  ];
  return {
    parameters,
    locals: [...locals, type.i32, type.i32, type.i32, type.f64],
    body: [
      findCell(where),
      when(
        int.isZero(get(length)),
        optional ? [notSureIf(get(quoted)), store.double(get(into), f64(Number.NaN)), answer(get(next))] : notSure,
      ),
      min < 0 ? skipMinus : [],
      set(some, ofCell(bytes.bits(bytes.isMoreUnsigned(digit, bytes.all(9))))),
      set(place, get(length)),
      set(behind, i32(0)),
      decimals === 0
        ? notSureIf(get(some))
        : when(get(some), [
            // One byte is no digit, the point, and there are digits before it and behind it.
            notSureIf(int.and(get(some), int.subtract(get(some), i32(1)))),
            set(place, int.lowestBit(get(some))),
            notSureIf(int.isZero(get(place))),
            notSureIf(int.differ(load.byte(int.add(get(start), get(place))), i32(byteOf.point))),
            set(behind, int.subtract(int.subtract(get(length), get(place)), i32(1))),
            notSureIf(int.isLessUnsigned(i32(decimals - 1), int.subtract(get(behind), i32(1)))),
          ]),
      set(
        cell,
        bytes.swizzle(
          digit,
          load.bytes(int.add(sixteenth(tables.digits, get(place)), int.shiftLeft(get(length), i32(8)))),
        ),
      ),
      set(cell, bytes.intsToShorts(four(bytes.lowerToShorts), four(bytes.upperToShorts))),
      set(cell, bytes.dotShorts(get(cell), shorts(1, 1, 1, 1, 1, 1, 1, 1))),
      set(value, double.add(double.multiply(double.ofInt(eight(0)), f64(1e8)), double.ofInt(eight(2)))),
      set(
        value,
        double.divide(get(value), load.double(int.add(i32(tables.powers), int.shiftLeft(get(behind), i32(3))))),
      ),
      min < 0 ? when(get(negative), set(value, double.negative(get(value)))) : [],
      min === -Infinity ? [] : notSureIf(double.isLess(get(value), f64(min))),
      max === Infinity ? [] : notSureIf(double.isMore(get(value), f64(max))),
      store.double(get(into), get(value)),
      get(next),
    ],
  };
};
