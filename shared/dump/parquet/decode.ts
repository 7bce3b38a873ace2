import { isAscii } from 'node:buffer';
import { zstdDecompressSync } from 'node:zlib';
import type { FieldKind } from '../../contracts/field.ts';
import { type Column, dayMs, int32Range, magic, pageType, physicalType, storage } from './format.ts';
import { decodeStruct, type ReadStruct } from './thrift.ts';

/** Where one column's values lie in the file. */
type Chunk = { name: string; kind: FieldKind; start: number; end: number; rows: number };

const chunksOf = (bytes: Uint8Array): Chunk[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const framed = bytes.length >= 12 && magic.every((byte, index) => bytes[bytes.length - 4 + index] === byte);
  if (!framed) throw new Error('not a Parquet file: PAR1 is missing at its end');
  const { struct: footer } = decodeStruct(bytes, bytes.length - 8 - view.getUint32(bytes.length - 8, true));
  const pairs = (footer[5] ?? []) as { 1: string; 2: string }[];
  const kinds = pairs.find((pair) => pair[1] === 'tierline.kinds')?.[2].split(',') as FieldKind[] | undefined;
  if (!kinds) throw new Error('a Parquet file that tierline did not write: read it as a dump instead');
  const [group] = footer[4] as [ReadStruct];
  return (group[1] as ReadStruct[]).map((chunk, index) => {
    const meta = chunk[3] as ReadStruct;
    const start = (meta[11] ?? meta[9]) as number;
    const [name] = meta[3] as string[];
    return {
      name: name as string,
      kind: kinds[index] as FieldKind,
      start,
      end: start + (meta[7] as number),
      rows: meta[5] as number,
    };
  });
};

/** A page's header and decompressed body, and where the next page begins. */
const pageAt = (bytes: Uint8Array, offset: number) => {
  const { struct: header, end } = decodeStruct(bytes, offset);
  const next = end + (header[3] as number);
  return { header, body: zstdDecompressSync(bytes.subarray(end, next)), next };
};

const readVarint = (bytes: Uint8Array, offset: number): { value: number; end: number } => {
  let value = 0;
  let at = offset;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at };
  }
};

/** Whether each row has a value: undefined where all have. */
const presence = (body: Uint8Array): { bitmap: Uint8Array | undefined; values: Uint8Array } => {
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  const { value: run, end } = readVarint(body, 4);
  const values = body.subarray(4 + length);
  return (run & 1) === 0 ? { bitmap: undefined, values } : { bitmap: body.subarray(end, 4 + length), values };
};

const texts = (bytes: Buffer): string[] => {
  const values: string[] = [];
  // Plain ASCII (lengths below 128 look like it too): one decoding for all, and each value is a slice of it.
  const ascii = isAscii(bytes) ? bytes.toString('latin1') : undefined;
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const from = at + 4;
    at = from + length;
    values.push(ascii ? ascii.slice(from, at) : bytes.toString('utf8', from, at));
  }
  return values;
};

const unpack = (bytes: Uint8Array, width: number, count: number): Int32Array => {
  const values = new Int32Array(count);
  const mask = 2 ** width - 1;
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < count; index++) {
    for (; held < width; held += 8) bits |= (bytes[at++] as number) << held;
    values[index] = bits & mask;
    bits >>>= width;
    held -= width;
  }
  return values;
};

/** Numbers of a page, without the missing ones. The body is copied where it must be aligned. */
const numbers = (type: number, bytes: Uint8Array): Float64Array | Int32Array => {
  const aligned = Uint8Array.from(bytes).buffer;
  if (type === physicalType.double) return new Float64Array(aligned);
  const halves = new Int32Array(aligned);
  if (type === physicalType.int32) return halves;
  return Float64Array.from({ length: halves.length / 2 }, (_, index) => {
    const low = (halves[index * 2] as number) >>> 0;
    return (halves[index * 2 + 1] as number) * int32Range + low;
  });
};

