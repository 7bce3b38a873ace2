import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';
import type { DumpCut } from '../../shared/contracts/messages/chunk-requested.ts';
import { BadDump } from '../../shared/dump/bad-dump.ts';
import { compileMapping } from '../../shared/dump/compile-mapping.ts';
import { openDump, textDecoder } from '../../shared/dump/decode.ts';
import { firstKeys, firstSign } from '../../shared/dump/json-lines.ts';
import { recordSplitter } from '../../shared/dump/records.ts';
import { headerCells } from '../../shared/dump/zod-rows.ts';

/** Bytes of the beginning that are looked at: the longest row allowed, so the header line is in it. */
export const headBytes = 1024 * 1024;

/** Most chunks of a dump: their rows of the ledger are read together at the end, about 5 KB each at worst. */
const mostChunks = 1000;

/** Longest header line that goes into each message, characters: a quarter of what SQS takes. */
const longestColumns = 256 * 1024;

const lineFeed = 10;

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

/** Where the first line that says something ends: `end`, the byte behind it. Undefined where the text has no line end. */
type Beginning = Pick<DumpCut, 'format' | 'columns' | 'linesBefore'> & { end: number };

const jsonBeginning = (text: Uint8Array, mapping: Mapping): Beginning | undefined => {
  const first = text.findIndex((byte) => byte > 32);
  const line = text.indexOf(lineFeed, first) + 1;
  if (line === 0) return undefined;
  const columns = firstKeys(textDecoder(mapping.encoding).push(text.subarray(0, line)));
  return { format: 'json-lines', columns, linesBefore: 0, end: 0 };
};

const delimitedBeginning = (
  text: Uint8Array,
  mapping: Mapping,
  key: { feed: FeedName; period: string },
): Beginning | undefined => {
  const decoder = textDecoder(mapping.encoding);
  const splitter = recordSplitter(mapping.delimiter);
  let end = 0;
  let columns: string[] | undefined = mapping.header === true ? undefined : mapping.header;
  while (!columns) {
    const next = text.indexOf(lineFeed, end) + 1;
    if (next === 0) return undefined;
    const [header] = splitter.push(decoder.push(text.subarray(end, next)));
    end = next;
    if (header) columns = headerCells(header);
  }
  compileMapping(mapping, key, columns, decoder.mismatch);
  return { format: 'delimited', columns, linesBefore: splitter.line() - 1, end };
};

/**
 * How a large text is cut: chunks of equal size behind the header line. Undefined where it is better read in one go: a
 * JSON array, or no row behind the header line.
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
  const sign = firstSign(text);
  if (sign === '[') return undefined;
  const found = sign === '{' ? jsonBeginning(text, mapping) : delimitedBeginning(text, mapping, dump);
  if (!found && head.length < dump.bytes)
    throw new BadDump(`the first line does not end within the first ${headBytes} bytes`);
  if (!found || JSON.stringify(found.columns).length > longestColumns) return undefined;
  const { end, ...beginning } = found;
  const from = head.length - text.length + end;
  const size = dump.bytes;
  if (from >= size) return undefined;
  return { ...beginning, from, size, chunkBytes: Math.max(chunkBytes, Math.ceil((size - from) / mostChunks)) };
};

/** True for what is said of a file that cannot be read; all else is thrown again. */
export const problemOf = (error: unknown): string => {
  if (error instanceof BadDump) return error.message;
  throw error;
};
