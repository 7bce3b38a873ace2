import type { NumberRoom } from '../../domain/facts/fact-file.ts';
import { intsIn, type ShardRoom, spareRoom } from '../../domain/facts/room.ts';
import { putBytes } from '../../domain/put-bytes.ts';
import { everyRow } from '../../domain/rows.ts';
import { shardKernel } from '../../domain/wasm/shard-kernel.ts';
import type { Chunk } from './decode.ts';
import { int32Range, physicalType } from './format.ts';
import { putCoded, putNumbers, unpackCodes } from './read-kernels.ts';
import { packedCodes, pagesAt, presence } from './read-page.ts';

const bytesOf = (values: Float64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Numbers of a page, without the missing ones, as the bytes of doubles. */
const doubles = (type: number, bytes: Uint8Array): Uint8Array => {
  if (type === physicalType.double) return bytes;
  if (type === physicalType.boolean) {
    const bits = new Float64Array(bytes.length * 8);
    for (let bit = 0; bit < bits.length; bit++) bits[bit] = ((bytes[bit >> 3] as number) >> (bit & 7)) & 1;
    return bytesOf(bits);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = type === physicalType.int32 ? 4 : 8;
  const values = new Float64Array(Math.floor(bytes.length / size));
  for (let index = 0; index < values.length; index++) {
    const low = view.getInt32(index * size, true);
    values[index] = size === 4 ? low : view.getInt32(index * size + 4, true) * int32Range + (low >>> 0);
  }
  return bytesOf(values);
};

/** A loop over a column whose rows each have a bit, or none where no value is missing. */
const byBitmap = ({ gaps, whole }: typeof putNumbers) => {
  const [some, all] = [shardKernel(gaps), shardKernel(whole)];
  return (room: ShardRoom, bitmap: Uint8Array | undefined, ...rest: number[]): number =>
    bitmap ? some(room.memory)(room.near(bitmap).byteOffset, ...rest) : all(room.memory)(0, ...rest);
};

const [put, coded, unpack] = [byBitmap(putNumbers), byBitmap(putCoded), byBitmap(unpackCodes)];

/**
 * Puts a column's numbers into their places, NaN where one is missing.
 *
 * @param places of the file's rows; below 0 for none
 * @param to where they go, in the room
 */
export const placeNumbers = (
  type: number,
  bytes: Uint8Array,
  chunk: Chunk,
  places: Int32Array,
  to: Float64Array,
  room: ShardRoom,
): void => {
  const taken = room.taken();
  const { dictionary, data } = pagesAt(bytes, chunk);
  const { bitmap, values } = presence(data);
  const near = room.near(places).byteOffset;
  if (dictionary) {
    const { width, packed } = packedCodes(values);
    const [distinct, codes] = [room.near(doubles(type, dictionary)), room.near(packed)];
    coded(room, bitmap, chunk.rows, near, distinct.byteOffset, codes.byteOffset, width, to.byteOffset);
  } else put(room, bitmap, chunk.rows, near, room.near(doubles(type, values)).byteOffset, to.byteOffset);
  room.release(taken);
};

const spare = spareRoom();
/** Each row's own place, for as many rows as have been asked for. */
let ownPlaces = everyRow(0);

const ownPlacesOf = (rows: number): Int32Array => {
  if (ownPlaces.length < rows) ownPlaces = everyRow(rows * 2);
  return ownPlaces.subarray(0, rows);
};

/** A column of numbers, NaN where missing: in a shard's room. */
export const numbersInRoom = (type: number, bytes: Uint8Array, chunk: Chunk, room: ShardRoom): Float64Array => {
  const to = room.take(chunk.rows);
  placeNumbers(type, bytes, chunk, ownPlacesOf(chunk.rows), to, room);
  return to;
};

/** The same where it is asked for. */
export const readNumbers = (type: number, bytes: Uint8Array, chunk: Chunk, given: NumberRoom): Float64Array => {
  const all = given(chunk.rows);
  putBytes(all, numbersInRoom(type, bytes, chunk, spare()));
  return all;
};

/** Codes by row, -1 where there is none. @param room that they lie in; a new array where left out */
export const readCodes = (
  values: Uint8Array,
  bitmap: Uint8Array | undefined,
  rows: number,
  room?: ShardRoom,
): Int32Array => {
  const its = room ?? spare();
  const to = intsIn(its, rows);
  const taken = its.taken();
  const { width, packed } = packedCodes(values);
  unpack(its, bitmap, rows, its.near(packed).byteOffset, width, to.byteOffset);
  its.release(taken);
  return room ? to : to.slice();
};
