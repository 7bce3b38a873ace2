import { type CopiedColumn, encoding, lengthOf, magic, storage, type WritableColumn } from './format.ts';
import { pagesOf } from './pages.ts';
import { appender } from './scratch.ts';
import { encodeStruct, i32, i64, list, struct, type ThriftValue, text } from './thrift.ts';

const schemaOf = (columns: readonly (WritableColumn | CopiedColumn)[]): ThriftValue =>
  list([
    struct({ 4: text('schema'), 5: i32(columns.length) }),
    ...columns.map(({ name, kind }) => {
      const { type, converted, logical } = storage[kind];
      return struct({
        1: i32(type),
        3: i32(1),
        4: text(name),
        6: converted === undefined ? undefined : i32(converted),
        10: logical === undefined ? undefined : struct({ [logical]: struct({}) }),
      });
    }),
  ]);

const file = appender();

/**
 * Columns of one length as a Parquet file with one row group: PLAIN or dictionary pages, zstd where it pays. Numbers are DOUBLE,
 * integers INT64, dates DATE, flags BOOLEAN, the rest UTF-8; all may be null. The kinds are kept in the footer.
 */
export const encodeParquet = (columns: readonly (WritableColumn | CopiedColumn)[]): Uint8Array => {
  const rows = columns[0] ? lengthOf(columns[0]) : 0;
  file.append(magic);
  let total = 0;
  const chunks = columns.map((column) => {
    const { codec, pages } = pagesOf(column);
    const start = file.length();
    let dataStart = start;
    // At once: the pages of the next column are made in the same room.
    for (const { bytes } of pages) {
      dataStart = file.length();
      bytes.forEach(file.append);
    }
    const plain = pages.reduce((sum, { plainLength }) => sum + plainLength, 0);
    total += plain;
    const dictionary = pages.length === 2;
    return struct({
      2: i64(start),
      3: struct({
        1: i32(storage[column.kind].type),
        2: list([encoding.plain, encoding.rle, ...(dictionary ? [encoding.rleDictionary] : [])].map(i32)),
        3: list([text(column.name)]),
        4: i32(codec),
        5: i64(rows),
        6: i64(plain),
        7: i64(file.length() - start),
        9: i64(dataStart),
        11: dictionary ? i64(start) : undefined,
      }),
    });
  });
  const kinds = columns.map(({ kind }) => kind).join(',');
  const footer = encodeStruct({
    1: i32(1),
    2: schemaOf(columns),
    3: i64(rows),
    4: list([struct({ 1: list(chunks), 2: i64(total), 3: i64(rows) })]),
    5: list([struct({ 1: text('tierline.kinds'), 2: text(kinds) })]),
    6: text('tierline'),
  });
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, footer.length, true);
  for (const part of [footer, tail, magic]) file.append(part);
  return file.take();
};
