import {
  type CellPlace,
  identifier,
  type NumberShape,
  number,
  remembered,
  rememberedValue,
  scan,
  slowNumber,
  unread,
  variables,
} from './cell-code.ts';
import type { CellMemo } from './cell-memo.ts';

/** Rows parsed before they are spread over the shards: their values then still lie in the processor's cache. */
export const batchRows = 1024;

/** What one column of the file is read into. */
export type ColumnPlan =
  | { read: 'nothing' }
  | { read: 'id' }
  | { read: 'number'; target: number; shape: NumberShape }
  | { read: 'cells'; targets: { target: number; numeric: boolean }[] };

/** Where a batch's values go: by target, either numbers (NaN = missing) or dictionary codes. */
export type TargetValues = Float64Array | Int32Array;

/** One batch of rows, as parsed. */
export type RowBatch = {
  /** Bytes that the ids point into. */
  buffer: Uint8Array;
  /** Rows in the batch. */
  rows: number;
  /** Byte where parsing stopped. */
  at: number;
  /** The row at {@link RowBatch.at} needs zod. */
  doubt: boolean;
  /** First byte of each row's id. */
  idStarts: Int32Array;
  /** Byte behind each row's id. */
  idEnds: Int32Array;
  /** Shard of each row. */
  shards: Int32Array;
  /** Values by target. */
  values: TargetValues[];
};

const isIdentifier = new Uint8Array(256);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:@-')
  isIdentifier[sign.charCodeAt(0)] = 1;

const powers = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** 1 for the low bits of each hash: nearly every id is told from ten thousand spellings of "no value" by one look. */
const lowBits = (hashes: ReadonlySet<number>): Uint8Array => {
  const bits = new Uint8Array(1 << 16);
  for (const hash of hashes) bits[hash & 0xffff] = 1;
  return bits;
};

const columnCode = (column: ColumnPlan, place: CellPlace): string => {
  if (column.read === 'nothing') return unread(place);
  if (column.read === 'id') return identifier(place);
  if (column.read === 'number') return number(place, column.target, column.shape);
  const [only, ...others] = column.targets;
  if (only && others.length === 0) return remembered(place, only.target, only.numeric);
  return `${scan(place)} ${column.targets.map(({ target, numeric }) => rememberedValue(target, numeric)).join('\n')}`;
};

/**
 * Compiles a parser for rows of these columns. It reads up to {@link batchRows} rows of `buffer` from `from`; the bytes
 * end, at `limit`, behind a line feed. It stops at a row of which it is not sure.
 */
export const compileRows = (
  columns: readonly ColumnPlan[],
  options: {
    /** Delimiter's byte. */
    delimiter: number;
    /** The file is GB18030. */
    gb18030: boolean;
    /** Number of shards. */
    shards: number;
    /** Hashes of the spellings of "no value". */
    blankHashes: ReadonlySet<number>;
    /** Readers of cells by target. */
    memos: readonly CellMemo[];
    /** Whether each target takes numbers. */
    numeric: readonly boolean[];
    /** True where the bytes are text in the file's encoding. */
    isText: (buffer: Uint8Array, start: number, end: number) => boolean;
  },
) => {
  const values: TargetValues[] = options.numeric.map((isNumber) =>
    isNumber ? new Float64Array(batchRows) : new Int32Array(batchRows),
  );
  const batch: RowBatch = {
    buffer: new Uint8Array(),
    rows: 0,
    at: 0,
    doubt: false,
    idStarts: new Int32Array(batchRows),
    idEnds: new Int32Array(batchRows),
    shards: new Int32Array(batchRows),
    values,
  };
  const places = columns.map((_, index) => ({
    delimiter: options.delimiter,
    gb18030: options.gb18030,
    last: index === columns.length - 1,
  }));
  const named = {
    idStarts: batch.idStarts,
    idEnds: batch.idEnds,
    shards: batch.shards,
    shardCount: options.shards,
    isIdentifier,
    blankHashes: options.blankHashes,
    maybeBlank: lowBits(options.blankHashes),
    powers,
    isText: options.isText,
    ...Object.fromEntries(values.map((array, target) => [`values${target}`, array])),
    ...Object.fromEntries(options.memos.map((memo, target) => [`memo${target}`, memo])),
  };
  const slow = columns.map((column, index) =>
    column.read === 'number' ? slowNumber(places[index] as CellPlace, column.target) : '',
  );
  // A function a row, not a loop over rows: V8 compiled such a loop while it ran, and gave that code up at its end each time.
  const source = `'use strict';
${slow.join('')}
return (buf, p, n) => {
  ${variables}
  ${columns.map((column, index) => columnCode(column, places[index] as CellPlace)).join('\n')}
  return p;
};`;
  // Compiled from the contract and the mapping, both data of the operator's own deployment; no text of a dump is in it.
  const parseRow = new Function(...Object.keys(named), source)(...Object.values(named)) as (
    buffer: Uint8Array,
    at: number,
    row: number,
  ) => number;
  return (buffer: Uint8Array, from: number, limit: number): RowBatch => {
    let at = from;
    let rows = 0;
    let next = from;
    while (rows < batchRows && at < limit) {
      next = parseRow(buffer, at, rows);
      if (next < 0) break;
      at = next;
      rows++;
    }
    batch.buffer = buffer;
    batch.rows = rows;
    batch.at = at;
    batch.doubt = next < 0;
    return batch;
  };
};
