import { createGunzip, createZstdDecompress } from 'node:zlib';
import { BadDump } from './bad-dump.ts';
import { allOf, type ByteFeed } from './byte-feed.ts';
import { inflated } from './inflate.ts';
import { unzipped } from './unzip.ts';

/** Measured: gunzip with pieces of 256 KiB costs two thirds of what Node's own 16 KiB do. */
export const chunkSize = 256 * 1024;

/** Dumps shrink to a fifth or a tenth, very repetitive ones to a fiftieth. What shrinks more is made to fill a disk. */
const mostRatio = 200;
/** A small file may be of one repeated row: only what unpacks to more than this is measured, bytes. */
const leastSuspect = 64 * 1024 * 1024;

const zstdMagic = 0xfd2fb528;

const startsWith = (bytes: Uint8Array, magic: number): boolean =>
  bytes.length >= 4 && Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE() === magic;

/** zlib's codes are the file's fault; anything else (the network's, say) is not, and is tried again. */
const fault = (error: unknown, packing: string): unknown => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR' || code === 'ZSTD_error_srcSize_wrong')
    return new BadDump(`the ${packing} file is cut off: its end is missing, so none of its rows count`);
  if (code === 'Z_DATA_ERROR' || code.startsWith('ZSTD_error'))
    return new BadDump(`the ${packing} file is damaged, so none of its rows count`);
  return error;
};

/** Refuses what follows the last stream, but for zeros, with which some systems fill a block. */
const checkEnd = async (feed: ByteFeed, packing: string): Promise<void> => {
  for await (const bytes of allOf(feed))
    if (bytes.some((byte) => byte !== 0))
      throw new BadDump(`the ${packing} file goes on behind its end, so it is not whole: none of its rows count`);
};

async function* gunzipped(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  yield* inflated(feed, createGunzip({ chunkSize }));
  await checkEnd(feed, 'gzip');
}

/** A zstd file may have several frames, one behind the other. */
async function* unzstd(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  for (let more = true; more; ) {
    yield* inflated(feed, createZstdDecompress({ chunkSize }));
    more = startsWith(await feed.peek(4), zstdMagic);
  }
  await checkEnd(feed, 'zstd');
}

const packings: { name: string; magic: readonly number[]; open: (feed: ByteFeed) => AsyncGenerator<Uint8Array> }[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], open: gunzipped },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], open: unzstd },
  { name: 'ZIP', magic: [0x50, 0x4b, 0x03, 0x04], open: unzipped },
];

/**
 * Bytes of the file, unpacked where its first bytes say so, whatever its name says: gzip, zstd, or ZIP with one member.
 *
 * @throws BadDump where the packed file is cut off, damaged, or unpacks to more than anybody would send
 */
export async function* unpacked(feed: ByteFeed): AsyncGenerator<Uint8Array> {
  const head = await feed.peek(4);
  const packing = packings.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  if (!packing) return yield* allOf(feed);
  let made = 0;
  try {
    for await (const bytes of packing.open(feed)) {
      made += bytes.length;
      if (made > leastSuspect && made > feed.taken() * mostRatio)
        throw new BadDump(
          `the ${packing.name} file unpacks to more than ${mostRatio} times its size, which no dump does: nothing more of it is read`,
        );
      yield bytes;
    }
  } catch (error) {
    throw fault(error, packing.name);
  }
}
