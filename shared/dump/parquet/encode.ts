import {
  type CopiedColumn,
  encoding,
  kindsNote,
  lengthOf,
  magic,
  noteStart,
  storage,
  type WritableColumn,
} from './format.ts';
import { pagesOf } from './pages.ts';
import { type Appender, appender } from './scratch.ts';
import { thriftWriter } from './thrift.ts';

/**
 * Columns of one length as a Parquet file with one row group: PLAIN or dictionary pages, zstd where it pays. Numbers are DOUBLE,
 * integers INT64, dates DATE, flags BOOLEAN, the rest UTF-8; all may be null. The kinds are kept in the footer.
 *
 * @param file where the file is put: its bytes hold until that is used for the next one
 * @param notes kept in the footer, by name
 */
export const encodeParquet = (
  columns: readonly (WritableColumn | CopiedColumn)[],
  file: Appender = appender(),
  notes: Readonly<Record<string, string>> = {},
): Uint8Array => {
  const rows = columns[0] ? lengthOf(columns[0]) : 0;
  file.clear();
  file.append(magic);
  // Each at once: the pages of the next column are made in the same room.
  const chunks = columns.map((column) => appendColumn(column, file));
  const footer = footerOf(columns, chunks, rows, notes);
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, footer.length, true);
  for (const part of [footer, tail, magic]) file.append(part);
  return file.bytes();
};

/** Where a column's pages lie, and how long they are. */
type Chunk = { column: WritableColumn | CopiedColumn; codec: number; starts: number[]; end: number; plain: number };

const appendColumn = (column: WritableColumn | CopiedColumn, file: Appender): Chunk => {
  const { codec, pages } = pagesOf(column);
  const starts = pages.map(({ bytes }) => {
    const start = file.length();
    bytes.forEach(file.append);
    return start;
  });
  const plain = pages.reduce((sum, { plainLength }) => sum + plainLength, 0);
  return { column, codec, starts, end: file.length(), plain };
};

const meta = thriftWriter();

const footerOf = (
  columns: readonly Chunk['column'][],
  chunks: readonly Chunk[],
  rows: number,
  notes: Readonly<Record<string, string>>,
): Uint8Array => {
  meta.int(1, 1);
  meta.structs(2, [undefined, ...columns], (column) => {
    if (!column) {
      meta.text(4, 'schema');
      meta.int(5, columns.length);
      return;
    }
    const { type, converted, logical } = storage[column.kind];
    meta.int(1, type);
    meta.int(3, 1);
    meta.text(4, column.name);
    if (converted !== undefined) meta.int(6, converted);
    if (logical !== undefined) meta.struct(10, () => meta.struct(logical, () => undefined));
  });
  meta.long(3, rows);
  meta.structs(4, [chunks], (all) => {
    meta.structs(1, all, (chunk) => writeChunk(chunk, rows));
    meta.long(
      2,
      all.reduce((sum, { plain }) => sum + plain, 0),
    );
    meta.long(3, rows);
  });
  const pairs = Object.entries(notes).map(([name, text]) => [noteStart + name, text] as const);
  meta.structs(5, [[kindsNote, columns.map(({ kind }) => kind).join(',')] as const, ...pairs], ([name, text]) => {
    meta.text(1, name);
    meta.text(2, text);
  });
  meta.text(6, 'tierline');
  return meta.take();
};

const writeChunk = ({ column, codec, starts, end, plain }: Chunk, rows: number): void => {
  const [first, second] = starts as [number, number?];
  meta.long(2, first);
  meta.struct(3, () => {
    meta.int(1, storage[column.kind].type);
    meta.ints(2, [encoding.plain, encoding.rle, ...(second === undefined ? [] : [encoding.rleDictionary])]);
    meta.texts(3, [column.name]);
    meta.int(4, codec);
    meta.long(5, rows);
    meta.long(6, plain);
    meta.long(7, end - first);
    meta.long(9, second ?? first);
    if (second !== undefined) meta.long(11, first);
  });
};
