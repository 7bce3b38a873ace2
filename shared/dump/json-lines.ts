import { BadDump } from './bad-dump.ts';
import { columnsRead, compileMapping } from './compile-mapping.ts';
import { textDecoder } from './decode.ts';
import { type ObjectRow, objectRecord } from './object-cells.ts';
import type { DumpReading } from './read-dump.ts';
import { longestRecord, type TextRecord } from './records.ts';
import { type RowsRead, recordReader } from './zod-rows.ts';

/** The first sign of a text, spaces aside: `{` begins JSON Lines, `[` a JSON array. */
export const firstSign = (head: Uint8Array): string => {
  const at = head.findIndex((byte) => byte > 32);
  return at === -1 ? '' : String.fromCharCode(head[at] as number);
};

/** One line: an object, or why it is none. */
type Line = { line: number; row: ObjectRow } | { line: number; fault: string };

const lineOf = (text: string, line: number): Line => {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { line, row: row as ObjectRow };
  } catch {
    // Said below: the parser's own words quote the row.
  }
  return { line, fault: 'is not a JSON object' };
};

/** Splits text that arrives in pieces into lines; none that is held is longer than the longest record. */
const lineSplitter = () => {
  let rest = '';
  let skipped = 0;
  let line = 0;
  const finish = (text: string, lines: Line[]): void => {
    line++;
    const length = skipped + text.length;
    skipped = 0;
    if (length > longestRecord)
      lines.push({ line, fault: `is ${length} characters long; the longest row allowed has ${longestRecord}` });
    else if (text.trim() !== '') lines.push(lineOf(text, line));
  };
  return {
    /** The lines that end in this piece; of the last one also what no line end follows. */
    push(piece: string, last = false): Line[] {
      const lines: Line[] = [];
      const parts = (rest + piece).split('\n');
      rest = parts.pop() as string;
      for (const part of parts) finish(part, lines);
      if (last && rest !== '') finish(rest, lines);
      if (rest.length > longestRecord) {
        skipped += rest.length;
        rest = '';
      }
      return lines;
    },
    /** Line at hand, from 1. */
    line: (): number => line + 1,
    /** True within a line. */
    isInside: (): boolean => rest !== '' || skipped > 0,
  };
};

const keysOf = (line: Line | undefined): string[] =>
  line && 'row' in line ? Object.keys(line.row).map((name) => name.trim()) : [];

/** Keys of the first object of a text, blank lines aside: they stand for a header line; none where it is no object. */
export const firstKeys = (text: string): string[] => keysOf(lineSplitter().push(text, true)[0]);

/**
 * Reads JSON Lines: one object a line, with the mapping's column names or the contract's own. A key that is absent or
 * null is a blank cell; each row then goes the way of a CSV row, to the same contract.
 *
 * @param text the file's text, unpacked
 */
export async function* readJsonLines(
  text: AsyncIterable<Uint8Array>,
  { mapping, key, facts, warn, rest }: DumpReading,
): AsyncGenerator<RowsRead> {
  const decoder = textDecoder(mapping.encoding);
  const splitter = lineSplitter();
  rest?.watch(splitter);
  let count = 0;
  let rows: { columns: string[]; read: (records: readonly TextRecord[]) => RowsRead } | undefined;
  const begin = (first: Line) => {
    // Any object may leave a column out, so the first one's keys say nothing of what the file lacks.
    const columns = [...new Set([...(rest?.columns ?? keysOf(first)), ...columnsRead(mapping, key)])];
    const reader = compileMapping({ ...mapping, header: true }, key, columns, decoder.mismatch);
    for (const warning of reader.header.warnings) warn(warning);
    return { columns, read: recordReader(decoder, reader, mapping.delimiter, facts.add) };
  };
  const read = (lines: readonly Line[]): RowsRead => {
    const [first] = lines;
    if (!first) return { rows: 0, byZod: 0, refused: [] };
    rows ??= begin(first);
    const { columns } = rows;
    count += lines.length;
    return rows.read(
      lines.map((line) =>
        'row' in line ? objectRecord(line.row, columns, line.line) : { line: line.line, cells: [], fault: line.fault },
      ),
    );
  };
  for await (const bytes of text) yield read(splitter.push(decoder.push(bytes)));
  yield read(splitter.push(decoder.end(), true));
  if (count === 0 && !rest) throw new BadDump('the file is empty');
}
