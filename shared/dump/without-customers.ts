import { openParquet, pickValues, readParquet, writeParquet } from './parquet.ts';

/** An object without some customers. */
export type Cleaned = {
  /** The object anew; null where nothing is left of it. */
  body: Uint8Array | string | null;
  /** Rows taken out. */
  removed: number;
  /** Whom they were about. */
  customers: Set<string>;
  /** Ids of work that stood in them. */
  workIds: string[];
};

const idName = 'customerId';
/** Columns of snapshots that hold ids of work; see `DecisionTable`. */
const workColumn = /^work_/;

/**
 * A Parquet object of tierline's without the rows about some customers; null where it has none. What is kept stays as it
 * was, row for row.
 */
export const parquetWithout = (bytes: Uint8Array, ids: ReadonlySet<string>): Cleaned | null => {
  const owner = openParquet(bytes).column(idName);
  if (!owner || owner instanceof Float64Array) return null;
  const columns = readParquet(bytes);
  const owners = columns.find(({ name }) => name === idName)?.values as (string | null)[];
  const isGone = (row: number): boolean => ids.has(owners[row] ?? '');
  const rows = owners.map((_, row) => row);
  const gone = rows.filter(isGone);
  if (gone.length === 0) return null;
  const kept = rows.filter((row) => !isGone(row));
  const workIds = columns
    .filter(({ name }) => workColumn.test(name))
    .flatMap(({ values }) => gone.map((row) => values[row]))
    .filter((id): id is string => typeof id === 'string');
  return {
    body:
      kept.length === 0
        ? null
        : writeParquet(columns.map((column) => ({ ...column, values: pickValues(column.values, kept) }))),
    removed: gone.length,
    customers: new Set(gone.map((row) => owners[row] as string)),
    workIds,
  };
};

/** JSON Lines without the lines about some customers; null where it has none. An object without lines stays: it says "none". */
export const linesWithout = (text: string, ids: ReadonlySet<string>): Cleaned | null => {
  const customers = new Set<string>();
  const workIds: string[] = [];
  const lines = text.split('\n').filter((line) => line !== '');
  const kept = lines.filter((line) => {
    const { customerId, workId } = JSON.parse(line) as { customerId?: unknown; workId?: unknown };
    if (typeof customerId !== 'string' || !ids.has(customerId)) return true;
    customers.add(customerId);
    if (typeof workId === 'string') workIds.push(workId);
    return false;
  });
  if (kept.length === lines.length) return null;
  return { body: kept.map((line) => `${line}\n`).join(''), removed: lines.length - kept.length, customers, workIds };
};