const isThere = (bitmap: Uint8Array, row: number): boolean => (((bitmap[row >> 3] as number) >> (row & 7)) & 1) === 1;

const readNumbers = (type: number, bytes: Uint8Array, { rows, start }: Chunk): Float64Array => {
  const first = pageAt(bytes, start);
  const dictionary = first.header[1] === pageType.dictionary ? numbers(type, first.body) : undefined;
  const { bitmap, values } = presence(dictionary ? pageAt(bytes, first.next).body : first.body);
  if (type === physicalType.double && !dictionary && !bitmap) return numbers(type, values) as Float64Array;
  const present = dictionary ? looked(dictionary, codesOf(values, rows)) : plainValues(type, values);
  if (bitmap === undefined) return Float64Array.from(present.subarray(0, rows));
  const all = new Float64Array(rows);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const there = ((bitmap[row >> 3] as number) >> (row & 7)) & 1;
    all[row] = there === 1 ? (present[next++] as number) : Number.NaN;
  }
  return all;
};

const plainValues = (type: number, values: Uint8Array): Float64Array | Int32Array =>
  type === physicalType.boolean ? bitsOf(values) : numbers(type, values);

/** The values of these codes. */
const looked = (dictionary: Float64Array | Int32Array, codes: Int32Array): Float64Array => {
  const values = new Float64Array(codes.length);
  for (let index = 0; index < codes.length; index++) values[index] = dictionary[codes[index] as number] as number;
  return values;
};

const bitsOf = (bytes: Uint8Array): Int32Array =>
  Int32Array.from({ length: bytes.length * 8 }, (_, bit) => ((bytes[bit >> 3] as number) >> (bit & 7)) & 1);

const readTexts = (bytes: Uint8Array, chunk: Chunk): (string | null)[] => {
  const first = pageAt(bytes, chunk.start);
  const dictionary = first.header[1] === pageType.dictionary ? texts(first.body) : undefined;
  const { bitmap, values } = presence(dictionary ? pageAt(bytes, first.next).body : first.body);
  const present = dictionary
    ? Array.from(codesOf(values, chunk.rows), (code) => dictionary[code] as string)
    : texts(Buffer.from(values.buffer, values.byteOffset, values.length));
  if (bitmap === undefined) return present.slice(0, chunk.rows);
  let next = 0;
  return Array.from({ length: chunk.rows }, (_, row) => (isThere(bitmap, row) ? (present[next++] as string) : null));
};

const codesOf = (values: Uint8Array, rows: number): Int32Array => {
  const width = values[0] as number;
  const { value: run, end } = readVarint(values, 1);
  // A run of one code, or groups of eight packed ones.
  if ((run & 1) === 0) return new Int32Array(run >> 1).fill(values[end] as number);
  return unpack(values.subarray(end), width, Math.min(rows, (run >> 1) * 8));
};

const dateTexts = (days: Float64Array): (string | null)[] => {
  const known = new Map<number, string>();
  return Array.from(days, (day) => {
    if (Number.isNaN(day)) return null;
    let date = known.get(day);
    if (date === undefined) {
      date = new Date(day * dayMs).toISOString().slice(0, 10);
      known.set(day, date);
    }
    return date;
  });
};

/**
 * Columns of a file that `encodeParquet` wrote, in the file's order; only the pages of the columns asked for are
 * decompressed.
 *
 * @param names read only these; a name that the file has not is left out of the answer
 * @throws where the bytes are no Parquet file, or not one of tierline's
 */
export const decodeParquet = (bytes: Uint8Array, names?: readonly string[]): Column[] =>
  chunksOf(bytes)
    .filter(({ name }) => names === undefined || names.includes(name))
    .map((chunk) => {
      const { name, kind } = chunk;
      const { type } = storage[kind];
      if (type === physicalType.byteArray) return { name, kind, values: readTexts(bytes, chunk) };
      const values = readNumbers(type, bytes, chunk);
      return { name, kind, values: kind === 'date' ? dateTexts(values) : values };
    });
