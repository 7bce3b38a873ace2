import { isAscii } from 'node:buffer';
import { type Data, makeData } from 'apache-arrow/data';
import { Bool, type DataType, DateDay, Float64, Int64, Utf8 } from 'apache-arrow/type';
import type { FieldKind } from '../contracts/field.ts';

/**
 * A column of values. Numbers, integers and flags (1/0) are Float64Array with NaN for missing; all others are text or
 * null (dates ISO, lists joined by `;`).
 */
export type Column = { name: string; kind: FieldKind; values: Float64Array | (string | null)[] };

/** Arrow's type of each kind, one for all files, so that a query over many files never meets two types of a column. */
export const arrowType: Record<FieldKind, () => DataType> = {
  text: () => new Utf8(),
  month: () => new Utf8(),
  list: () => new Utf8(),
  number: () => new Float64(),
  integer: () => new Int64(),
  date: () => new DateDay(),
  flag: () => new Bool(),
};

const dayMs = 86_400_000;
const int32Range = 2 ** 32;

/** One bit a value, set where there is one. */
const validity = (length: number, present: (index: number) => boolean) => {
  const bitmap = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  for (let index = 0; index < length; index++) {
    if (present(index)) bitmap[index >> 3] = (bitmap[index >> 3] as number) | (1 << (index & 7));
    else nullCount++;
  }
  return { nullBitmap: bitmap, nullCount, length };
};

const numbersToArrow = (kind: FieldKind, values: Float64Array): Data => {
  const length = values.length;
  const valid = validity(length, (index) => !Number.isNaN(values[index]));
  if (kind === 'number') return makeData({ type: new Float64(), ...valid, data: values });
  if (kind === 'flag') {
    const { nullBitmap } = validity(length, (index) => values[index] === 1);
    return makeData({ type: new Bool(), ...valid, data: nullBitmap });
  }
  // 64-bit integers as two halves: a BigInt a value costs ten times as much.
  const halves = new Int32Array(length * 2);
  for (let index = 0; index < length; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    halves[index * 2] = value % int32Range;
    halves[index * 2 + 1] = Math.floor(value / int32Range);
  }
  return makeData({ type: new Int64(), ...valid, data: new BigInt64Array(halves.buffer) });
};

const textToArrow = (values: readonly (string | null)[]): Data => {
  const valueOffsets = new Int32Array(values.length + 1);
  let bytes = Buffer.allocUnsafe(Math.max(64, values.length * 12));
  let end = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as string | null;
    if (value !== null && value !== '') {
      const most = end + value.length * 3;
      if (most > bytes.length) {
        const larger = Buffer.allocUnsafe(most * 2);
        bytes.copy(larger, 0, 0, end);
        bytes = larger;
      }
      end += bytes.write(value, end, 'utf8');
    }
    valueOffsets[index + 1] = end;
  }
  const valid = validity(values.length, (index) => values[index] !== null);
  return makeData({ type: new Utf8(), ...valid, valueOffsets, data: bytes.subarray(0, end) });
};

const datesToArrow = (values: readonly (string | null)[]): Data => {
  const days = new Int32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value != null) days[index] = Date.parse(value) / dayMs;
  }
  const valid = validity(values.length, (index) => values[index] !== null);
  return makeData({ type: new DateDay(), ...valid, data: days });
};

/** A column as Arrow's buffers. */
export const toArrow = ({ kind, values }: Column): Data => {
  if (values instanceof Float64Array) return numbersToArrow(kind, values);
  return kind === 'date' ? datesToArrow(values) : textToArrow(values);
};

/** Whether each value is there, read straight from the bitmap: Arrow's own `getValid` is four times as slow. */
const presence = (data: Data): ((index: number) => boolean) => {
  const bits = data.nullBitmap as Uint8Array;
  if (data.nullCount === 0 || bits.length === 0) return () => true;
  return (index) => (((bits[(data.offset + index) >> 3] as number) >> ((data.offset + index) & 7)) & 1) === 1;
};

const readText = (data: Data, values: (string | null)[]): void => {
  const offsets = data.valueOffsets as Int32Array;
  const first = offsets[0] as number;
  const end = offsets[data.length] as number;
  const all = data.values as Uint8Array;
  const bytes = Buffer.from(all.buffer, all.byteOffset + first, end - first);
  // Plain ASCII: one decoding for the column, and each value is a slice of it; the rest is decoded value by value.
  const ascii = isAscii(bytes);
  const whole = ascii ? bytes.toString('latin1') : '';
  const isThere = presence(data);
  for (let index = 0; index < data.length; index++) {
    const from = (offsets[index] as number) - first;
    const to = (offsets[index + 1] as number) - first;
    if (!isThere(index)) values.push(null);
    else values.push(ascii ? whole.slice(from, to) : bytes.toString('utf8', from, to));
  }
};

const readDates = (data: Data, values: (string | null)[]): void => {
  const known = new Map<number, string>();
  const days = data.values as Int32Array;
  const isThere = presence(data);
  for (let index = 0; index < data.length; index++) {
    const day = days[index] as number;
    let text = known.get(day);
    if (text === undefined) {
      text = new Date(day * dayMs).toISOString().slice(0, 10);
      known.set(day, text);
    }
    values.push(isThere(index) ? text : null);
  }
};

const readNumbers = (kind: FieldKind, data: Data, values: Float64Array): void => {
  const isThere = presence(data);
  const numberAt = numberReader(kind, data);
  for (let index = 0; index < data.length; index++) values[index] = isThere(index) ? numberAt(index) : Number.NaN;
};

const numberReader = (kind: FieldKind, data: Data): ((index: number) => number) => {
  if (kind === 'number') {
    const numbers = data.values as Float64Array;
    return (index) => numbers[index] as number;
  }
  if (kind === 'flag') {
    const bits = data.values as Uint8Array;
    return (index) => ((bits[(data.offset + index) >> 3] as number) >> ((data.offset + index) & 7)) & 1;
  }
  const long = data.values as BigInt64Array;
  const halves = new Int32Array(long.buffer, long.byteOffset, data.length * 2);
  return (index) => (halves[index * 2 + 1] as number) * int32Range + ((halves[index * 2] as number) >>> 0);
};

/** Arrow's batches of one column as values; the reverse of {@link toArrow}. */
export const fromArrow = (kind: FieldKind, batches: readonly Data[]): Column['values'] => {
  if (kind === 'number' || kind === 'integer' || kind === 'flag') {
    const numbers = new Float64Array(batches.reduce((sum, data) => sum + data.length, 0));
    let start = 0;
    for (const data of batches) {
      readNumbers(kind, data, numbers.subarray(start, start + data.length));
      start += data.length;
    }
    return numbers;
  }
  const values: (string | null)[] = [];
  for (const data of batches) (kind === 'date' ? readDates : readText)(data, values);
  return values;
};
