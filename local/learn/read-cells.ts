import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { BadDump } from '../../shared/dump/bad-dump.ts';
import { recordSplitter } from '../../shared/dump/records.ts';
import { CommandError } from '../commands/command-error.ts';

/** A column of a file: its name, and its cells without spaces around them. */
export type Cells = { name: string; cells: string[] };

const delimiters = [',', ';', '\t', '|'];

/** A file's text. @throws CommandError where it cannot be read */
export const readText = async (file: string): Promise<string> => {
  try {
    const bytes = await readFile(file);
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    return new TextDecoder('utf-8').decode(plain);
  } catch (error) {
    throw new CommandError(`cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
};

const recordsOf = (text: string, delimiter: string) => {
  const splitter = recordSplitter(delimiter);
  try {
    return [...splitter.push(text), ...splitter.end()];
  } catch (error) {
    if (error instanceof BadDump) throw new CommandError(error.message);
    throw error;
  }
};

/**
 * The columns of a delimited text file with a header.
 *
 * @throws CommandError with the line, where a row has not as many cells as the header, or a name stands there twice
 */
export const readCells = async (file: string): Promise<Cells[]> => {
  const text = await readText(file);
  const head = text.slice(0, text.indexOf('\n') + 1 || text.length);
  const delimiter = delimiters.reduce((best, next) =>
    head.split(next).length > head.split(best).length ? next : best,
  );
  const [header, ...rows] = recordsOf(text, delimiter);
  if (!header || rows.length === 0) throw new CommandError(`${file} holds no rows under a header`);
  const names = header.cells.map((cell, at) => cell.trim() || `column ${at + 1}`);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new CommandError(`${file}: the header names "${twice}" twice`);
  const columns = names.map((name) => ({ name, cells: new Array<string>(rows.length) }));
  rows.forEach(({ line, cells, fault }, row) => {
    if (fault !== null || cells.length !== names.length)
      throw new CommandError(
        `${file}: line ${line} ${fault ?? `has ${cells.length} cells where the header has ${names.length}`}`,
      );
    columns.forEach(({ cells: column }, at) => {
      column[row] = (cells[at] as string).trim();
    });
  });
  return columns;
};

/** Whether a label's cell says nothing. */
export const isBlankLabel = (cell: string): boolean => /^(|na|n\/a|nan|null|none|\?)$/i.test(cell);
