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

/** The smallest distinct ones, in the place of those given. */
const smallest = (hashes: Uint32Array): Uint32Array => {
  hashes.sort();
  let count = 0;
  for (let place = 0; place < hashes.length && count < sketchSize; place++)
    if (place === 0 || hashes[place] !== hashes[place - 1]) hashes[count++] = hashes[place] as number;
  return hashes.subarray(0, count);
};

/** The growing sample of one slice. */
export const idSketch = () => {
  const kept = new Uint32Array(sketchSize * 4);
  let count = 0;
  /** What is not below it would be let go again. */
  let limit = 2 ** 32;
  const prune = (): Uint32Array => {
    const sample = smallest(kept.subarray(0, count));
    count = sample.length;
    if (count === sketchSize) limit = kept[count - 1] as number;
    return sample;
  };
  return {
    /** From this {@link sampleHash} on ids need not be told. */
    limit: (): number => limit,
    /** Takes an id in by its {@link sampleHash}. */
    add(hash: number): void {
      if (hash >= limit) return;
      if (count === kept.length) prune();
      kept[count++] = hash;
    },
    /** The sample: hashes ascending. */
    hashes: (): number[] => [...prune()],
  };
};
/** See {@link idSketch}. */
export type IdSketch = ReturnType<typeof idSketch>;

/** Ids that are told to their samples at once: the limits of these are looked at before each block. */
const idBlock = 1024;

/**
 * Puts the rows of a block, from `from`, whose ids may get into the samples of their slices into `rows`; answers how many.
 * Nearly none do once a sample is full, so this loop calls nothing: V8 gave its code up at each call that it had not seen.
 */
const findIds = (
  hashes: Int32Array,
  slices: Int32Array | undefined,
  limits: Float64Array,
  from: number,
  rows: Int32Array,
): number => {
  const to = Math.min(from + idBlock, hashes.length);
  let count = 0;
  for (let row = from; row < to; row++) {
    rows[count] = row;
    const limit = limits[slices ? (slices[row] as number) : 0] as number;
    if (sampleHash(hashes[row] as number) < limit) count++;
  }
  return count;
};

/**
 * Tells samples of ids by their hashes.
 *
 * @param slices by row the sample; where absent, all are of the sample `only`
 */
export const addHashes = (
  sketches: readonly IdSketch[],
  hashes: Int32Array,
  slices: Int32Array | undefined,
  only: number,
): void => {
  const rows = new Int32Array(idBlock);
  const limits = new Float64Array(slices ? sketches.length : 1);
  for (let from = 0; from < hashes.length; from += idBlock) {
    for (let slice = 0; slice < limits.length; slice++)
      limits[slice] = (sketches[slices ? slice : only] as IdSketch).limit();
    const count = findIds(hashes, slices, limits, from, rows);
    for (let next = 0; next < count; next++) {
      const row = rows[next] as number;
      (sketches[slices ? (slices[row] as number) : only] as IdSketch).add(sampleHash(hashes[row] as number));
    }
  }
};

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
