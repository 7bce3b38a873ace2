/** Words of a column: the place of each row's word in `values`, -1 where it is missing. */
export type Coded = { codes: Int32Array; values: readonly string[] };

/** Columns of equal length. A missing number is NaN. Shard tables of the scoring have this shape, too. */
export type Table = {
  rows: number;
  numbers: ReadonlyMap<string, Float64Array>;
  texts: ReadonlyMap<string, Coded>;
};

/** Names of all columns: numbers first, each kind in the table's order. */
export const columnNames = ({ numbers, texts }: Table): string[] => [...numbers.keys(), ...texts.keys()];

/** The rows given, in their order. */
export const rowsOf = (table: Table, rows: ArrayLike<number>): Table => ({
  rows: rows.length,
  numbers: new Map(
    [...table.numbers].map(([name, values]) => [name, Float64Array.from(rows, (row) => values[row] as number)]),
  ),
  texts: new Map(
    [...table.texts].map(([name, { codes, values }]) => [
      name,
      { codes: Int32Array.from(rows, (row) => codes[row] as number), values },
    ]),
  ),
});

/** The columns given. */
export const columnsOf = (table: Table, names: ReadonlySet<string>): Table => ({
  rows: table.rows,
  numbers: new Map([...table.numbers].filter(([name]) => names.has(name))),
  texts: new Map([...table.texts].filter(([name]) => names.has(name))),
});
