import type { FeedName } from '../../contracts/feeds/index.ts';
import type { Coded } from '../decide/shard-table.ts';
import type { ShardRoom } from './room.ts';

/** A column of texts as it lies in a file: UTF-8 entries, and which of them each row has. A string is made only where one is asked for. */
export type TextColumn = {
  /** The entries, one behind the other: each is four bytes of its length, the lowest first, and its bytes. */
  bytes: Uint8Array;
  /** Number of entries. */
  entries: number;
  /** Entry by row, -1 where missing; undefined where row and entry are the same. */
  codes: Int32Array | undefined;
  /** An entry as a string. */
  textOf(entry: number): string;
  /** The column as its file stores it, where it has no dictionary: another file may hold the very same. */
  stored?: StoredColumn;
};

/** Pages of a column as they lie in a file: the dictionary's, where it has one, up to `data`, then that of the data. */
export type StoredColumn = { bytes: Uint8Array; data: number; codec: number; plainLength: number; rows: number };

/** Numbers, dates (days since 1970) and flags (1/0), NaN where missing; or texts. */
export type FactColumn = Float64Array | TextColumn;

/** Gives an array of a length for numbers, whatever it holds: a new one, or one that is used again. */
export type NumberRoom = (length: number) => Float64Array;

/** One object of facts: what one dump says of one feed and month. */
export type FactFile = {
  /** Feed of the facts. */
  feed: FeedName;
  /** Month of the facts. */
  period: string;
  /** Dump that they came from. */
  dumpId: string;
  /** Number of facts. */
  rows: number;
  /** A column, read when it is asked for; undefined where the file has it not. @param given for numbers; where left out, the file's own room or a new array */
  column(name: string, given?: NumberRoom): FactColumn | undefined;
  /**
   * Puts a column of numbers into places of a column in a shard's room, NaN where one is missing: in one step, where a file can;
   * false where the file has no such column.
   *
   * @param places of the file's rows; below 0 for none
   */
  put?(name: string, places: Int32Array, to: Float64Array, room: ShardRoom): boolean;
  /** Rows that do not count, because the slice they are in is held. */
  isGone?: ((row: number) => boolean) | undefined;
};

/** A file's column of numbers; undefined where it has none of that name. @param room for them; new where left out */
export const numbersIn = (file: FactFile, name: string, room?: NumberRoom): Float64Array | undefined => {
  const column = file.column(name, room);
  return column instanceof Float64Array ? column : undefined;
};

/** A file's column of texts; undefined where it has none of that name. */
export const textsIn = (file: FactFile, name: string): TextColumn | undefined => {
  const column = file.column(name);
  return column instanceof Float64Array ? undefined : column;
};

/** Entry of a row; -1 where missing. */
export const entryAt = ({ codes }: TextColumn, row: number): number => (codes ? (codes[row] as number) : row);

/** Text of a row; null where missing. */
export const textAt = (column: TextColumn, row: number): string | null => {
  const entry = entryAt(column, row);
  return entry < 0 ? null : column.textOf(entry);
};

/** Ids of a file's customers, by row; null where missing, and of rows that do not count. */
export const idsOf = (file: FactFile): (string | null)[] => {
  const ids = textsIn(file, 'customerId');
  return Array.from({ length: file.rows }, (_, row) => (!ids || file.isGone?.(row) ? null : textAt(ids, row)));
};

/** Texts with a string an entry: for columns with few distinct words. */
export const codedOf = (column: TextColumn): Coded => {
  const { entries } = column;
  return {
    codes: column.codes ?? Int32Array.from({ length: entries }, (_, entry) => entry),
    values: Array.from({ length: entries }, (_, entry) => column.textOf(entry)),
  };
};

const encoder = new TextEncoder();

/** Strings as such a column. */
export const textColumn = (texts: readonly (string | null)[]): TextColumn => {
  const entries = texts.filter((text) => text !== null);
  const parts = entries.map((text) => encoder.encode(text));
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(Uint32Array.of(part.length).buffer), at);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  let entry = 0;
  return {
    bytes,
    entries: entries.length,
    codes:
      entries.length === texts.length ? undefined : Int32Array.from(texts, (text) => (text === null ? -1 : entry++)),
    textOf: (wanted) => entries[wanted] as string,
  };
};
