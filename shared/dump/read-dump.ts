import type { FeedName } from '../contracts/feeds/index.ts';
import type { Mapping } from '../contracts/mapping.ts';
import { BadDump } from './bad-dump.ts';
import { allOf, byteFeed } from './byte-feed.ts';
import { compileMapping } from './compile-mapping.ts';
import type { FactColumns } from './compiled/fact-columns.ts';
import { compileFastRows, type FastRows } from './compiled/fast-rows.ts';
import { openDump, textDecoder } from './decode.ts';
import { firstSign, readJsonLines } from './json-lines.ts';
import { isParquet, readParquetDump } from './parquet-dump.ts';
import { recordSplitter } from './records.ts';
import { headerCells, type RowsRead, zodRows } from './zod-rows.ts';

const lineFeed = 10;

/** A line longer than this without an end is given to the splitter piece by piece, which refuses it in the end. */
const longestHeldLine = 64 * 1024;

/** How far a reading is. Asked while the source is asked for its next bytes, it speaks of all bytes before them. */
export type ReadPosition = {
  /** True within a row. */
  isInside: () => boolean;
  /** Line of the row at hand, from 1; lines of the source alone. */
  line: () => number;
};

/** What reading a dump needs besides its bytes. */
export type DumpReading = {
  /** The layout. */
  mapping: Mapping;
  /** Feed and month of the object key. */
  key: { feed: FeedName; period: string };
  /** Takes the facts in. */
  facts: FactColumns;
  /** Told what is odd but not wrong, before the first row. */
  warn: (warning: string) => void;
  /** Reads on in the midst of a file, from a row's first byte: text, neither packed nor with a header line. */
  rest?:
    | {
        /** What the text is. */
        format: 'delimited' | 'json-lines';
        /** Cells of the header line, or keys of the first object, read before. */
        columns: readonly string[];
        /** Given, before the first byte is asked for, a way to learn how far the reading is. */
        watch: (position: ReadPosition) => void;
      }
    | undefined;
  /** Reads every row by zod, as the fast path is held against in tests. */
  thorough?: boolean;
};

/** Both ways of reading the rows of one file, once its columns are known. */
type Rows = { thorough: ReturnType<typeof zodRows>; fast: FastRows | undefined };

/**
 * Reads a dump, streaming: unpack, split, map, check against the contract. Rows whose bytes leave no doubt are read
 * straight into columns; all others by zod, in the file's order. Nothing of the file is held but the piece at hand, one
 * unfinished row, and the facts that the caller has not taken yet.
 *
 * @param source bytes as stored
 * @returns after each piece: how many rows it had, and those of them that were refused
 * @throws {@link BadDump} where the file as a whole cannot be read; what came before it does not count then
 */
export async function* readDump(source: AsyncIterable<Uint8Array>, reading: DumpReading): AsyncGenerator<RowsRead> {
  if (reading.rest?.format === 'json-lines') return yield* readJsonLines(source, reading);
  if (reading.rest) return yield* readDelimited(source, reading);
  const feed = byteFeed(source);
  try {
    if (isParquet(await feed.peek(4))) return yield* readParquetDump(feed, reading);
    const text = byteFeed(openDump(allOf(feed), reading.mapping.encoding));
    const sign = firstSign(await text.peek(1));
    if (sign === '[') throw new BadDump('the file is one JSON array: send one object a line (JSON Lines)');
    yield* sign === '{' ? readJsonLines(allOf(text), reading) : readDelimited(allOf(text), reading);
  } finally {
    feed.close();
  }
}

async function* readDelimited(
  source: AsyncIterable<Uint8Array>,
  { mapping, key, facts, warn, rest, thorough = false }: DumpReading,
): AsyncGenerator<RowsRead> {
  const decoder = textDecoder(mapping.encoding);
  const splitter = recordSplitter(mapping.delimiter);
  let rows: Rows | undefined;
  let count = 0;
  let held: Uint8Array = new Uint8Array();

  const begin = (cells: readonly string[]): Rows => {
    const reader = compileMapping(mapping, key, cells, decoder.mismatch);
    for (const warning of reader.header.warnings) warn(warning);
    const fast = thorough ? undefined : compileFastRows(reader.plans, reader.header.names, mapping, key.period, facts);
    return { thorough: zodRows(decoder, splitter, reader, mapping.delimiter, facts.add), fast };
  };
  if (rest || mapping.header !== true) rows = begin(rest?.columns ?? []);
  if (rows) rest?.watch(rows.thorough);

  for await (const bytes of source) {
    let piece = bytes;
    while (!rows && piece.length > 0) {
      const end = piece.indexOf(lineFeed) + 1 || piece.length;
      const [header] = splitter.push(decoder.push(piece.subarray(0, end)));
      piece = piece.subarray(end);
      if (header) rows = begin(headerCells(header));
    }
    if (!rows) continue;
    const read: RowsRead = { rows: 0, byZod: 0, refused: [] };
    if (held.length > 0) {
      // Only the row that was cut is put together: copying each piece behind what was held cost a tenth of the reading.
      const end = piece.indexOf(lineFeed) + 1 || piece.length;
      held = readPiece(Buffer.concat([held, piece.subarray(0, end)]), rows, read);
      piece = piece.subarray(end);
    }
    if (piece.length > 0) held = readPiece(piece, rows, read);
    count += read.rows;
    yield read;
  }
  if (!rows) {
    const [header] = [...splitter.push(decoder.end()), ...splitter.end()];
    if (!header) throw new BadDump('the file is empty');
    rows = begin(headerCells(header));
  }
  const last = rows.thorough.push(held);
  const end = rows.thorough.end();
  const tail = last.rows + end.rows;
  yield { rows: tail, byZod: tail, refused: [...last.refused, ...end.refused] };
  count += tail;
  if (count === 0 && !rest)
    throw new BadDump(mapping.header === true ? 'the file has a header line, but no rows' : 'the file is empty');
}

/**
 * Reads the rows that end in the piece and adds them to `read`; answers the beginning of a row that the next piece may
 * end. zod is given one line at a time, so that what it says of a row does not depend on where pieces were cut.
 */
const readPiece = (piece: Uint8Array, { thorough, fast }: Rows, read: RowsRead): Uint8Array => {
  const limit = piece.lastIndexOf(lineFeed) + 1;
  const byZod = (from: number, to: number) => {
    const { rows, refused } = thorough.push(piece.subarray(from, to));
    read.rows += rows;
    read.byZod += rows;
    for (const row of refused) read.refused.push(row);
  };
  for (let at = 0; at < limit; ) {
    if (fast && !thorough.isInside()) {
      const batch = fast.read(piece, at, limit);
      read.rows += batch.rows;
      thorough.skipLines(batch.rows);
      at = batch.at;
      if (!batch.doubt) continue;
    }
    const end = piece.indexOf(lineFeed, at) + 1;
    byZod(at, end);
    at = end;
  }
  const rest = piece.subarray(limit);
  if (rest.length <= longestHeldLine) return rest;
  byZod(limit, piece.length);
  return rest.subarray(0, 0);
};
