import type { TextRecord } from './records.ts';

/** A row of a file whose values have types: JSON Lines, Parquet. */
export type ObjectRow = Record<string, unknown>;

/** Why a value cannot be a cell. */
type Fault = { fault: string };

/** The number as a person writes it; more than ten decimals stay as they are, for the contract to refuse. */
const numberCell = (value: number): string | Fault => {
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return { fault: 'holds a whole number of more than 15 digits, which JSON rounds: write it as text' };
  const text = String(value);
  const fixed = text.includes('e') ? value.toFixed(10) : text;
  return Number(fixed) === value ? (text.includes('e') ? fixed.replace(/\.?0+$/, '') : text) : text;
};

const dateCell = (value: Date): string => {
  const text = Number.isNaN(value.getTime()) ? 'no date' : value.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
};

/** A value as the text that the same cell of a CSV file would have; a missing one is blank. */
const cellOf = (value: unknown): string | Fault => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberCell(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return dateCell(value);
  if (!Array.isArray(value)) return { fault: 'holds an object where one value belongs' };
  const parts = value.map(cellOf);
  const odd = parts.find((part) => typeof part !== 'string');
  return odd ?? parts.join(';');
};

/** A row as the record that a CSV file with these columns would have. */
export const objectRecord = (row: ObjectRow, columns: readonly string[], line: number): TextRecord => {
  const cells: string[] = [];
  for (const column of columns) {
    const cell = Object.hasOwn(row, column) ? cellOf(row[column]) : '';
    if (typeof cell !== 'string') return { line, cells: [], fault: cell.fault };
    cells.push(cell);
  }
  return { line, cells, fault: null };
};
