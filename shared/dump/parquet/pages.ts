import { constants, zstdCompressSync } from 'node:zlib';
import {
  type CodedTexts,
  dayMs,
  encoding,
  int32Range,
  lengthOf,
  pageType,
  physicalType,
  storage,
  type Utf8Texts,
  type WritableColumn,
} from './format.ts';
import { encodeStruct, i32, struct, type ThriftStruct } from './thrift.ts';

/** Level 1 of zstd: higher levels made these columns 2 % smaller for twice the time. */
const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** A text column with at most this share of distinct values is stored as a dictionary and small numbers. */
const dictionaryShare = 0.5;

/** The values of one column that are there, in their order, with the bitmap (1 = there) of all rows. */
type Present<Values> = { values: Values; count: number; bitmap: Uint8Array };

const presentNumbers = (all: Float64Array): Present<Float64Array> => {
  const bitmap = new Uint8Array((all.length + 7) >> 3);
  const values = new Float64Array(all.length);
  let count = 0;
  for (let row = 0; row < all.length; row++) {
    const value = all[row] as number;
    if (Number.isNaN(value)) continue;
    bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
    values[count++] = value;
  }
  return { values, count, bitmap };
};

const presentTexts = (all: readonly (string | null)[]): Present<string[]> => {
  const bitmap = new Uint8Array((all.length + 7) >> 3);
  const values: string[] = [];
  for (let row = 0; row < all.length; row++) {
    const value = all[row];
    if (value == null) continue;
    bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
    values.push(value);
  }
  return { values, count: values.length, bitmap };
};

const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);

/** Definition levels, one bit a row: a run of ones where nothing is missing, else the bitmap as it is. */
const levels = (rows: number, present: Present<unknown>): Uint8Array => {
  const body =
    present.count === rows
      ? Uint8Array.from([...varint(rows << 1), 1])
      : Buffer.concat([Uint8Array.from(varint((((rows + 7) >> 3) << 1) | 1)), present.bitmap]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, body.length, true);
  return Buffer.concat([length, body]);
};

/** Texts, each behind its length in four bytes. */
const plainTexts = (values: readonly string[]): Uint8Array => {
  let bytes = Buffer.allocUnsafe(Math.max(64, values.length * 16));
  let end = 0;
  for (const value of values) {
    const most = end + 4 + value.length * 3;
    if (most > bytes.length) bytes = Buffer.concat([bytes.subarray(0, end)], most * 2);
    const length = bytes.write(value, end + 4, 'utf8');
    bytes.writeUInt32LE(length, end);
    end += 4 + length;
  }
  return bytes.subarray(0, end);
};

/** Numbers of `width` bits each, packed from the lowest bit up, in groups of eight. */
const bitPacked = (values: Int32Array, width: number): Uint8Array => {
  const groups = (values.length + 7) >> 3;
  const head = varint((groups << 1) | 1);
  const bytes = new Uint8Array(head.length + groups * width);
  bytes.set(head);
  let bits = 0;
  let held = 0;
  let at = head.length;
  for (const value of values) {
    bits |= value << held;
    held += width;
    for (; held >= 8; held -= 8) {
      bytes[at++] = bits & 0xff;
      bits >>>= 8;
    }
  }
  if (held > 0) bytes[at] = bits & 0xff;
  return bytes;
};

const halvesOf = (values: Float64Array): Int32Array => {
  const halves = new Int32Array(values.length * 2);
  values.forEach((value, index) => {
    halves[index * 2] = value % int32Range;
    halves[index * 2 + 1] = Math.floor(value / int32Range);
  });
  return halves;
};

const bytesOf = (values: Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const plainNumbers = (type: number, { values, count }: Present<Float64Array>): Uint8Array => {
  const present = values.subarray(0, count);
  if (type === physicalType.double) return bytesOf(present);
  if (type === physicalType.int32) return bytesOf(Int32Array.from(present));
  if (type === physicalType.int64) return bytesOf(halvesOf(present));
  const bits = new Uint8Array((count + 7) >> 3);
  present.forEach((value, index) => {
    if (value === 1) bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7));
  });
  return bits;
};

/** One page: its header and its body, compressed. `header` is the member of the header that its type asks for. */
const page = (type: number, member: number, header: ThriftStruct, body: Uint8Array) => {
  const compressed = zstdCompressSync(body, zstdOptions);
  const head = encodeStruct({ 1: i32(type), 2: i32(body.length), 3: i32(compressed.length), [member]: struct(header) });
  return { bytes: [head, compressed], plainLength: head.length + body.length };
};

