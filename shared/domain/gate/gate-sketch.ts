/**
 * A sample of ids by their hashes: the smallest ones. Whoever is in the sample of one month would be in that of the next
 * if the customer were still there, so two samples tell how many are missing; and the sample of two parts together is
 * that of the whole. Hashes are 32 bits of an id and cannot be turned back.
 */

/** Hashes kept of a slice: the share of missing ones is then known to 2 % (one standard deviation at a quarter). */
export const sketchSize = 512;

/**
 * Hash by which an id is in a sample or not: MurmurHash3's last step on the hash of `shard.ts`, so that ids that differ in
 * one digit are far from each other, and those of one shard are spread as all are.
 */
export const sampleHash = (hash: number): number => {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

const smallest = (hashes: Uint32Array): Uint32Array =>
  hashes
    .sort()
    .filter((hash, index) => index === 0 || hash !== hashes[index - 1])
    .subarray(0, sketchSize);

/** The growing sample of one slice. */
export const idSketch = () => {
  const kept = new Uint32Array(sketchSize * 4);
  let count = 0;
  /** What is not below it would be let go again. */
  let limit = 2 ** 32;
  const prune = (): Uint32Array => {
    const sample = smallest(kept.subarray(0, count));
    kept.set(sample);
    count = sample.length;
    if (count === sketchSize) limit = kept[count - 1] as number;
    return sample;
  };
  return {
    /** Takes an id in by its {@link sampleHash}; answers the one from which on others need not be told. */
    add(hash: number): number {
      if (hash >= limit) return limit;
      if (count === kept.length) prune();
      kept[count++] = hash;
      return limit;
    },
    /** The sample: hashes ascending. */
    hashes: (): number[] => [...prune()],
  };
};
/** See {@link idSketch}. */
export type IdSketch = ReturnType<typeof idSketch>;

/** The sample of two parts together. */
export const mergeHashes = (left: readonly number[], right: readonly number[]): number[] =>
  Array.from(smallest(Uint32Array.of(...left, ...right)));

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
