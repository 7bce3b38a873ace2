import type { ByteRange } from '../../shared/aws/object-store.ts';
import { BadDump } from '../../shared/dump/bad-dump.ts';
import type { ReadPosition } from '../../shared/dump/read-dump.ts';

const lineFeed = 10;

/** Bytes read behind the end of the chunk with the first request: far more than a row has, so that one request is enough. */
const slack = 64 * 1024;
/** Bytes of each further request, for a row with a long quoted text. */
const window = 4 * 1024 * 1024;
/** How far behind its chunk's end a row may go: 64 times the longest row. What is longer is a quote that is never closed. */
const longestOverrun = 64 * 1024 * 1024;

/** Which bytes of an object a reading takes. */
export type ChunkBytes = {
  /** First byte of the first row; null: begin behind the first line end that is not before `from - 1`. */
  start: number | null;
  /** First byte of the chunk, by the cut. */
  from: number;
  /** Byte behind the chunk, by the cut: the reading ends with the first row that ends here or later. */
  until: number;
  /** Size of the object. */
  size: number;
};

/** Asks for bytes of the object. */
export type RangeReader = (range: ByteRange) => Promise<AsyncIterable<Uint8Array>>;

async function* fromByte(first: number, { until, size }: ChunkBytes, read: RangeReader): AsyncGenerator<Uint8Array> {
  for (let from = first, to = Math.max(until, first) + slack; from < size; from = to, to += window)
    yield* await read({ from, to: Math.min(to, size) });
}

/** A chunk, opened at its first row. */
export type OpenChunk = {
  /** Its first byte; the object's size where nothing is left of it. */
  start: number;
  /** Its bytes, once. */
  bytes: () => AsyncGenerator<Uint8Array>;
  /** Byte behind what was given out. */
  end: () => number;
};

/**
 * Opens one chunk: from a line's start to the end of the first row that ends at `until` or behind it. Whether a line's end
 * is a row's end is asked of the very reader that takes the bytes.
 *
 * @param position how far the reader is; asked when it wants more, so it has read all that was given
 */
export const openChunk = async (
  chunk: ChunkBytes,
  read: RangeReader,
  position: () => ReadPosition,
): Promise<OpenChunk> => {
  const { from, until, size } = chunk;
  // One byte earlier: a row may begin just at `from`, and only the line end before it tells.
  let at = chunk.start ?? from - 1;
  const pieces = fromByte(at, chunk, read);
  let first: Uint8Array = new Uint8Array();
  for (let isFound = chunk.start !== null; !isFound; ) {
    const { value, done } = await pieces.next();
    if (done) break;
    const end = value.indexOf(lineFeed) + 1;
    isFound = end > 0;
    at += end || value.length;
    first = value.subarray(end || value.length);
  }
  const start = at;

  /** Gives out lines of the piece from `until` on one by one; true once the last row is out. */
  async function* lines(piece: Uint8Array): AsyncGenerator<Uint8Array, boolean> {
    let rest = piece;
    if (at >= until && at === start) return true;
    while (rest.length > 0) {
      const end = rest.indexOf(lineFeed, Math.max(0, until - 1 - at)) + 1 || rest.length;
      const isLine = rest[end - 1] === lineFeed;
      at += end;
      yield rest.subarray(0, end);
      rest = rest.subarray(end);
      if (at >= until && isLine && !position().isInside()) return true;
      if (at > until + longestOverrun)
        throw new BadDump(`the row that begins at line ${position().line()} does not end: is a quote never closed?`);
    }
    return false;
  }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      if (yield* lines(first)) return;
      for await (const piece of pieces) if (yield* lines(piece)) return;
    } finally {
      await pieces.return(undefined);
    }
  }
  return { start, bytes, end: () => Math.min(at, size) };
};
