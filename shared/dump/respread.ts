import { type ShardPart, shardOf } from '../domain/shard.ts';
import { type Column, pickValues, readParquet, writeParquet } from './parquet.ts';

const idName = 'customerId';

/** Whose each row is. @throws where a row is nobody's */
const ownersOf = (columns: readonly Column[]): readonly string[] => {
  const owners = columns.find(({ name }) => name === idName)?.values;
  if (!owners || owners instanceof Float64Array || owners.includes(null))
    throw new Error(`rows of a shard name a customer each, in the column ${idName}`);
  return owners as string[];
};

/** Some rows of columns, in the order given. */
export const pickRows = (columns: readonly Column[], rows: readonly number[]): Column[] =>
  columns.map((column) => ({ ...column, values: pickValues(column.values, rows) }));

const missing = (rows: number, { values }: Column): Column['values'] =>
  values instanceof Float64Array ? new Float64Array(rows).fill(Number.NaN) : Array<null>(rows).fill(null);

/** Rows of several files behind each other. A column that one of them has not is missing in its rows. */
export const joinFiles = (files: readonly (readonly Column[])[]): Column[] => {
  const [only] = files;
  if (only && files.length === 1) return [...only];
  const known = new Map(files.flat().map((column) => [column.name, column]));
  return [...known.values()].map((column) => {
    const parts = files.map(
      (file) => file.find(({ name }) => name === column.name)?.values ?? missing(file[0]?.values.length ?? 0, column),
    );
    const values =
      column.values instanceof Float64Array
        ? Float64Array.from(parts.flatMap((part) => [...(part as Float64Array)]))
        : parts.flatMap((part) => part as (string | null)[]);
    return { ...column, values };
  });
};

/** Rows by shard of their customers, each shard's in the order in which they stood; shards without any are left out. */
export const spreadRows = (columns: readonly Column[], shards: number): Map<number, Column[]> => {
  const owners = ownersOf(columns);
  const rows = Map.groupBy(owners.keys(), (row) => shardOf(owners[row] as string, shards));
  return new Map([...rows].map(([shard, own]) => [shard, pickRows(columns, own)]));
};

/** The rows of one part of all customers. */
const rowsOfPart = (columns: readonly Column[], { shard, shards }: ShardPart): Column[] =>
  spreadRows(columns, shards).get(shard) ?? pickRows(columns, []);

/** A file of facts with the rows of one part of all customers. */
export const factsOfPart = (bytes: Uint8Array, part: ShardPart): Uint8Array =>
  writeParquet(rowsOfPart(readParquet(bytes), part));

/** A snapshot of one part of all customers, sorted by id as snapshots are, made of those of other parts. */
export const snapshotOfPart = (files: readonly Uint8Array[], part: ShardPart): Uint8Array => {
  const columns = rowsOfPart(joinFiles(files.map((bytes) => readParquet(bytes))), part);
  const ids = ownersOf(columns);
  const sorted = [...ids.keys()].sort((left, right) => ((ids[left] as string) < (ids[right] as string) ? -1 : 1));
  return writeParquet(pickRows(columns, sorted));
};
