import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Dataset } from './datasets.ts';

/** What other learners reach on a table. */
export type Peers = {
  versions: Record<string, string>;
  learners: { name: string; auroc: { mean: number; sd: number }; logLoss: number }[];
};

/** The Python that is asked: one with scikit-learn. */
const python = process.env.TIERLINE_PYTHON ?? 'python3';

/** Peers on a table, or why there are none. */
export const peersOn = ({ csv, label, positive, test }: Dataset): Peers | string => {
  const answer = spawnSync(python, [join(import.meta.dirname, 'peers.py')], {
    input: JSON.stringify({ csv, label, positive, test }),
    // One thread: many that wait for each other take ten times as long on a busy machine.
    env: { ...process.env, OMP_NUM_THREADS: '1' },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (answer.error) return `skipped: there is no ${python}`;
  if (answer.status === 0) return JSON.parse(answer.stdout);
  const lines = answer.stderr.trim().split('\n');
  return `skipped: ${python} says ${lines.at(-1) ?? 'nothing'}`;
};
