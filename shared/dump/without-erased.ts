import type { ErasedIds } from '../domain/erased-ids.ts';
import type { FactBatch } from './compiled/spread.ts';
import { type PlainIds, pickValues, type WritableColumn } from './parquet.ts';

const decoder = new TextDecoder();

/** Rows of ids in Parquet's plain encoding that are kept: an id becomes text only where its mark is an erased one's. */
const keptIds = ({ plain, hashes }: PlainIds, erased: ErasedIds): number[] => {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  const kept: number[] = [];
  let at = 0;
  for (const [row, hash] of hashes.entries()) {
    const length = view.getUint32(at, true);
    const bytes = plain.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    if (!erased.mayHold(hash) || !erased.holds(decoder.decode(bytes))) kept.push(row);
  }
  return kept;
};

const textsOf =
  (values: Exclude<WritableColumn['values'], PlainIds>) =>
  (row: number): string | null => {
    if (!('codes' in values)) return values[row] as string | null;
    const code = values.codes[row] as number;
    return code < 0 ? null : (values.dictionary[code] as string);
  };

const keptRows = ({ values }: WritableColumn, erased: ErasedIds): number[] => {
  if ('plain' in values) return keptIds(values, erased);
  const textOf = textsOf(values);
  const rows = 'codes' in values ? values.codes.length : values.length;
  return Array.from({ length: rows }, (_, row) => row).filter((row) => {
    const id = textOf(row);
    return id === null || !erased.holds(id);
  });
};

const pickedIds = ({ plain, hashes }: PlainIds, rows: readonly number[]): PlainIds => {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  const starts: number[] = [];
  for (let at = 0; at < plain.length; at += 4 + view.getUint32(at, true)) starts.push(at);
  const parts = rows.map((row) => plain.subarray(starts[row], starts[row + 1] ?? plain.length));
  return { plain: Buffer.concat(parts), hashes: Int32Array.from(rows, (row) => hashes[row] as number) };
};

const picked = (column: WritableColumn, rows: readonly number[]): WritableColumn => {
  const { values } = column;
  if ('plain' in values) return { ...column, values: pickedIds(values, rows) };
  // Texts by themselves, without the dictionary: it has the words of rows that are not kept.
  return { ...column, values: 'codes' in values ? rows.map(textsOf(values)) : pickValues(values, rows) };
};

/** Facts without those about erased customers; the very batch where there are none, as nearly always. */
export const withoutErased = (batch: FactBatch, erased: ErasedIds): FactBatch => {
  const owner = batch.columns.find(({ name }) => name === 'customerId');
  if (!owner || batch.feed === 'erasures') return batch;
  const kept = keptRows(owner, erased);
  if (kept.length === batch.rows) return batch;
  return { ...batch, rows: kept.length, columns: batch.columns.map((column) => picked(column, kept)) };
};
