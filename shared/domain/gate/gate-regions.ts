import { noRegion } from '../../contracts/gate.ts';

/** Values of a column, as facts hold them before they are written: missing is NaN, null or a code below 0. */
export type ProfiledValues =
  | Float64Array
  | readonly (string | null)[]
  | { codes: Int32Array; dictionary: readonly string[] }
  /** Ids, of which only their hashes ({@link idHash}) are looked at. */
  | { hashes: Int32Array };

/** Regions of a batch: by row a number, or one for all rows; and their names by number. */
export type Regions = { rows: Int32Array | number; names: string[] };

// Loops over rows are functions of their own: V8 compiles one that runs long for its next call, and gives that code up where
// what stands behind it was never reached before.
const markCodes = (codes: Int32Array, marks: Int32Array): void => {
  for (let row = 0; row < codes.length; row++) marks[(codes[row] as number) + 1] = 1;
};
/** Numbers of rows by those of their codes + `shift`. */
export const renumbered = (rows: Int32Array, numbers: Int32Array, shift: number): Int32Array => {
  const made = new Int32Array(rows.length);
  for (let row = 0; row < rows.length; row++) made[row] = numbers[(rows[row] as number) + shift] as number;
  return made;
};

/** Finds the regions of a batch. */
export const regionsOf = (columns: readonly { name: string; values: ProfiledValues }[]): Regions => {
  const values = columns.find(({ name }) => name === 'region')?.values;
  if (values === undefined || values instanceof Float64Array || 'hashes' in values)
    return { rows: 0, names: [noRegion] };
  const names: string[] = [];
  let numbers: Int32Array;
  if ('codes' in values) {
    const { codes, dictionary } = values;
    // By code + 1, so that the code of what is missing, -1, has a place, too.
    const known = new Int32Array(dictionary.length + 1);
    markCodes(codes, known);
    for (let place = 0; place < known.length; place++)
      if (known[place] === 1) known[place] = names.push(dictionary[place - 1] ?? noRegion) - 1;
    numbers = renumbered(codes, known, 1);
  } else {
    const known = new Map<string, number>();
    numbers = Int32Array.from(values, (value) => {
      const name = value ?? noRegion;
      const number = known.get(name) ?? names.push(name) - 1;
      known.set(name, number);
      return number;
    });
  }
  return { rows: names.length === 1 ? 0 : numbers, names };
};
