import {
  type Code,
  call,
  forever,
  get,
  i32,
  int,
  type KernelFunction,
  kernelModule,
  set,
  stopIf,
  store,
  when,
} from '../../../domain/wasm/instructions.ts';
import { type } from '../../../domain/wasm/module.ts';
import { type CellPlace, longestId } from '../cell-code.ts';
import { batchRows, type CellPlan } from '../compile-rows.ts';
import { cellKernel, idKernel, memoSlots, slotBytes, unreadKernel } from './cell-kernel.ts';
import type { Tables } from './find-cell.ts';
import { numberKernel } from './number-kernel.ts';

/** Bytes of rows that are looked at at once: those of a batch of usual rows. */
export const windowBytes = 128 * 1024;
/** A reader of cells looks at sixteen bytes, wherever the cell begins. */
const lookAhead = 16;

/** One cell of a row: a column that fills several fields is read as often. */
export type RowCell = {
  /** What it is read into; into nothing where no field wants it. */
  plan: CellPlan | undefined;
  place: CellPlace;
  /** The next cell of the row is read behind it, not at its own first byte. */
  moves: boolean;
};

/** Where everything lies in the memory of a kernel, bytes. The rows themselves are at its beginning. */
export type Layout = { tables: Tables; values: number[]; slots: number[]; stopped: number; size: number };

/** @param numeric whether each target takes numbers */
export const layOut = (cells: readonly RowCell[], numeric: readonly boolean[]): Layout => {
  let size = 0;
  const take = (length: number): number => {
    const at = size;
    size += (length + 15) & ~15;
    return at;
  };
  take(windowBytes + lookAhead);
  const tables: Tables = {
    digits: take(16 * 16 * 16),
    powers: take(16 * 8),
    masks: take(16 * 16),
    isIdentifier: take(256),
    maybeBlank: take(1 << 16),
    ids: take(batchRows * longestId),
    // One in front: behind no id.
    idEnds: take(4 + batchRows * 4) + 4,
    idHashes: take(batchRows * 4),
  };
  const values = numeric.map((isNumber) => take(batchRows * (isNumber ? 8 : 4)));
  const slots = cells.map(({ plan }) => (plan?.read === 'cell' ? take(memoSlots * slotBytes) : 0));
  return { tables, values, slots, stopped: take(4), size };
};

/** Functions that a kernel calls: they are numbered in this order. */
const imports = {
  /** Reads a cell by `cell-code`: the cell's number, its first byte, the row. */
  slow: 3,
  /** Computes a field: its number, the row; 0 where in doubt. */
  compute: 2,
};
const [slow, compute] = [0, 1] as const;

/**
 * A module whose `run` reads rows: from the first byte to the last, answering how many, and leaving in `stopped` where the next
 * one begins. It stops where all are read, at {@link batchRows}, and at a row of which it is not sure.
 *
 * @param computed number of fields that are computed
 */
export const rowKernel = (
  cells: readonly RowCell[],
  numeric: readonly boolean[],
  { tables, values, slots, stopped }: Layout,
  computed: number,
): Uint8Array => {
  // Cells of one kind share a function, so that there is little to compile.
  const functions = new Map<string, { index: number; code: KernelFunction }>();
  const shared = (key: unknown, make: () => KernelFunction): number => {
    const text = JSON.stringify(key, (_, value) => (typeof value === 'number' ? String(value) : value));
    const known = functions.get(text) ?? { index: Object.keys(imports).length + functions.size, code: make() };
    functions.set(text, known);
    return known.index;
  };
  const readerOf = ({ plan, place }: RowCell): number => {
    if (!plan) return shared({ place }, () => unreadKernel(place));
    if (plan.read === 'id') return shared({ place, read: 'id' }, () => idKernel(place, tables));
    if (plan.read === 'number')
      return shared({ place, shape: plan.shape }, () => numberKernel(place, plan.shape, tables));
    const isNumber = numeric[plan.target] as boolean;
    return shared({ place, isNumber }, () => cellKernel(place, isNumber, tables, slow));
  };
  const [from, limit, row, at, next] = [0, 1, 2, 3, 4] as const;
  const intoOf = (plan: CellPlan | undefined): Code => {
    if (!plan || plan.read === 'id') return i32(0);
    return int.add(i32(values[plan.target] as number), int.shiftLeft(get(row), i32(numeric[plan.target] ? 3 : 2)));
  };
  const readCell = (cell: RowCell, index: number): Code => [
    set(next, call(readerOf(cell), get(at), intoOf(cell.plan), get(row), i32(index), i32(slots[index] as number))),
    when(int.isLess(get(next), i32(0)), [
      set(next, call(slow, i32(index), get(at), get(row))),
      stopIf(int.isLess(get(next), i32(0)), 1),
    ]),
    cell.moves ? set(at, get(next)) : [],
  ];
  const run: KernelFunction = {
    parameters: [type.i32, type.i32],
    locals: [type.i32, type.i32, type.i32],
    body: [
      forever([
        stopIf(int.equal(get(row), i32(batchRows))),
        stopIf(int.equal(get(from), get(limit))),
        set(at, get(from)),
        ...cells.map(readCell),
        ...Array.from({ length: computed }, (_, index) =>
          stopIf(int.isZero(call(compute, i32(index), get(row)))),
        ).flat(),
        set(from, get(at)),
        set(row, int.add(get(row), i32(1))),
      ]),
      store.int(i32(stopped), get(from)),
      get(row),
    ],
  };
  return kernelModule(imports, [...[...functions.values()].map(({ code }) => code), run]);
};
