import { instantiate, ownMemory } from '../../domain/wasm/web-assembly.ts';
import { identifier, longestId, type NumberShape, number, remembered, unread } from './cell-code.ts';
import type { CellMemo } from './cell-memo.ts';
import { layOut, type RowCell, rowKernel, windowBytes } from './kernel/row-kernel.ts';
import { fillTables, isIdentifier } from './kernel/tables.ts';

/** Rows parsed before they are spread over the shards: their values then still lie in the processor's cache. */
export const batchRows = 1024;

/** What a cell is read into. */
export type CellPlan =
  | { read: 'id' }
  /** A number straight from bytes. */
  | { read: 'number'; target: number; shape: NumberShape }
  /** Anything else, once per distinct cell. */
  | { read: 'cell'; target: number };

/** Where a batch's values go: by target, either numbers (NaN = missing) or dictionary codes. */
export type TargetValues = Float64Array | Int32Array;

/** One batch of rows, as parsed. */
export type RowBatch = {
  /** Rows in the batch. */
  rows: number;
  /** Byte where parsing stopped. */
  at: number;
  /** The row at {@link RowBatch.at} needs zod. */
  doubt: boolean;
  /** Ids, one behind the other. */
  ids: Uint8Array;
  /** Byte behind each row's id. */
  idEnds: Int32Array;
  /** Hash of each row's id, as `idHash` gives it. */
  idHashes: Int32Array;
  /** Values by target. */
  values: TargetValues[];
};

const powers = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

const lineFeed = 10;

/** Bytes of rows that are copied at least. */
const leastWindow = 8 * 1024;

/**
 * Compiles a parser for rows of these columns. It reads up to {@link batchRows} rows of `buffer` from `from`; the bytes
 * end, at `limit`, behind a line feed. It stops at a row of which it is not sure.
 *
 * @param columns what each column of the file is read into; into nothing, where no field wants it
 */
export const compileRows = (
  columns: readonly (readonly CellPlan[])[],
  options: {
    /** Delimiter's byte. */
    delimiter: number;
    /** The file is GB18030. */
    gb18030: boolean;
    /** Hashes of the spellings of "no value". */
    blankHashes: ReadonlySet<number>;
    /** Readers of cells by target. */
    memos: readonly CellMemo[];
    /** Whether each target takes numbers. */
    numeric: readonly boolean[];
    /** True where the bytes are text in the file's encoding. */
    isText: (buffer: Uint8Array, start: number, end: number) => boolean;
    /** Makes the values that are made of others of the same row; false where in doubt. */
    compute: (values: readonly TargetValues[]) => readonly ((row: number) => boolean)[];
  },
) => {
  const cells = columns.flatMap((plans, index): RowCell[] => {
    const place = { delimiter: options.delimiter, gb18030: options.gb18030, last: index === columns.length - 1 };
    const [first, ...others] = plans;
    return [...others.map((plan) => ({ plan, place, moves: false })), { plan: first, place, moves: true }];
  });
  const layout = layOut(cells, options.numeric);
  const { tables } = layout;
  const memory = ownMemory(layout.size);
  const { buffer: room } = memory;
  fillTables(room, tables, options.blankHashes);
  const values = options.numeric.map(
    (isNumber, target): TargetValues =>
      new (isNumber ? Float64Array : Int32Array)(room, layout.values[target], batchRows),
  );
  const ids = {
    ids: new Uint8Array(room, tables.ids, batchRows * longestId),
    idEnds: new Int32Array(room, tables.idEnds, batchRows),
    idHashes: new Int32Array(room, tables.idHashes, batchRows),
  };
  const slow = slowReaders(cells, values, ids, options);
  const computed = options.compute(values);
  const env = {
    memory,
    slow: (cell: number, at: number, row: number): number => (slow[cell] as CellReader)(window, at, row),
    compute: (index: number, row: number): boolean => (computed[index] as (row: number) => boolean)(row),
  };
  const run = instantiate(rowKernel(cells, options.numeric, layout, computed.length), env);
  const window = new Uint8Array(room, 0, windowBytes);
  const stopped = new Int32Array(room, layout.stopped, 1);
  const batch: RowBatch = { rows: 0, at: 0, doubt: false, ...ids, values };
  let size = windowBytes;
  return (buffer: Uint8Array, from: number, limit: number): RowBatch => {
    const length = Math.min(limit - from, size);
    window.set(buffer.subarray(from, from + length));
    const rowsEnd = from + length === limit ? length : window.lastIndexOf(lineFeed, length - 1) + 1;
    batch.rows = run(0, rowsEnd);
    const end = stopped[0] as number;
    batch.at = from + end;
    // A row that is longer than the window is one of which nobody is sure.
    batch.doubt = batch.rows < batchRows && (end < rowsEnd || rowsEnd === 0) && from < limit;
    // Where rows are in doubt again and again, what lies behind the next of them is not copied each time.
    if (!batch.doubt) size = Math.min(size * 2, windowBytes);
    else size = rowsEnd === 0 ? windowBytes : Math.min(Math.max(end * 2, leastWindow), windowBytes);
    return batch;
  };
};

/** Reads a cell of a row: answers the byte behind it, or -1. */
type CellReader = (buffer: Uint8Array, at: number, row: number) => number;

/** Readers of the cells that the kernel leaves: quotes within quotes, many digits, spellings of "no value". */
const slowReaders = (
  cells: readonly RowCell[],
  values: readonly TargetValues[],
  ids: Pick<RowBatch, 'ids' | 'idEnds' | 'idHashes'>,
  { memos, blankHashes, isText }: Parameters<typeof compileRows>[1],
): CellReader[] => {
  const named = {
    ...{ ...ids, isIdentifier, powers, isText, blankHashes },
    ...Object.fromEntries(values.map((array, target) => [`values${target}`, array])),
    ...Object.fromEntries(memos.map((memo, target) => [`memo${target}`, memo])),
  };
  const sourceOf = ({ plan, place }: RowCell): string => {
    if (!plan) return unread(place);
    if (plan.read === 'id') return identifier(place);
    return plan.read === 'number'
      ? number(place, plan.shape)
      : remembered(place, values[plan.target] instanceof Float64Array);
  };
  // Columns of one shape share a function: all of them in one took V8 a tenth of a second and more to compile.
  const sources = [...new Set(cells.map(sourceOf))];
  const readerOf = (cell: RowCell): string => {
    const { plan } = cell;
    const given = plan && plan.read !== 'id' ? `, values${plan.target}, memo${plan.target}` : '';
    return `(buf, p, n) => read${sources.indexOf(sourceOf(cell))}(buf, p, n${given})`;
  };
  // Compiled from the contract and the mapping, both data of the operator's own deployment; no text of a dump is in it.
  const source = `'use strict';
${sources.map((code, index) => `const read${index} = ${code};`).join('\n')}
return [${cells.map(readerOf).join(',\n')}];`;
  return new Function(...Object.keys(named), source)(...Object.values(named)) as CellReader[];
};
