import { constants, zstdCompressSync } from 'node:zlib';

/**
 * Level 1 of zstd: measured on these columns, level 3 stores ids half as large again and takes twice as long; -7 takes half as
 * long and stores twice as much. A hash table of 16 KiB stays in the processor's nearest cache: a tenth faster, 2 % larger.
 */
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_hashLog]: 12 };

/**
 * A column that zstd makes at most this part of is stored compressed, any other as it is. Facts are written once and read
 * every night for a year, and zstd takes 20 ns to undo a number with two decimals, and 60 to make it half as long: more than
 * to send the other half. Texts, dates and counts get to a third.
 */
const worthIt = 1 / 3;
/** Bodies up to this length go into a frame as they are: a call of zstd costs 20 microseconds, whatever it is given. */
const longestRaw = 127;

/** Bytes as one zstd frame. @param most bytes of a frame that is kept */
const compressed = (body: Uint8Array, most: number): Uint8Array => {
  // What is kept fits in the first piece of output that node:zlib makes; its own 16 KiB are put together again.
  if (body.length > longestRaw) return zstdCompressSync(body, { params, chunkSize: Math.ceil(most) + 64 });
  // Magic, "one segment, its length in one byte", the length; then one raw block, the last, with its length (RFC 8878).
  const frame = new Uint8Array(9 + body.length);
  frame.set([0x28, 0xb5, 0x2f, 0xfd, 0x20, body.length, ((body.length << 3) | 1) & 0xff, body.length >> 5, 0]);
  frame.set(body, 9);
  return frame;
};

/** Columns up to this length are stored as they are: sending 16 KB takes less than a call of zstd, which takes 25 to 40 microseconds. */
const longestPlain = 16 * 1024;

/** Long bodies are judged by so many bytes of their midst, because few but texts get to a third. */
const sampleLength = 2 * 1024;
/** What zstd makes at most of a sample where it makes a third of the whole: measured, 1.0 to 1.2 times that part. */
const sampleWorthIt = 0.4;

const looksWorthIt = (body: Uint8Array): boolean => {
  if (body.length < 4 * sampleLength) return true;
  const from = body.length >> 1;
  // A second piece of output would cost more than the longer one.
  return compressed(body.subarray(from, from + sampleLength), sampleLength).length <= sampleLength * sampleWorthIt;
};

/** The bodies of a column's pages, each a zstd frame; undefined where that saves too little. */
export const compressedIfWorthIt = (bodies: readonly Uint8Array[]): Uint8Array[] | undefined => {
  const length = bodies.reduce((sum, body) => sum + body.length, 0);
  // The last page, of data, is nearly always the longest: it decides.
  if (length <= longestPlain || !looksWorthIt(bodies.at(-1) as Uint8Array)) return undefined;
  const frames: Uint8Array[] = [];
  let left = length * worthIt;
  for (const body of bodies.toReversed()) {
    const frame = compressed(body, body.length * worthIt);
    left -= frame.length;
    if (left < 0) return undefined;
    frames.unshift(frame);
  }
  return frames;
};
