import type { Additive } from './additive.ts';
import type { Slots } from './slots.ts';

/** Sum over the rows of squared points: how much a feature moves scores. */
const importanceOf = ({ rows }: Slots, points: Float64Array): number => {
  const all = rows.reduce((sum, count) => sum + count, 0);
  const mean = rows.reduce((sum, count, slot) => sum + count * (points[slot] as number), 0) / all;
  return rows.reduce((sum, count, slot) => sum + count * ((points[slot] as number) - mean) ** 2, 0);
};

/** The features that move scores most, in their order. */
export const strongest = (slots: readonly Slots[], { mains }: Additive, most: number): Slots[] => {
  const importance = slots.map((feature, place) => importanceOf(feature, mains[place] as Float64Array));
  const order = [...slots.keys()].sort((a, b) => (importance[b] as number) - (importance[a] as number) || a - b);
  const kept = new Set(order.slice(0, most));
  return slots.filter((_, place) => kept.has(place));
};
