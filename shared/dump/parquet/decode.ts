import type { FieldKind } from '../../contracts/field.ts';
import type { FactColumn, FactFile, NumberRoom, StoredColumn, TextColumn } from '../../domain/facts/fact-file.ts';
import { textAt } from '../../domain/facts/fact-file.ts';
import { newNumbers, type ShardRoom } from '../../domain/facts/room.ts';
import { type Column, dayMs, kindsNote, magic, noteStart, physicalType, storage } from './format.ts';
import { numbersInRoom, placeNumbers, readNumbers } from './read-numbers.ts';
import { readTexts } from './read-texts.ts';
import { decodeStruct, type ReadStruct } from './thrift.ts';

/** Where one column's values lie in the file. */
export type Chunk = {
  name: string;
  kind: FieldKind;
  start: number;
  /** Where the page of data begins, behind that of the dictionary. */
  data: number;
  end: number;
  rows: number;
  codec: number;
  /** Bytes before compression, with the headers of the pages. */
  plainLength: number;
};

/** A file that tierline wrote, whose columns are read when they are asked for. */
export type ParquetFile = {
  /** Number of rows. */
  rows: number;
  /** Columns in the file's order. */
  columns: readonly Pick<Chunk, 'name' | 'kind'>[];
  /** Values of a column: dates are days since 1970. Undefined where the file has it not. @param given for numbers, instead of the file's room */
  column(name: string, given?: NumberRoom): FactColumn | undefined;
  /** See {@link FactFile.put}. */
  put: NonNullable<FactFile['put']>;
  /** A column as it lies in the file, for another file that holds the very same. Undefined where the file has it not. */
  stored(name: string): StoredColumn | undefined;
  /** A note that was written with the columns; undefined where the file has none of that name. */
  note(name: string): string | undefined;
};

/** A column as it lies in a file. */
export const storedColumn = (
  file: Uint8Array,
  { start, data, end, codec, plainLength, rows }: Chunk,
): StoredColumn => ({
  bytes: file.subarray(start, end),
  data: data - start,
  ...{ codec, plainLength, rows },
});

/** The footer's list of columns: the chunks name them, too. */
const schemaField = 2;

const footerOf = (bytes: Uint8Array): { rows: number; chunks: Chunk[]; notes: Map<string, string> } => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const framed = bytes.length >= 12 && magic.every((byte, index) => bytes[bytes.length - 4 + index] === byte);
  if (!framed) throw new Error('not a Parquet file: PAR1 is missing at its end');
  const start = bytes.length - 8 - view.getUint32(bytes.length - 8, true);
  const { struct: footer } = decodeStruct(bytes, start, schemaField);
  const pairs = (footer[5] ?? []) as { 1: string; 2: string }[];
  const notes = new Map(pairs.map((pair) => [pair[1], pair[2]]));
  const kinds = notes.get(kindsNote)?.split(',') as FieldKind[] | undefined;
  if (!kinds) throw new Error('a Parquet file that tierline did not write: read it as a dump instead');
  const [group] = footer[4] as [ReadStruct];
  const chunks = (group[1] as ReadStruct[]).map((chunk, index) => {
    const meta = chunk[3] as ReadStruct;
    const [name] = meta[3] as string[];
    const start = (meta[11] ?? meta[9]) as number;
    return {
      name: name as string,
      kind: kinds[index] as FieldKind,
      start,
      data: meta[9] as number,
      end: start + (meta[7] as number),
      rows: meta[5] as number,
      codec: meta[4] as number,
      plainLength: meta[6] as number,
    };
  });
  return { rows: footer[3] as number, chunks, notes };
};

/** Columns of texts that were read before, by their stored bytes. */
export type KnownTexts = { stored: Uint8Array; column: TextColumn }[];

/**
 * Opens a file that `encodeParquet` wrote. Only the pages of the columns that are asked for are decompressed, each time
 * that they are asked for.
 *
 * @param opening `known` of files opened before: a column of texts with the same bytes is the very same column, and not read again.
 * Files of one shard often hold the same ids in the same order. `room` for what is read of the file; new arrays where left out
 * @throws where the bytes are no Parquet file, or not one of tierline's
 */
export const openParquet = (
  bytes: Uint8Array,
  { known = [], room }: { known?: KnownTexts | undefined; room?: ShardRoom | undefined } = {},
): ParquetFile => {
  const { rows, chunks, notes } = footerOf(bytes);
  const byName = new Map(chunks.map((chunk) => [chunk.name, chunk]));
  const textsOf = (chunk: Chunk): TextColumn => {
    const stored = bytes.subarray(chunk.start, chunk.end);
    const found = known.find((one) => one.stored.length === stored.length && Buffer.compare(one.stored, stored) === 0);
    if (found) return found.column;
    const column = readTexts(bytes, chunk, room);
    known.push({ stored, column });
    return column;
  };
  return {
    rows,
    columns: chunks,
    stored(name) {
      const chunk = byName.get(name);
      return chunk && storedColumn(bytes, chunk);
    },
    put(name, places, to, its) {
      const chunk = byName.get(name);
      const { type } = storage[chunk?.kind ?? 'text'];
      if (!chunk || type === physicalType.byteArray) return false;
      placeNumbers(type, bytes, chunk, places, to, its);
      return true;
    },
    note: (name) => notes.get(noteStart + name),
    column(name, given) {
      const chunk = byName.get(name);
      if (!chunk) return undefined;
      const { type } = storage[chunk.kind];
      if (type === physicalType.byteArray) return textsOf(chunk);
      return room && !given
        ? numbersInRoom(type, bytes, chunk, room)
        : readNumbers(type, bytes, chunk, given ?? newNumbers);
    },
  };
};

const dateTexts = (days: Float64Array): (string | null)[] => {
  const known = new Map<number, string>();
  return Array.from(days, (day) => {
    if (Number.isNaN(day)) return null;
    let date = known.get(day);
    if (date === undefined) {
      date = new Date(day * dayMs).toISOString().slice(0, 10);
      known.set(day, date);
    }
    return date;
  });
};

/**
 * Columns of such a file with a string a text, in the file's order: for few rows. See {@link openParquet} for many.
 *
 * @param names read only these; a name that the file has not is left out of the answer
 */
export const decodeParquet = (bytes: Uint8Array, names?: readonly string[]): Column[] => {
  const { rows, columns, column } = openParquet(bytes);
  return columns
    .filter(({ name }) => names === undefined || names.includes(name))
    .map(({ name, kind }) => {
      const values = column(name) as FactColumn;
      if (values instanceof Float64Array) return { name, kind, values: kind === 'date' ? dateTexts(values) : values };
      return { name, kind, values: Array.from({ length: rows }, (_, row) => textAt(values, row)) };
    });
};
