import { zstdDecompressSync } from 'node:zlib';
import type { Chunk } from './decode.ts';
import { codec, pageType } from './format.ts';
import { decodeStruct } from './thrift.ts';

/** The body of a page, decompressed, its type, and where the next page begins. */
export type Page = { type: number; body: Uint8Array; next: number };

/** A frame that was written without compressing: one segment, its length in one byte, one raw block. */
const isRawFrame = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 4] === 0x20 && ((bytes[at + 6] as number) & 0b110) === 0;

/** Bytes before the block of such a frame. */
const rawHead = 9;
/** zstd asks for a chunk of at least so many bytes. */
const leastChunk = 64;

const frameBody = (bytes: Uint8Array, at: number, next: number, length: number): Uint8Array => {
  // A call of zstd costs 20 to 40 microseconds, whatever it is given. With a chunk of the page's size it makes no copy.
  if (isRawFrame(bytes, at)) return bytes.subarray(at + rawHead, at + rawHead + length);
  return zstdDecompressSync(bytes.subarray(at, next), { chunkSize: length + leastChunk });
};

/** The page that begins at an offset. */
const pageAt = (bytes: Uint8Array, offset: number, compression: number): Page => {
  const { struct: header, end } = decodeStruct(bytes, offset);
  const next = end + (header[3] as number);
  const body =
    compression === codec.none ? bytes.subarray(end, next) : frameBody(bytes, end, next, header[2] as number);
  return { type: header[1] as number, body, next };
};

/** Pages of a column: its dictionary, where it has one, and its data. */
export const pagesAt = (
  bytes: Uint8Array,
  { start, codec: compression }: Pick<Chunk, 'start' | 'codec'>,
): { dictionary: Uint8Array | undefined; data: Uint8Array } => {
  const first = pageAt(bytes, start, compression);
  if (first.type !== pageType.dictionary) return { dictionary: undefined, data: first.body };
  return { dictionary: first.body, data: pageAt(bytes, first.next, compression).body };
};

const readVarint = (bytes: Uint8Array, offset: number): { value: number; end: number } => {
  let value = 0;
  let at = offset;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at };
  }
};

/** Whether each row has a value, one bit a row: undefined where all have. And the values that are there. */
export const presence = (body: Uint8Array): { bitmap: Uint8Array | undefined; values: Uint8Array } => {
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  const { value: run, end } = readVarint(body, 4);
  const values = body.subarray(4 + length);
  return (run & 1) === 0 ? { bitmap: undefined, values } : { bitmap: body.subarray(end, 4 + length), values };
};

/** Places in a dictionary, packed, and how many bits each has. */
export type PackedCodes = { width: number; packed: Uint8Array };

/**
 * Those of a page. A run of one code, the first, has no bits.
 *
 * @throws where it is a run of another one, which tierline does not write
 */
export const packedCodes = (values: Uint8Array): PackedCodes => {
  const { value: run, end } = readVarint(values, 1);
  const isRun = (run & 1) === 0;
  if (isRun && run > 0 && values[end] !== 0) throw new Error('not a Parquet file of ours: a page is a run of one code');
  return { width: isRun ? 0 : (values[0] as number), packed: values.subarray(end) };
};
