/**
 * A sample of ids by their hashes: the smallest ones. Whoever is in the sample of one month would be in that of the next
 * if the customer were still there, so two samples tell how many are missing; and the sample of two parts together is
 * that of the whole. Hashes are 32 bits of an id and cannot be turned back.
 */

/** Hashes kept of a slice: the share of missing ones is then known to 2 % (one standard deviation at a quarter). */
export const sketchSize = 512;

/** FNV-1a and a finalizer (of MurmurHash3), without which the smallest hashes would be those of similar ids. */
export const hashId = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
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
  return {
    /** Takes an id's hash in. */
    add(hash: number): void {
      if (hash >= limit) return;
      kept.add(hash);
      if (kept.size < 2 * sketchSize) return;
      const hashes = smallest(kept);
      kept = new Set(hashes);
      // Those that were let go would be let go again.
      limit = (hashes.at(-1) as number) + 1;
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
