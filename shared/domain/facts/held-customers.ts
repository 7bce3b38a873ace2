import { allSlice, noRegion } from '../../contracts/gate.ts';
import type { RunManifest } from '../../contracts/run-manifest.ts';
import { type FactFile, textAt, textsIn } from './fact-file.ts';

/** A dump of which something is held, as a run's manifest names it. */
type HeldDump = NonNullable<RunManifest['held']>[number];

/** Facts that count, and customers that keep their last decision. */
export type SetAside = {
  files: FactFile[];
  /** Ids of customers of held slices: named by rows of the slice in the held dump, or in a month before it. */
  kept: Set<string>;
};

/** Whether a row of a file is in a slice. */
const inSlice = (file: FactFile, slice: string): ((row: number) => boolean) => {
  if (slice === allSlice) return () => true;
  const regions = textsIn(file, 'region');
  return (row) => ((regions && textAt(regions, row)) ?? noRegion) === slice;
};

/**
 * Sets aside what is held. A customer of a held slice keeps the last decision whole: decided without the held rows, the
 * missing month would look like a customer who has stopped calling. Customers of the months before belong to the slice,
 * too: of a slice that came short they are the ones whose rows are missing.
 *
 * @param files facts of all dumps, those of dumps that are held as a whole included
 */
export const setAside = (files: readonly FactFile[], held: readonly HeldDump[]): SetAside => {
  const kept = new Set<string>();
  const keep = (file: FactFile, isKept: (row: number) => boolean): void => {
    const ids = textsIn(file, 'customerId');
    for (let row = 0; ids && row < file.rows; row++) {
      const id = isKept(row) ? textAt(ids, row) : null;
      if (id !== null) kept.add(id);
    }
  };
  const counted: FactFile[] = [];
  for (const file of files) {
    const own = held.find(({ dumpId }) => dumpId === file.dumpId);
    const gone = (own?.slices ?? []).filter(({ feed }) => feed === file.feed).map(({ slice }) => inSlice(file, slice));
    const isGone = (row: number): boolean => gone.some((isIn) => isIn(row));
    if (gone.length > 0) keep(file, isGone);
    for (const { slices } of held)
      for (const { feed, slice, before } of slices)
        if (feed === file.feed && before === file.dumpId) keep(file, inSlice(file, slice));
    if (own?.whole) continue;
    counted.push(gone.length > 0 ? { ...file, isGone } : file);
  }
  return { files: counted, kept };
};
