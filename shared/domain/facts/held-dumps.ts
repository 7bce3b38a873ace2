import type { DumpItem } from '../../contracts/items/ledger.ts';
import type { RunManifest } from '../../contracts/run-manifest.ts';
import { dumpsOfRun } from './run-dumps.ts';

/** Whether a dump that is held would be seen by a run if it were released: a newer one may have come in its place. */
const wouldCount = (held: DumpItem, dumps: readonly DumpItem[]): boolean =>
  dumpsOfRun(dumps.map((dump) => (dump.dumpId === held.dumpId ? { ...dump, status: 'released' as const } : dump))).some(
    ({ dumpId }) => dumpId === held.dumpId,
  );

/** What is held of the dumps that a run sees, and of those that it would see. @param dumps all dumps of the run's months */
export const heldOfRun = (dumps: readonly DumpItem[]): NonNullable<RunManifest['held']> => {
  const whole = dumps.filter((dump) => dump.status === 'held' && wouldCount(dump, dumps));
  const partly = dumpsOfRun(dumps).filter(({ held = [] }) => held.length > 0);
  return [...partly, ...whole].map(({ dumpId, status, held = [], readings }) => ({
    dumpId,
    whole: status === 'held',
    ...(readings && { readings }),
    slices: held.map(({ feed, slice, against }) => ({ feed, slice, before: against[0] ?? null })),
  }));
};
