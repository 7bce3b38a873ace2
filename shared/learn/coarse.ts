import type { Slots } from './slots.ts';

/** A feature's slots, joined: unions of its bins; categories as they are. */
export type Coarse = { codes: Uint16Array; count: number; ofSlot: Uint16Array; ordered: boolean };

/**
 * Joins bins to about `most` with equal numbers of rows; categories stay as they are.
 *
 * @param fixed bins that begin a union: a step of a prior must be reachable
 * @param phase share of a union that the first one has less, from 0 to below 1: so are all edges shifted
 */
export const coarsened = (
  slots: Slots,
  most: number,
  { fixed, phase = 0 }: { fixed?: ReadonlySet<number>; phase?: number } = {},
): Coarse => {
  const ofSlot = new Uint16Array(slots.count);
  if (slots.kind === 'text') {
    for (let slot = 0; slot < slots.count; slot++) ofSlot[slot] = slot;
    return { codes: slots.codes, count: slots.count, ofSlot, ordered: false };
  }
  const last = slots.count - 1;
  const known = slots.codes.length - (slots.rows[last] as number);
  const size = last <= most ? 0 : known / most;
  let [group, held] = [0, size * phase];
  for (let bin = 0; bin < last; bin++) {
    if (bin > 0 && (held >= size * 0.999 || fixed?.has(bin))) {
      group++;
      held = 0;
    }
    ofSlot[bin] = group;
    held += slots.rows[bin] as number;
  }
  ofSlot[last] = group + 1;
  const codes = new Uint16Array(slots.codes.length);
  for (let row = 0; row < codes.length; row++) codes[row] = ofSlot[slots.codes[row] as number] as number;
  return { codes, count: group + 2, ofSlot, ordered: true };
};

/** Points of all slots, from those of their unions. */
export const spread = ({ ofSlot }: Coarse, points: Float64Array): Float64Array =>
  Float64Array.from(ofSlot, (group) => points[group] as number);
