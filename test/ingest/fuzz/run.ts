import { difference, fewestRows } from './compare.ts';
import { randomFile } from './files.ts';
import { seededRandom } from './random.ts';

/** Rows of one file: enough for a few batches, few enough that a difference is soon narrowed down. */
const rowsPerFile = 1000;

/** What a run of the fuzz test found; `byZod` are the rows that the fast path left to zod. */
export type FuzzRun = { rows: number; files: number; byZod: number; found: string | undefined };

/**
 * Mutates rows and reads each file both ways until a difference is found or enough rows are done.
 *
 * @param seed the same seed makes the same files
 * @param least rows to mutate, at least
 */
export const fuzz = async (seed: number, least: number, progress?: (rows: number) => void): Promise<FuzzRun> => {
  const run: FuzzRun = { rows: 0, files: 0, byZod: 0, found: undefined };
  while (run.rows < least) {
    const fileSeed = (seed + run.files * 7919) >>> 0;
    const file = randomFile(seededRandom(fileSeed), rowsPerFile);
    const { words, byZod } = await difference(file, file.rows, fileSeed);
    run.files++;
    run.rows += file.rows.length;
    run.byZod += byZod;
    if (words !== undefined) {
      const rows = await fewestRows(file, fileSeed);
      const fewest = (await difference(file, rows, fileSeed)).words ?? words;
      const bytes = Buffer.concat([file.head, ...rows]);
      run.found = [
        `the fast path differs from zod (seed ${seed}, file ${run.files}): ${fewest}`,
        `mapping: ${JSON.stringify(file.layout.mapping)}`,
        `file: ${JSON.stringify(bytes.toString('latin1'))}`,
      ].join('\n');
      return run;
    }
    progress?.(run.rows);
  }
  return run;
};
