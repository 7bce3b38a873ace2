import type { Slots } from './slots.ts';
import type { Table } from './table.ts';
import { cellOf } from './worked-out.ts';

/** Fewest rows that have an equal one before them: fewer cannot show what it is worth to know them again. */
const fewestTwins = 40;

/** Columns of a table that profiles are made of. */
export type Cells = { column: string; isNumber: boolean; at: (row: number) => number | string | null }[];

/** Cells of a table's columns, as profiles have them. */
export const cellsOfTable = ({ numbers, texts }: Table, slots: readonly Slots[]): Cells =>
  slots.map(({ name: column, kind }) => {
    const values = numbers.get(column);
    const coded = texts.get(column);
    const at = values ? (row: number) => values[row] : (row: number) => coded?.values[coded.codes[row] as number];
    const isNumber = kind === 'number';
    return { column, isNumber, at: (row) => cellOf(at(row), isNumber) };
  });

/** Rows that agree cell by cell are of one group. */
export type Twins = { group: Int32Array; count: number };

/** Equal rows have one number; undefined where hardly any are. Only rows that share all of their bins are looked at cell by cell. */
export const twinsOf = (slots: readonly Slots[], cells: Cells, rows: number): Twins | undefined => {
  const hashes = new Int32Array(rows);
  for (const { codes } of slots)
    for (let row = 0; row < rows; row++)
      // FNV-1a (Fowler, Noll and Vo).
      hashes[row] = Math.imul((hashes[row] as number) ^ (codes[row] as number), 0x01000193) + 1;
  const [once, again] = [new Set<number>(), new Set<number>()];
  for (const hash of hashes) (once.has(hash) ? again : once).add(hash);
  const known = new Map<string, number>();
  let [count, twins] = [0, 0];
  const group = Int32Array.from(hashes, (hash, row) => {
    if (!again.has(hash)) return count++;
    const key = JSON.stringify(cells.map(({ at }) => at(row)));
    const before = known.get(key);
    if (before === undefined) known.set(key, count);
    else twins++;
    return before ?? count++;
  });
  return twins < fewestTwins ? undefined : { group, count };
};
