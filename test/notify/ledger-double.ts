import type { Ledger } from '../../shared/aws/ledger.ts';
import type { RunItem } from '../../shared/contracts/items/ledger.ts';

export const aRun = (given: Partial<RunItem> & { runId: string }): RunItem => ({
  version: 1,
  status: 'running',
  scheduledAt: '2026-10-31T18:00:00Z',
  policy: 'p',
  previousRunId: null,
  shards: 1,
  counts: null,
  ...given,
});

/** A ledger that only knows some runs, the newest first. */
export const ledgerWith = (runs: RunItem[]): Pick<Ledger, 'runs'> => ({
  runs: async (limit) => runs.slice(0, limit),
});
