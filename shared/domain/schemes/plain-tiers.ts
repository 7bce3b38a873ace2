import type { CompiledScheme } from './compile-scheme.ts';
import { type EarnedInput, gradedBy } from './earned.ts';
import { placesOf } from './places-of.ts';
import { type Edges, edgesOf } from './tiers.ts';

/**
 * Tiers of the customers for whom there is nothing to weigh: who is on no list, and has earned what is held, or has no tier
 * yet; -1 for all others. On a usual night this is nearly everybody, and `moveTier` would say the same. Null for schemes
 * with events, clean times, customers whom they do not grade, or edges that are not the same for all.
 *
 * @param held places of the tiers held the night before; undefined on a first night
 */
export const plainTiers = (
  { scheme, events, clean, appliesTo }: CompiledScheme,
  input: EarnedInput,
  held: Int32Array | undefined,
): Int32Array | null => {
  if (scheme.kind !== 'thresholds' || events.length > 0 || clean || appliesTo) return null;
  const values = gradedBy(scheme, input);
  const { demotion, promotion } = scheme.movement;
  const edges = edgesOf(scheme.tiers, demotion.margin, promotion.margin);
  const places = placesOf(edges.earn, values, input.table.room);
  if (held) keepHeld(edges, values, held, places);
  const lists = input.table.texts.get('list')?.codes;
  if (lists) leaveListed(places, lists);
  return places;
};

/** Who holds a tier keeps it where the value neither reaches the one above nor falls below its own; else there is something to weigh: -1. */
const keepHeld = ({ rise, stay }: Edges, values: Float64Array, held: Int32Array, places: Int32Array): void => {
  const last = stay.length;
  for (let row = 0; row < places.length; row++) {
    const value = values[row] as number;
    const before = held[row] as number;
    if (before < 0) continue;
    const rises = before > 0 && value >= (rise[before - 1] as number);
    const stays = before === last || value >= (stay[before] as number);
    places[row] = stays && !rises ? before : -1;
  }
};

const leaveListed = (places: Int32Array, lists: Int32Array): void => {
  for (let row = 0; row < places.length; row++) if ((lists[row] as number) >= 0) places[row] = -1;
};
