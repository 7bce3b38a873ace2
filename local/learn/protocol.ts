import * as z from 'zod';
import { stratifiedFolds, stratifiedHoldOut } from '../../shared/learn/folds.ts';
import { CommandError } from '../commands/command-error.ts';
import { readText } from './read-cells.ts';

const foldsFile = z.object({
  rows: z.number().int().optional(),
  test: z.array(z.array(z.number().int().min(0)).min(1)).min(1),
});

/** Rows to judge by, from a file. @throws CommandError where they are not of this table */
export const foldsFrom = async (file: string, rows: number): Promise<number[][]> => {
  let parsed: z.infer<typeof foldsFile>;
  try {
    parsed = foldsFile.parse(JSON.parse(await readText(file)));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} is no file of folds such as { "test": [[0, 7, ...], ...] }, with rows from 0`);
  }
  const most = Math.max(...parsed.test.map((list) => list.reduce((a, b) => Math.max(a, b), 0)));
  if (most >= rows || (parsed.rows !== undefined && parsed.rows !== rows))
    throw new CommandError(`${file} is for ${parsed.rows ?? `at least ${most + 1}`} rows, but the table has ${rows}`);
  return parsed.test;
};

/** How rows to judge by may be drawn. */
export const protocols = ['cv5', 'shuffle3'] as const;
/** How rows to judge by may be drawn. */
export type Protocol = (typeof protocols)[number];

/** Rows to judge by: five folds, or three draws of a quarter; equal shares of both classes in each. */
export const drawn = (protocol: Protocol, labels: Float64Array, seed: number): number[][] => {
  if (protocol === 'shuffle3')
    return [0, 1, 2].map((draw) => [...stratifiedHoldOut(labels, 0.25, seed * 1_000 + draw)]);
  const fold = stratifiedFolds(labels, 5, seed);
  return [0, 1, 2, 3, 4].map((own) => [...fold.keys()].filter((row) => fold[row] === own));
};
