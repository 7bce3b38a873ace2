/** Numbers that look random and are the same in every run with the same keys. */
export type Random = {
  /** The next number, 0 <= n < 1. */
  next(): number;
  /** A number from `low` (included) to `high` (excluded). */
  between(low: number, high: number): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** True in this share of cases, 0 to 1. */
  chance(share: number): boolean;
  /** One of the list. */
  pick<T>(list: readonly T[]): T;
  /** Normally distributed with mean 0 and deviation 1 (sum of twelve uniform numbers: no tails beyond 6). */
  normal(): number;
};

/** Mixes keys into 32 bits: close keys (customer 7 and 8) must not give close numbers. */
const mix = (keys: readonly number[]): number => {
  let hash = 0x9e3779b9;
  for (const key of keys) {
    hash = Math.imul(hash ^ key, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
};

/**
 * A stream of numbers for these keys (Mulberry32). Each customer and month has a stream of its own, so that any file of
 * the sample can be written alone and comes out the same.
 */
export const random = (...keys: number[]): Random => {
  let state = mix(keys);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    whole,
    chance: (share) => next() < share,
    pick: (list) => list[whole(0, list.length - 1)] as (typeof list)[number],
    normal: () => {
      let sum = -6;
      for (let index = 0; index < 12; index++) sum += next();
      return sum;
    },
  };
};

/** Picks by weight: `[['stable', 56], ['leaving', 5]]`. */
export const weighted = <T>(numbers: Random, choices: readonly (readonly [T, number])[]): T => {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = numbers.next() * total;
  for (const [choice, weight] of choices) {
    rest -= weight;
    if (rest < 0) return choice;
  }
  return (choices[choices.length - 1] as readonly [T, number])[0];
};