const dataPage = (rows: number, encodingUsed: number, parts: Uint8Array[]) =>
  page(
    pageType.data,
    5,
    { 1: i32(rows), 2: i32(encodingUsed), 3: i32(encoding.rle), 4: i32(encoding.rle) },
    Buffer.concat(parts),
  );

/** Texts that are there as places in a dictionary without a value that is not used; undefined where too few repeat. */
type Dictionary = { texts: string[]; places: Int32Array };

const dictionaryOf = (present: Present<string[]>): Dictionary | undefined => {
  const places = new Int32Array(present.count);
  const known = new Map<string, number>();
  const most = present.count * dictionaryShare;
  for (let index = 0; index < present.count; index++) {
    const value = present.values[index] as string;
    let place = known.get(value);
    if (place === undefined) {
      place = known.size;
      if (place >= most) return undefined;
      known.set(value, place);
    }
    places[index] = place;
  }
  return { texts: [...known.keys()], places };
};

/** The dictionary of coded texts: only codes are looked at, never the texts. */
const recoded = ({ codes, dictionary }: CodedTexts): Present<Dictionary> => {
  const bitmap = new Uint8Array((codes.length + 7) >> 3);
  const places = new Int32Array(codes.length);
  const placeOf = new Int32Array(dictionary.length).fill(-1);
  const texts: string[] = [];
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
    if (placeOf[code] === -1) placeOf[code] = texts.push(dictionary[code] as string) - 1;
    places[count++] = placeOf[code] as number;
  }
  return { values: { texts, places: places.subarray(0, count) }, count, bitmap };
};

const dictionaryPages = (rows: number, present: Present<unknown>, { texts, places }: Dictionary) => {
  const width = texts.length < 2 ? 1 : 32 - Math.clz32(texts.length - 1);
  return [
    page(pageType.dictionary, 7, { 1: i32(texts.length), 2: i32(encoding.plain) }, plainTexts(texts)),
    dataPage(rows, encoding.rleDictionary, [levels(rows, present), Uint8Array.of(width), bitPacked(places, width)]),
  ];
};

/** UTF-8 texts, each behind its length in four bytes. */
const plainUtf8 = ({ bytes, ends }: Utf8Texts): Uint8Array => {
  const plain = new Uint8Array(ends.length * 4 + (ends.at(-1) ?? 0));
  let at = 0;
  let from = 0;
  for (const end of ends) {
    const length = end - from;
    plain[at] = length & 0xff;
    plain[at + 1] = (length >> 8) & 0xff;
    plain[at + 2] = (length >> 16) & 0xff;
    at += 4;
    for (; from < end; from++) plain[at++] = bytes[from] as number;
  }
  return plain;
};

/** The pages of a text column: with a dictionary where its values repeat. */
const textPages = (rows: number, values: (string | null)[] | CodedTexts | Utf8Texts) => {
  if ('ends' in values) {
    const all = { values: undefined, count: rows, bitmap: new Uint8Array() };
    return [dataPage(rows, encoding.plain, [levels(rows, all), plainUtf8(values)])];
  }
  if ('codes' in values) {
    const present = recoded(values);
    return dictionaryPages(rows, present, present.values);
  }
  const present = presentTexts(values);
  const dictionary = dictionaryOf(present);
  if (dictionary) return dictionaryPages(rows, present, dictionary);
  return [dataPage(rows, encoding.plain, [levels(rows, present), plainTexts(present.values)])];
};

const dayOf = (value: string | null | undefined): number => (value == null ? Number.NaN : Date.parse(value) / dayMs);

const daysOf = (values: (string | null)[] | CodedTexts): Float64Array => {
  if (Array.isArray(values)) return Float64Array.from(values, dayOf);
  const days = values.dictionary.map(dayOf);
  return Float64Array.from(values.codes, (code) => (code < 0 ? Number.NaN : (days[code] as number)));
};

/**
 * The pages of a column, compressed: a dictionary page before the data page for texts that repeat, else the data page
 * alone. Each page is its header's bytes and its body's, with the length they had before compression.
 */
export const pagesOf = (column: WritableColumn) => {
  const rows = lengthOf(column);
  const { type } = storage[column.kind];
  const values = column.values;
  if (type === physicalType.byteArray) return textPages(rows, values as Exclude<typeof values, Float64Array>);
  const all = values instanceof Float64Array ? values : daysOf(values as (string | null)[] | CodedTexts);
  const present = presentNumbers(all);
  return [dataPage(rows, encoding.plain, [levels(rows, present), plainNumbers(type, present)])];
};
