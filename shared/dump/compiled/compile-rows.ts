import { type CellPlace, identifier, longestId, type NumberShape, number, remembered, unread } from './cell-code.ts';
import type { CellMemo } from './cell-memo.ts';

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
  const values: TargetValues[] = options.numeric.map((isNumber) =>
    isNumber ? new Float64Array(batchRows) : new Int32Array(batchRows),
  );
  const batch: RowBatch = {
    rows: 0,
    at: 0,
    doubt: false,
    ids: new Uint8Array(batchRows * longestId),
    idEnds: new Int32Array(batchRows),
    idHashes: new Int32Array(batchRows),
    values,
  };
  const computed = options.compute(values);
  const named = {
    ids: batch.ids,
    idEnds: batch.idEnds,
    idHashes: batch.idHashes,
    isIdentifier,
    blankHashes: options.blankHashes,
    maybeBlank: lowBits(options.blankHashes),
    powers,
    isText: options.isText,
    ...Object.fromEntries(values.map((array, target) => [`values${target}`, array])),
    ...Object.fromEntries(options.memos.map((memo, target) => [`memo${target}`, memo])),
    ...Object.fromEntries(computed.map((compute, index) => [`compute${index}`, compute])),
  };
  // Columns of one shape share a function: all of them in one took V8 a tenth of a second and more to compile.
  const functions = new Map<string, string>();
  const shared = (source: string): string => {
    const name = functions.get(source) ?? `read${functions.size}`;
    functions.set(source, name);
    return name;
  };
  const cellCall = (plan: CellPlan | undefined, place: CellPlace): string => {
    if (!plan) return `${shared(unread(place))}(buf, p)`;
    if (plan.read === 'id') return `${shared(identifier(place))}(buf, p, n)`;
    const { target } = plan;
    const source =
      plan.read === 'number' ? number(place, plan.shape) : remembered(place, values[target] instanceof Float64Array);
    return `${shared(source)}(buf, p, n, values${target}, memo${target})`;
  };
  const columnCode = (plans: readonly CellPlan[], index: number): string => {
    const place = { delimiter: options.delimiter, gb18030: options.gb18030, last: index === columns.length - 1 };
    const others = plans.slice(1).map((plan) => `if (${cellCall(plan, place)} < 0) return -1;`);
    return `${others.join('\n')} p = ${cellCall(plans[0], place)}; if (p < 0) return -1;`;
  };
  const row = columns.map(columnCode).join('\n');
  // A function a row, not a loop over rows: V8 compiled such a loop while it ran, and gave that code up at its end each time.
  const source = `'use strict';
${[...functions].map(([code, name]) => `const ${name} = ${code};`).join('\n')}
return (buf, p, n) => {
  ${row}
  ${computed.map((_, index) => `if (!compute${index}(n)) return -1;`).join('\n')}
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
    batch.rows = rows;
    batch.at = at;
    batch.doubt = next < 0;
    return batch;
  };
};
