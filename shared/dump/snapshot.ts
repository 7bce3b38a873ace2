import type { FieldKind } from '../contracts/field.ts';
import { type DecisionTable, derived } from '../domain/decide/decision-table.ts';
import type { Coded } from '../domain/decide/shard-table.ts';
import { translated } from '../domain/decide/word-list.ts';
import { codedOf, type StoredColumn, type TextColumn } from '../domain/facts/fact-file.ts';
import type { ShardRoom } from '../domain/facts/room.ts';
import { idsIn } from '../domain/ids.ts';
import {
  type CodedTexts,
  type CopiedColumn,
  type FileRoom,
  openParquet,
  type PlainIds,
  type WritableColumn,
  writeParquet,
} from './parquet.ts';

/** A snapshot that was read: its columns are decoded when they are asked for. */
export type Snapshot = DecisionTable & {
  /** The ids as they lie in the file, which are compared without a string. */
  customerIds: TextColumn;
};

const idName = 'customerId';
const listNames = ['dumps', 'keyKinds'];
const kindOf = (name: string): FieldKind => (listNames.includes(name) ? 'list' : 'text');

/** How columns that were read lie in their files: a column that another night has, too, is copied. */
const storedOf = new WeakMap<object, StoredColumn>();
const madeOfNote = 'madeOf';

/** Gives each code the place at which it is first met; answers the codes in that order. A loop of its own: V8 keeps its code. */
const takePlaces = (codes: Int32Array, places: Int32Array, met: Int32Array): number => {
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0 || (places[code] as number) >= 0) continue;
    met[count] = code;
    places[code] = count++;
  }
  return count;
};

/** Words in the order of the rows that they are first met in, so that what says the same has the same bytes, however it was made. */
const asMet = ({ codes, values }: Coded): CodedTexts => {
  const places = new Int32Array(values.length).fill(-1);
  const met = new Int32Array(values.length);
  const count = takePlaces(codes, places, met);
  return {
    codes: translated(codes, places),
    dictionary: Array.from(met.subarray(0, count), (code) => values[code] as string),
  };
};

/** Ids as Parquet's plain encoding has them: each differs, so no dictionary is looked for. */
const idsOf = (ids: readonly string[]): PlainIds => {
  const joined = ids.join('');
  const bytes = Buffer.from(joined, 'utf8');
  const isAscii = bytes.length === joined.length;
  const plain = Buffer.allocUnsafe(bytes.length + 4 * ids.length);
  let [from, at] = [0, 0];
  for (const id of ids) {
    const length = isAscii ? id.length : Buffer.byteLength(id, 'utf8');
    at = plain.writeUInt32LE(length, at);
    for (const end = from + length; from < end; from++) plain[at++] = bytes[from] as number;
  }
  return { plain, hashes: new Int32Array(ids.length) };
};

/**
 * Decisions as a Parquet file, one row a customer; see {@link DecisionTable} for the columns. Any engine can group by
 * them. The same decisions give the same bytes.
 *
 * @param rows rows of the table that are written, ascending
 * @param file where the file is put: its bytes hold until that is used for the next one
 */
export const writeSnapshot = (table: DecisionTable, rows: Int32Array, file?: FileRoom): Uint8Array => {
  const { ids, customerIds, numbers, words, madeOf } = table;
  const isWhole = rows.length === table.rows;
  const copied = isWhole ? customerIds?.stored : undefined;
  // Where nobody came or went, the ids are those of the night before, byte for byte.
  const idColumn: WritableColumn | CopiedColumn = copied
    ? { name: idName, kind: 'text', values: copied }
    : {
        name: idName,
        kind: 'text',
        values: idsOf(isWhole ? [...ids] : Array.from(rows, (row) => ids.at(row) as string)),
      };
  const numbersOf = (name: string): Float64Array | StoredColumn => {
    const values = numbers.get(name) as Float64Array;
    if (!isWhole) return Float64Array.from(rows, (row) => values[row] as number);
    return storedOf.get(values) ?? values;
  };
  const wordsOf = (name: string): CodedTexts | StoredColumn => {
    const column = words.get(name) as Coded;
    if (!isWhole) return asMet({ ...column, codes: rows.map((row) => column.codes[row] as number) });
    return storedOf.get(column) ?? asMet(column);
  };
  const columns = [
    idColumn,
    ...words.names.map((name) => ({ name, kind: kindOf(name), values: wordsOf(name) })),
    ...numbers.names.map((name) => ({ name, kind: 'number' as const, values: numbersOf(name) })),
  ] as (WritableColumn | CopiedColumn)[];
  return writeParquet(columns, file, madeOf === undefined ? {} : { [madeOfNote]: madeOf });
};

/**
 * Decisions of a snapshot.
 *
 * @param room for its columns; new arrays where left out
 * @throws where the file is no snapshot
 */
export const readSnapshot = (bytes: Uint8Array, room?: ShardRoom): Snapshot => {
  const { rows, columns, column, stored, note } = openParquet(bytes, { room });
  const customerIds = column(idName);
  if (!customerIds || customerIds instanceof Float64Array) throw new Error(`no snapshot: it has no text "${idName}"`);
  const names = columns.filter(({ name }) => name !== idName);
  const known = <Column extends object>(name: string, values: Column): Column => {
    storedOf.set(values, stored(name) as StoredColumn);
    return values;
  };
  return {
    customerIds,
    rows,
    madeOf: note(madeOfNote),
    ids: idsIn(customerIds),
    numbers: derived(
      names.filter(({ kind }) => kind === 'number').map(({ name }) => name),
      (name) => {
        const values = column(name);
        return values instanceof Float64Array ? known(name, values) : undefined;
      },
    ),
    words: derived(
      names.filter(({ kind }) => kind !== 'number').map(({ name }) => name),
      (name) => {
        const values = column(name);
        return values === undefined || values instanceof Float64Array ? undefined : known(name, codedOf(values));
      },
    ),
  };
};
