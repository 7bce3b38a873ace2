import { compressedIfWorthIt } from './compress.ts';
import {
  type CopiedColumn,
  codec,
  encoding,
  lengthOf,
  pageType,
  physicalType,
  storage,
  type WritableColumn,
} from './format.ts';
import { emptyRoom } from './kernel-room.ts';
import { bitPacked, type Present, varint } from './levels.ts';
import { areDense, dictionaryRoom, numbersOf, numericDictionary, plainNumbers, presentNumbers } from './numbers.ts';
import { scratch } from './scratch.ts';
import { codedTexts, plainTexts, presentTexts, textDictionary } from './texts.ts';
import { thriftWriter } from './thrift.ts';

/** Definition levels, one bit a row: a run of ones where nothing is missing, else the bitmap as it is. */
const levels = (rows: number, { bitmap }: Present): Uint8Array => {
  const body = bitmap
    ? Buffer.concat([Uint8Array.from(varint((((rows + 7) >> 3) << 1) | 1)), bitmap])
    : Uint8Array.from([...varint(rows << 1), 1]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, body.length, true);
  return Buffer.concat([length, body]);
};

/** A page before it is stored: of data, or of a dictionary. */
type Page = { type: number; values: number; encoding: number; body: Uint8Array };

/** A column's pages as they are stored, until the next column's are made: each is its header's bytes and its body's. */
type StoredPages = {
  codec: number;
  pages: { bytes: Uint8Array[]; plainLength: number }[];
};

const header = thriftWriter();

/** A page's header. @param stored length of its body as it is stored */
const headerOf = ({ type, values, encoding: used, body }: Page, stored: number): Uint8Array => {
  header.int(1, type);
  header.int(2, body.length);
  header.int(3, stored);
  header.struct(type === pageType.data ? 5 : 7, () => {
    header.int(1, values);
    header.int(2, used);
    if (type !== pageType.data) return;
    // Definition and repetition levels.
    header.int(3, encoding.rle);
    header.int(4, encoding.rle);
  });
  return header.take();
};

/** Pages as they are stored: compressed where that pays, else as they are. @param isPlain it is not tried */
const stored = (pages: readonly Page[], isPlain = false): StoredPages => {
  const bodies = isPlain ? undefined : compressedIfWorthIt(pages.map(({ body }) => body));
  return {
    codec: bodies ? codec.zstd : codec.none,
    pages: pages.map((page, index) => {
      const { body } = page;
      const bytes = bodies?.[index] ?? body;
      const head = headerOf(page, bytes.length);
      return { bytes: [head, bytes], plainLength: head.length + body.length };
    }),
  };
};

const bodyRoom = scratch(Uint8Array);

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const body = bodyRoom(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
};

const dataPage = (values: number, used: number, parts: Uint8Array[]): Page => ({
  type: pageType.data,
  ...{ values, encoding: used, body: joined(parts) },
});

const plainPage = (rows: number, present: Present, values: Uint8Array): Page[] => [
  dataPage(rows, encoding.plain, [levels(rows, present), values]),
];

/** Values as places in a dictionary: the page of `count` distinct values, and the page of places. */
const dictionaryPages = (
  rows: number,
  present: Present,
  count: number,
  distinct: Uint8Array,
  places: Int32Array,
): Page[] => {
  const width = count < 2 ? 1 : 32 - Math.clz32(count - 1);
  // One value alone, as of a month, is one run.
  const body = count < 2 ? Uint8Array.from([...varint(places.length << 1), 0]) : bitPacked(places, width);
  return [
    { type: pageType.dictionary, values: count, encoding: encoding.plain, body: distinct },
    dataPage(rows, encoding.rleDictionary, [levels(rows, present), Uint8Array.of(width), body]),
  ];
};

type Texts = Exclude<WritableColumn['values'], Float64Array>;

/** Texts that differ are ids nearly always, and read every night: zstd makes a third of them, for 23 ns each time that one is read. */
const differingTexts = (rows: number, present: Present, plain: Uint8Array): StoredPages =>
  stored(plainPage(rows, present, plain), true);

const textPages = (rows: number, values: Texts): StoredPages => {
  if ('plain' in values) return differingTexts(rows, { bitmap: undefined }, values.plain);
  const present = 'codes' in values ? codedTexts(values) : presentTexts(values);
  const dictionary = 'texts' in present ? present : textDictionary(present.values);
  if (!dictionary) return differingTexts(rows, present, plainTexts('values' in present ? present.values : []));
  const { texts, places } = dictionary;
  return stored(dictionaryPages(rows, present, texts.length, plainTexts(texts), places));
};

const numberPages = (rows: number, type: number, all: Float64Array): StoredPages => {
  const present = presentNumbers(all);
  const dictionary = type === physicalType.boolean ? undefined : numericDictionary(present.values);
  if (!dictionary) {
    const isDense = type === physicalType.double && areDense(present.values);
    return stored(plainPage(rows, present, plainNumbers(type, present.values)), isDense);
  }
  const { values, places } = dictionary;
  return stored(dictionaryPages(rows, present, values.length, plainNumbers(type, values), places));
};

/** Bytes of room that all kernels for a column may need: four numbers a row, dictionaries, and what lies between. */
const roomFor = (column: WritableColumn | CopiedColumn): number => {
  const { values } = column;
  const codes = 'dictionary' in values ? values.dictionary.length : 0;
  return 32 * lengthOf(column) + 4 * codes + dictionaryRoom;
};

/**
 * The pages of a column as they are stored: a dictionary page before the data page for values that repeat, else the data
 * page alone.
 */
export const pagesOf = (column: WritableColumn | CopiedColumn): StoredPages => {
  const rows = lengthOf(column);
  const { type } = storage[column.kind];
  const { values } = column;
  if ('codec' in values) {
    const { bytes, data, plainLength } = values;
    const rest = { bytes: [bytes.subarray(data)], plainLength };
    return {
      codec: values.codec,
      pages: data === 0 ? [rest] : [{ bytes: [bytes.subarray(0, data)], plainLength: 0 }, rest],
    };
  }
  emptyRoom(roomFor(column));
  if (type !== physicalType.byteArray) return numberPages(rows, type, numbersOf(values));
  return textPages(rows, values as Texts);
};
