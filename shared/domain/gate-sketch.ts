/**
 * A sample of ids by their hashes: the smallest ones. Whoever is in the sample of one month would be in that of the next
 * if the customer were still there, so two samples tell how many are missing; and the sample of two parts together is
 * that of the whole. Hashes are 32 bits of an id and cannot be turned back.
 */

/** Hashes kept of a slice: the share of missing ones is then known to 2 % (one standard deviation at a quarter). */
export const sketchSize = 512;

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
const scramble = (word: number): number => Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);

/** MurmurHash3 (32 bits): four bytes at a time, and ids that differ in one digit are far from each other. */
export const hashId = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    hash = (Math.imul(rotate(hash ^ scramble(word), 13), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let last = end - 1; last >= at; last--) rest = (rest << 8) | (bytes[last] as number);
  hash ^= scramble(rest) ^ (end - start);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const smallest = (hashes: Iterable<number>): number[] =>
  [...new Set(hashes)].sort((left, right) => left - right).slice(0, sketchSize);

/** The growing sample of one slice. */
export const idSketch = () => {
  let kept = new Set<number>();
  let limit = 2 ** 32;
  const add = (hash: number): void => {
    if (hash >= limit) return;
    kept.add(hash);
    if (kept.size < 2 * sketchSize) return;
    const hashes = smallest(kept);
    kept = new Set(hashes);
    // Those that were let go would be let go again.
    limit = (hashes.at(-1) as number) + 1;
  };
  return {
    /** Takes an id's hash in. */
    add,
    /** Takes ids in that lie one behind the other. */
    addAll(bytes: Uint8Array, ends: Int32Array): void {
      for (let row = 0, start = 0; row < ends.length; row++) {
        const end = ends[row] as number;
        const hash = hashId(bytes, start, end);
        if (hash < limit) add(hash);
        start = end;
      }
    },
    /** The sample: hashes ascending. */
    hashes: (): number[] => smallest(kept),
  };
};
/** See {@link idSketch}. */
export type IdSketch = ReturnType<typeof idSketch>;

/** The sample of two parts together. */
export const mergeHashes = (left: readonly number[], right: readonly number[]): number[] =>
  smallest([...left, ...right]);

/** Fewer hashes in common reach say too little. */
const fewestHashes = 50;

/**
 * Share of the ids of one sample that are missing in the other, 0 to 1; undefined where the samples reach too little of
 * each other to tell.
 */
export const missingShare = (before: readonly number[], now: readonly number[]): number | undefined => {
  const reach = (hashes: readonly number[]): number =>
    hashes.length < sketchSize ? 2 ** 32 : (hashes.at(-1) as number);
  const limit = Math.min(reach(before), reach(now));
  const there = new Set(now);
  const asked = before.filter((hash) => hash <= limit);
  if (asked.length < fewestHashes) return undefined;
  return asked.filter((hash) => !there.has(hash)).length / asked.length;
};
