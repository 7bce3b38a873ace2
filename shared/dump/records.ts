import { BadDump } from './bad-dump.ts';

/** One record of a delimited text, split but not understood. */
export type TextRecord = {
  /** Physical line where it begins; lines count from 1. */
  line: number;
  /** Its cells, quotes taken off. Empty where it could not be split. */
  cells: string[];
  /** Why it could not be split, or null. */
  fault: string | null;
};

/** Longest record, characters. A row of telecom data has a few hundred; what is far longer is a lost quote or no text. */
export const longestRecord = 1024 * 1024;

/** Where in a record the scan stands. */
type State = 'cell start' | 'plain' | 'quoted' | 'quote in quoted';

const newline = '\n'.charCodeAt(0);
const quote = '"'.charCodeAt(0);

const next = (state: State, code: number, delimiter: number): State => {
  if (state === 'quoted') return code === quote ? 'quote in quoted' : 'quoted';
  if (code === delimiter) return 'cell start';
  if (code === quote && state !== 'plain') return 'quoted';
  return 'plain';
};

/** Cells of a whole record with quotes in it, or undefined where text follows a closing quote. */
const quotedCells = (record: string, delimiter: string): string[] | undefined => {
  const cells: string[] = [];
  for (let at = 0; ; at++) {
    let end: number;
    if (record.charCodeAt(at) === quote) {
      end = record.indexOf('"', at + 1);
      while (record.charCodeAt(end + 1) === quote) end = record.indexOf('"', end + 2);
      cells.push(record.slice(at + 1, end).replaceAll('""', '"'));
      end++;
      if (end < record.length && record[end] !== delimiter) return undefined;
    } else {
      end = record.indexOf(delimiter, at);
      if (end === -1) end = record.length;
      cells.push(record.slice(at, end));
    }
    if (end === record.length) return cells;
    at = end;
  }
};

const recordAt = (line: number, text: string, delimiter: string, hasQuote: boolean): TextRecord => {
  const record = text.endsWith('\r') ? text.slice(0, -1) : text;
  const cells = hasQuote ? quotedCells(record, delimiter) : record.split(delimiter);
  return { line, cells: cells ?? [], fault: cells ? null : 'has text after a closing quote' };
};

const tooLong = (line: number, length: number): TextRecord => ({
  line,
  cells: [],
  fault: `is ${length} characters long; the longest row allowed has ${longestRecord}`,
});

/**
 * Splits delimited text that arrives in pieces, cut anywhere. Quotes count where they open a cell; inside them delimiters
 * and line ends are text and `""` is a quote. Lines end in LF or CRLF. A line of spaces alone is no record. At most one
 * record is held between two pieces, and none longer than {@link longestRecord}.
 */
export const recordSplitter = (delimiter: string) => {
  const delimiterCode = delimiter.charCodeAt(0);
  /** The unfinished record; empty while an overlong one is skipped. */
  let rest = '';
  /** Characters of the unfinished record that were dropped. */
  let skipped = 0;
  let state: State = 'cell start';
  let line = 1;
  let linesInside = 0;

  const finish = (text: string, hasQuote: boolean, records: TextRecord[]) => {
    const length = skipped + text.length;
    if (length > longestRecord) records.push(tooLong(line, length));
    else if (text.trim() !== '') records.push(recordAt(line, text, delimiter, hasQuote));
    line += 1 + linesInside;
    linesInside = 0;
    skipped = 0;
    state = 'cell start';
  };

  return {
    /** True within a record: after a piece that did not end with one. */
    isInside: (): boolean => rest !== '' || skipped > 0,
    /** Line where the record at hand begins. */
    line: (): number => line,
    /** Counts lines that were read elsewhere, between two records. */
    skipLines(count: number): void {
      line += count;
    },
    /** The records that end in this piece. */
    push(piece: string): TextRecord[] {
      const records: TextRecord[] = [];
      const text = rest + piece;
      let from = 0;
      let at = rest.length;
      let nextQuote = text.indexOf('"');
      while (at < text.length) {
        if (at === from && skipped === 0) {
          // A line that begins here and has no quote needs no look at its characters: this is nearly every line.
          const end = text.indexOf('\n', from);
          if (nextQuote !== -1 && nextQuote < from) nextQuote = text.indexOf('"', from);
          if (end !== -1 && (nextQuote === -1 || nextQuote > end)) {
            finish(text.slice(from, end), false, records);
            from = at = end + 1;
            continue;
          }
        }
        const code = text.charCodeAt(at);
        if (code === newline && state !== 'quoted') {
          finish(text.slice(from, at), true, records);
          from = at + 1;
        } else {
          if (code === newline) linesInside++;
          state = next(state, code, delimiterCode);
        }
        at++;
      }
      rest = text.slice(from);
      if (skipped + rest.length > longestRecord) {
        skipped += rest.length;
        rest = '';
      }
      return records;
    },
    /** The last record, where no line end follows it. @throws {@link BadDump} where a quote is never closed */
    end(): TextRecord[] {
      if (state === 'quoted')
        throw new BadDump(`a quote opens in the row that begins at line ${line} and is never closed`);
      const records: TextRecord[] = [];
      if (rest !== '' || skipped > 0) finish(rest, true, records);
      return records;
    },
  };
};

/** See {@link recordSplitter}. */
export type RecordSplitter = ReturnType<typeof recordSplitter>;
