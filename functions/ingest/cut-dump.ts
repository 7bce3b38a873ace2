import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';
import type { DumpCut } from '../../shared/contracts/messages/chunk-requested.ts';
import { BadDump } from '../../shared/dump/bad-dump.ts';
import { compileMapping } from '../../shared/dump/compile-mapping.ts';
import { openDump, textDecoder } from '../../shared/dump/decode.ts';
import { recordSplitter } from '../../shared/dump/records.ts';
import { headerCells } from '../../shared/dump/zod-rows.ts';

/** Bytes of the beginning that are looked at: the longest row allowed, so the header line is in it. */
export const headBytes = 1024 * 1024;

/** Most chunks of a dump: their rows of the ledger are read together at the end, about 5 KB each at worst. */
const mostChunks = 1000;

/** Longest header line that goes into each message, characters: a quarter of what SQS takes. */
const longestColumns = 256 * 1024;

const lineFeed = 10;

/** How JSON begins, as an object a line or as an array: it has no header line, so it is read in one go. */
const jsonSigns = ['{', '['];

/** How packed files begin. */
const packings: Record<string, readonly number[]> = {
  gzip: [0x1f, 0x8b],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  zip: [0x50, 0x4b, 0x03, 0x04],
  Parquet: [0x50, 0x41, 0x52, 0x31],
};

/** How a file is packed, by its first bytes; undefined for text. */
export const packingOf = (head: Uint8Array): string | undefined =>
  Object.entries(packings).find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0];

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * What to say of a packed file that one reader cannot get through in its time; undefined where it can. A packed file can
 * only be read from its beginning, so nobody could help that reader.
 *
 * @param most largest packed file that is read, bytes
 */
export const tooLargePacked = (bytes: number, packing: string, most: number): string | undefined => {
  if (bytes <= most) return undefined;
  // Whole steps of a tenth, rounded down: what is said must fit.
  const each = Math.max(1, Math.floor(most / 1e8)) * 1e8;
  return (
    `the file is ${packing} of ${gigabytes(bytes)}, and one reader gets through ${gigabytes(most)} in its time: split it ` +
    `into files of at most ${gigabytes(each)} after compression, as .../source=<source>/part=<n>/<file>, each with the ` +
    'header line; or send it uncompressed: it is then read in parts'
  );
};

/**
 * How a large text is cut: chunks of equal size behind the header line. Undefined where it is better read in one go:
 * JSON, or no row behind the header line.
 *
 * @param head the first {@link headBytes} of the object
 * @throws {@link BadDump} where the header does not fit, so that a 40 GB file fails before it is read
 */
export const cutDump = async (
  dump: Pick<DumpItem, 'period' | 'bytes'> & { feed: FeedName },
  head: Uint8Array,
  mapping: Mapping,
  chunkBytes: number,
): Promise<DumpCut | undefined> => {
  const text = await buffer(openDump(Readable.from([head]), mapping.encoding));
  const first = text.find((byte) => byte > 32);
  if (first !== undefined && jsonSigns.includes(String.fromCharCode(first))) return undefined;
  const decoder = textDecoder(mapping.encoding);
  const splitter = recordSplitter(mapping.delimiter);
  let at = 0;
  let columns: string[] | undefined = mapping.header === true ? undefined : mapping.header;
  while (!columns) {
    const end = text.indexOf(lineFeed, at) + 1;
    if (end === 0 && head.length < dump.bytes)
      throw new BadDump(`the header line does not end within the first ${headBytes} bytes`);
    if (end === 0) return undefined;
    const [header] = splitter.push(decoder.push(text.subarray(at, end)));
    at = end;
    if (header) columns = headerCells(header);
  }
  compileMapping(mapping, dump, columns, decoder.mismatch);
  const from = head.length - text.length + at;
  const size = dump.bytes;
  if (from >= size || JSON.stringify(columns).length > longestColumns) return undefined;
  const linesBefore = splitter.line() - 1;
  return { from, linesBefore, size, chunkBytes: Math.max(chunkBytes, Math.ceil((size - from) / mostChunks)), columns };
};

/** True for what is said of a file that cannot be read; all else is thrown again. */
export const problemOf = (error: unknown): string => {
  if (error instanceof BadDump) return error.message;
  throw error;
};
