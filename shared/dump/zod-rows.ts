import type { QuarantinedRow } from '../contracts/receipt.ts';
import { BadDump } from './bad-dump.ts';
import type { CellMask, Fact, Problem, RowReader } from './compile-mapping.ts';
import { type DumpDecoder, undecodable } from './decode.ts';
import type { RecordSplitter, TextRecord } from './records.ts';

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

/** What a record comes to: its facts, or its line of the quarantine file. */
const readRecord = (
  record: TextRecord,
  reader: RowReader,
  decoder: DumpDecoder,
  delimiter: string,
): Fact[] | QuarantinedRow => {
  const { line, cells, fault } = record;
  const refused = ({ column, reason }: Problem, row: string) => ({ line, column, reason, row });
  if (fault) return refused({ column: null, reason: fault }, hiddenRow);
  if (decoder.isBroken() && cells.some((cell) => cell.includes(undecodable)))
    return refused({ column: null, reason: decoder.mismatch() }, hiddenRow);
  const width = reader.header.names.length;
  if (cells.length !== width)
    return refused({ column: null, reason: `has ${cells.length} cells, but there are ${width} columns` }, hiddenRow);
  const found = reader.read(cells);
  return Array.isArray(found) ? found : refused(found, shownRow(cells, reader.masks, delimiter));
};

/** Rows that were read, how many of them zod read, and those that were refused. */
export type RowsRead = { rows: number; byZod: number; refused: QuarantinedRow[] };

/** Reads records that are split already: mapping, zod. `take` takes the facts of accepted rows. */
export const recordReader =
  (decoder: DumpDecoder, reader: RowReader, delimiter: string, take: (fact: Fact) => void) =>
  (records: readonly TextRecord[]): RowsRead => {
    const refused: QuarantinedRow[] = [];
    for (const record of records) {
      const found = readRecord(record, reader, decoder, delimiter);
      if (Array.isArray(found)) found.forEach(take);
      else refused.push(found);
    }
    return { rows: records.length, byZod: records.length, refused };
  };

/**
 * Reads rows the thorough way: text, cells, mapping, zod. Bytes may be cut anywhere.
 *
 * @param take takes the facts of accepted rows
 */
export const zodRows = (
  decoder: DumpDecoder,
  splitter: RecordSplitter,
  reader: RowReader,
  delimiter: string,
  take: (fact: Fact) => void,
) => {
  const read = recordReader(decoder, reader, delimiter, take);
  return {
    /** The rows that end in these bytes. */
    push: (bytes: Uint8Array): RowsRead => read(splitter.push(decoder.push(bytes))),
    /** The last row, where no line end follows it. @throws {@link BadDump} where a quote is never closed */
    end: (): RowsRead => read([...splitter.push(decoder.end()), ...splitter.end()]),
    /** True within a row. */
    isInside: splitter.isInside,
    /** Line of the row at hand. */
    line: splitter.line,
    /** Counts lines that were read elsewhere. */
    skipLines: splitter.skipLines,
  };
};

/** The header line as cells. @throws {@link BadDump} where it could not be split */
export const headerCells = ({ cells, fault }: TextRecord): string[] => {
  if (fault) throw new BadDump(`the header line ${fault}`);
  return cells;
};
