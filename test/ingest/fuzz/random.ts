/** A small seeded generator (mulberry32): the same seed gives the same files on any machine. */
export const seededRandom = (seed: number) => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    /** A whole number from 0 up to, not including, `bound`. */
    below,
    /** True with this chance. */
    chance: (share: number): boolean => next() < share,
    /** One of these. */
    pick: <T>(from: readonly T[]): T => from[below(from.length)] as T,
    /** The same, in another order. */
    shuffled: <T>(from: readonly T[]): T[] => {
      const all = [...from];
      for (let last = all.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [all[last], all[other]] = [all[other] as T, all[last] as T];
      }
      return all;
    },
  };
};

/** See {@link seededRandom}. */
export type Random = ReturnType<typeof seededRandom>;
