import { numbersIn } from './fact-file.ts';
import type { Placed } from './placed.ts';
import { lentRoom, type ShardRoom } from './room.ts';

/** Puts each value into its row. A function of its own that nothing follows: V8 keeps the code of such a loop. */
const putInto = (values: Float64Array, rows: Int32Array, given: Float64Array): void => {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    if (row >= 0) values[row] = given[at] as number;
  }
};

const lent = lentRoom();

/**
 * Puts a file's column of numbers into its rows: also those that are missing, and all of them where the file has no such column,
 * because a newer fact holds whole.
 *
 * @param room of the values, where they lie in one
 */
export const putColumn = (
  { file, rows }: Placed,
  name: string,
  values: Float64Array,
  room: ShardRoom | undefined,
): void => {
  if (room && file.put?.(name, rows, values, room)) return;
  putInto(values, rows, numbersIn(file, name, lent) ?? new Float64Array(rows.length).fill(Number.NaN));
};
