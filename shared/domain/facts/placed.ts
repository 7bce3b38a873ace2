import type { FactFile } from './fact-file.ts';

/** A file with the row of the shard that each of its rows is about; -1 where it does not count. */
export type Placed = {
  file: FactFile;
  rows: Int32Array;
  /** Place of its month in the window. */
  month: number;
};
