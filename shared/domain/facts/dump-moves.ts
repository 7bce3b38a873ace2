import { didYouMean } from '../../contracts/did-you-mean.ts';
import type { DumpItem, DumpMove } from '../../contracts/items/ledger.ts';
import { problemOf } from '../gate/gate.ts';

/** An operator's word on a dump that cannot be followed; the message says why, and what to do instead. */
export class MoveRefused extends Error {
  override name = 'MoveRefused';
}

/** Who gives the word, and when. */
export type Mover = Pick<DumpMove, 'at' | 'by'>;

/** What becomes of a dump: what its ledger row says then. */
export type Moved = Required<Pick<DumpItem, 'status' | 'problem' | 'held' | 'history'>>;

const lastMove = ({ history = [] }: DumpItem): string => {
  const last = history.at(-1);
  return last ? ` by ${last.by} at ${last.at}` : '';
};

const moved = (
  dump: DumpItem,
  to: Pick<Moved, 'status' | 'problem' | 'held'>,
  did: DumpMove['did'],
  slice: string | null,
  { at, by }: Mover,
): Moved => ({ ...to, history: [...(dump.history ?? []), { at, by, did, slice, from: dump.status }] });

/** Says no where nothing was read, or not yet. */
const refuseUnread = (dump: DumpItem): void => {
  if (dump.status === 'failed')
    throw new MoveRefused(
      `dump ${dump.dumpId} failed, so there is nothing of it to release or retract: ${dump.problem}. Correct the file and drop it again`,
    );
  if (dump.status === 'received' || dump.status === 'ingesting')
    throw new MoveRefused(`dump ${dump.dumpId} is still being read: wait until it says released or held`);
};

/**
 * Releases a dump that is held, or one slice of it; or takes a retraction back.
 *
 * @param slice region to release; undefined for all that is held
 * @throws MoveRefused
 */
export const release = (dump: DumpItem, slice: string | undefined, mover: Mover): Moved => {
  refuseUnread(dump);
  const { dumpId, status, held = [] } = dump;
  if (status === 'retracted') {
    if (slice !== undefined)
      throw new MoveRefused(`dump ${dumpId} was retracted${lastMove(dump)}: release all of it, or drop the file again`);
    return moved(dump, { status: 'released', problem: null, held: [] }, 'released', null, mover);
  }
  if (status === 'released' && held.length === 0)
    throw new MoveRefused(`dump ${dumpId} is released already${lastMove(dump)}, and no slice of it is held`);
  if (slice === undefined) return moved(dump, { status: 'released', problem: null, held: [] }, 'released', null, mover);
  const rest = held.filter((one) => one.slice !== slice);
  if (rest.length === held.length) {
    const names = [...new Set(held.map((one) => one.slice))];
    throw new MoveRefused(`dump ${dumpId} holds no slice "${slice}"${didYouMean(slice, names)}`);
  }
  return moved(dump, { status: 'released', problem: null, held: rest }, 'released', slice, mover);
};

/**
 * Takes a dump back: from the next run on its facts do not count.
 *
 * @throws MoveRefused
 */
export const retract = (dump: DumpItem, mover: Mover): Moved => {
  refuseUnread(dump);
  if (dump.status === 'retracted') throw new MoveRefused(`dump ${dump.dumpId} was retracted already${lastMove(dump)}`);
  const { held = [] } = dump;
  const problem = dump.problem ?? (held.length > 0 ? problemOf(held) : null);
  return moved(dump, { status: 'retracted', problem, held: [] }, 'retracted', null, mover);
};
