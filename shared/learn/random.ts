/**
 * A stream of numbers from 0 (included) to 1 (not), the same for the same seed on every machine (mulberry32: 32-bit integer
 * arithmetic only). Randomness of the learner comes from here and is passed in.
 */
export const randomOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Puts numbers in a random order, in place (Fisher and Yates). */
export const shuffle = (numbers: Int32Array, random: () => number): Int32Array => {
  for (let at = numbers.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const kept = numbers[at] as number;
    numbers[at] = numbers[other] as number;
    numbers[other] = kept;
  }
  return numbers;
};
