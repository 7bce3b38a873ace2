import { zstdDecompressSync } from 'node:zlib';
import type { Chunk } from './decode.ts';
import { codec, pageType } from './format.ts';
import { scratch } from './scratch.ts';
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

const packedRoom = scratch(Uint8Array);

/** Numbers of up to 24 bits each, packed: each lies within the four bytes that begin where its first bit is. */
const unpack = (bytes: Uint8Array, width: number, values: Int32Array): void => {
  // Four bytes more, so that the last number has four, too.
  const padded = packedRoom(((values.length * width) >> 3) + 5);
  padded.set(bytes.length > padded.length ? bytes.subarray(0, padded.length) : bytes);
  const view = new DataView(padded.buffer, padded.byteOffset, padded.length);
  const mask = 2 ** width - 1;
  for (let index = 0, bit = 0; index < values.length; index++, bit += width)
    values[index] = (view.getInt32(bit >> 3, true) >>> (bit & 7)) & mask;
};

/**
 * Places in the dictionary. There may be up to seven more than rows have a value: groups of eight are filled up.
 *
 * @param make an array of this length, whatever it holds
 */
export const codesOf = (values: Uint8Array, rows: number, make: (length: number) => Int32Array): Int32Array => {
  const width = values[0] as number;
  const { value: run, end } = readVarint(values, 1);
  // A run of one code, or groups of eight packed ones.
  if ((run & 1) === 0) return make(run >> 1).fill(values[end] as number);
  const codes = make(Math.min(rows, (run >> 1) * 8));
  unpack(values.subarray(end), width, codes);
  return codes;
};
