import type { FactFile, NumberRoom } from './fact-file.ts';

/** A file with the row of the shard that each of its rows is about; -1 where it does not count. */
export type Placed = {
  file: FactFile;
  rows: Int32Array;
  /** Place of its month in the window. */
  month: number;
};

/** One array for all columns of numbers: what is read is put into its rows before the next column is. */
export const lentRoom = (): NumberRoom => {
  let room = new Float64Array(0);
  return (length) => {
    if (room.length < length) room = new Float64Array(length * 2);
    return room.subarray(0, length);
  };
};
