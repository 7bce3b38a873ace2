import type { FeedName } from '../contracts/feeds/index.ts';
import type { Mapping } from '../contracts/mapping.ts';
import { BadDump } from './bad-dump.ts';
import { type CellMask, compileMapping, type Fact, type Problem, type RowReader } from './compile-mapping.ts';
import { type DecodedText, decodeText, undecodable } from './decode.ts';
import { splitRecords, type TextRecord } from './records.ts';

/** One row of a dump: its facts, or why it is refused. */
export type DumpRow = {
  /** Line where it begins; lines count from 1, the header included. */
  line: number;
  /** What it says; empty where it is refused. */
  facts: Fact[];
  /** The first thing wrong with it; null where it is accepted. */
  problem: Problem | null;
  /** The row as it may be shown, where it is refused. */
  shown: string;
};

/** Longest row that a quarantine file shows, characters. */
const longestShown = 2_000;

/** A row whose cells cannot be told apart may show a person's number anywhere, so nothing of it is shown. */
const hiddenRow = '***';

const shownRow = (cells: readonly string[], masks: readonly CellMask[], delimiter: string): string =>
  cells
    .map((cell, index) => (masks[index] as CellMask)(cell))
    .map((cell) => (/["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(delimiter)
    .slice(0, longestShown);

const readRow = (record: TextRecord, reader: RowReader, text: DecodedText, delimiter: string): DumpRow => {
  const { line, cells, fault } = record;
  const refused = (problem: Problem, shown: string): DumpRow => ({ line, facts: [], problem, shown });
  if (fault) return refused({ column: null, reason: fault }, hiddenRow);
  if (text.isBroken() && cells.some((cell) => cell.includes(undecodable)))
    return refused({ column: null, reason: text.mismatch() }, hiddenRow);
  const width = reader.header.names.length;
  if (cells.length !== width)
    return refused({ column: null, reason: `has ${cells.length} cells, but there are ${width} columns` }, hiddenRow);
  const found = reader.read(cells);
  return Array.isArray(found)
    ? { line, facts: found, problem: null, shown: '' }
    : refused(found, shownRow(cells, reader.masks, delimiter));
};

/**
 * Reads a dump, streaming: decode, split, map, check against the contract. Nothing of the file is held but the piece at
 * hand and one unfinished row.
 *
 * @param source bytes as stored
 * @param mapping the layout
 * @param key feed and month of the object key
 * @param warn told what is odd but not wrong, before the first row
 * @returns all rows in the file's order, in batches
 * @throws {@link BadDump} where the file as a whole cannot be read; what came before it does not count then
 */
export async function* readDump(
  source: AsyncIterable<Uint8Array>,
  mapping: Mapping,
  key: { feed: FeedName; period: string },
  warn: (warning: string) => void,
): AsyncGenerator<DumpRow[]> {
  const text = decodeText(source, mapping.encoding);
  let reader: RowReader | undefined;
  let rows = 0;
  for await (const batch of splitRecords(text.chunks, mapping.delimiter)) {
    let records = batch;
    if (!reader && records[0]) {
      const [first] = records;
      if (mapping.header === true) {
        if (first.fault) throw new BadDump(`the header line ${first.fault}`);
        records = records.slice(1);
      }
      reader = compileMapping(mapping, key, first.cells, text.mismatch);
      for (const warning of reader.header.warnings) warn(warning);
    }
    if (!reader) continue;
    const ready = reader;
    rows += records.length;
    yield records.map((record) => readRow(record, ready, text, mapping.delimiter));
  }
  if (!reader) throw new BadDump('the file is empty');
  if (rows === 0) throw new BadDump('the file has a header line, but no rows');
}
