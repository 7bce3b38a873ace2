import type { RunCounts } from '../../contracts/items/ledger.ts';
import type { WorkRequested } from '../../contracts/messages/work-requested.ts';
import { deferQueued } from './suppression-ledger.ts';

/** Counts a queued candidate as deferred instead, in place: the plan of the night has no room for it. */
export const countDeferred = (
  counts: RunCounts,
  { kind, region, programme, playbook }: Pick<WorkRequested, 'kind' | 'region' | 'programme' | 'playbook'>,
): void => {
  counts.queued--;
  counts.deferred++;
  counts.queuedByKind[kind] = (counts.queuedByKind[kind] ?? 0) - 1;
  if (counts.ledger) deferQueued(counts.ledger, { region, programme, playbook: playbook ?? programme });
};
