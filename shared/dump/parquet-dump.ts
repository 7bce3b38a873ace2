import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { BadDump } from './bad-dump.ts';
import { allOf, type ByteFeed } from './byte-feed.ts';
import { columnsRead, compileMapping } from './compile-mapping.ts';
import { textDecoder } from './decode.ts';
import { type ObjectRow, objectRecord } from './object-cells.ts';
import type { DumpReading } from './read-dump.ts';
import { type RowsRead, recordReader } from './zod-rows.ts';

/**
 * Largest Parquet file that is read, bytes. Its index stands at its end, so it is held whole; and a file of 64 MB may
 * have columns of ten times that.
 */
export const largestParquet = 64 * 1024 * 1024;

/** Rows made into objects at once: their strings must fit beside the file. */
const rowsAtOnce = 20_000;

/** True where a file begins as Parquet does. */
export const isParquet = (head: Uint8Array): boolean => Buffer.from(head).subarray(0, 4).toString('latin1') === 'PAR1';

/** Codecs beside Snappy, which the reader knows itself. */
const compressors = {
  GZIP: (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes)),
  ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)),
  BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliDecompressSync(bytes)),
};

const wholeFile = async (feed: ByteFeed): Promise<ArrayBuffer> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of allOf(feed)) {
    length += part.length;
    if (length > largestParquet)
      throw new BadDump(
        `the file is Parquet of more than ${largestParquet / 2 ** 20} MiB, which cannot be read bit by bit: send it in smaller files, or as CSV, which may have any size`,
      );
    parts.push(part);
  }
  return Uint8Array.from(Buffer.concat(parts)).buffer;
};

/** The reader throws errors of any kind for what it cannot read: all of them are the file's. */
const readable = async <T>(read: () => T | Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch {
    throw new BadDump(
      'the Parquet file is damaged, cut off, or packed by a codec other than Snappy, gzip, zstd, Brotli',
    );
  }
};

const namesOf = ({ schema }: FileMetaData): string[] => {
  // The schema is a tree, written parent before children: the columns are the root's children.
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    for (let children = schema[at++]?.num_children ?? 0; children > 0; children--) skip();
  };
  while (at < schema.length) {
    names.push(schema[at]?.name ?? '');
    skip();
  }
  return names;
};

/**
 * Reads a Parquet file: its columns are named as a CSV file's header would name them, and each row goes the way of a CSV
 * row, to the same contract. "Lines" of refused rows are rows, from 1.
 */
export async function* readParquetDump(
  feed: ByteFeed,
  { mapping, key, facts, warn }: DumpReading,
): AsyncGenerator<RowsRead> {
  const file = await wholeFile(feed);
  const metadata = await readable(() => parquetMetadata(file));
  const decoder = textDecoder('utf-8');
  const names = namesOf(metadata);
  const reader = compileMapping({ ...mapping, header: true }, key, names, decoder.mismatch);
  for (const warning of reader.header.warnings) warn(warning);
  const read = recordReader(decoder, reader, mapping.delimiter, facts.add);
  const wanted = new Set(columnsRead(mapping, key));
  const columns = names.filter((name) => wanted.has(name.trim()));
  const total = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < total; rowStart += rowsAtOnce) {
    const rowEnd = Math.min(rowStart + rowsAtOnce, total);
    const rows: ObjectRow[] = await readable(() =>
      parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, compressors }),
    );
    yield read(rows.map((row, index) => objectRecord(row, names, rowStart + index + 1)));
  }
  if (total === 0) throw new BadDump('the file is empty');
}
