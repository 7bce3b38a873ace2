import { kernelBytes, pairBytes } from '../kernel/compile-kernel.ts';
import { putBytes } from '../put-bytes.ts';
import { pageBytes } from '../wasm/module.ts';
import { mostPages, type SharedMemory, webAssembly } from '../wasm/web-assembly.ts';
import type { NumberRoom } from './fact-file.ts';

type Numbers = Float64Array | Int32Array | Uint8Array;
type ArrayOf<Values> = new (buffer: ArrayBufferLike, from: number, length: number) => Values;

/** What makes such an array. Bytes may be a Buffer, which makes none of its own kind. */
const arrayOf = <Values extends Numbers>(values: Values): ArrayOf<Values> =>
  (values instanceof Uint8Array ? Uint8Array : values.constructor) as unknown as ArrayOf<Values>;

/** A new array each time. */
export const newNumbers: NumberRoom = (length) => new Float64Array(length);

/** One array for all columns of numbers: what is read is put into its rows before the next column is. */
export const lentRoom = (): NumberRoom => {
  let room = new Float64Array(0);
  return (length) => {
    if (room.length < length) room = new Float64Array(length * 2);
    return room.subarray(0, length);
  };
};

/**
 * Room for the columns of one shard after the other, in a memory that kernels reach: new arrays for each shard cost more than
 * computing the features.
 */
export type ShardRoom = {
  take: NumberRoom;
  /** How much is taken. */
  taken(): number;
  /** All that was taken may be taken again. @param but for what was taken so far */
  release(taken?: number): void;
  memory: SharedMemory;
  /** The values themselves where they lie in it, else a copy. */
  near<Values extends Numbers>(values: Values): Values;
};

/** Such room, empty. */
export const shardRoom = (): ShardRoom => {
  const memory = new webAssembly.Memory({ initial: kernelBytes / pageBytes, maximum: mostPages, shared: true });
  /** A memory that has grown has another buffer of the same bytes. */
  const buffers = new Set<ArrayBufferLike>();
  let top = kernelBytes;
  const take: NumberRoom = (length) => {
    // Columns begin where two numbers fit, and have room for one behind the last.
    const from = top;
    top += (Math.floor((length * Float64Array.BYTES_PER_ELEMENT) / pairBytes) + 2) * pairBytes;
    const lacking = Math.ceil((top - memory.buffer.byteLength) / pageBytes);
    if (lacking > 0) memory.grow(lacking);
    buffers.add(memory.buffer);
    return new Float64Array(memory.buffer, from, length);
  };
  return {
    memory,
    take,
    near(values) {
      if (buffers.has(values.buffer)) return values;
      const { buffer, byteOffset } = bytesIn({ take }, values.byteLength);
      const copy = new (arrayOf(values))(buffer, byteOffset, values.length);
      putBytes(copy, values);
      return copy;
    },
    taken: () => top,
    release(taken = kernelBytes) {
      top = taken;
    },
  };
};

/** Room for so many numbers of 32 bits. */
export const intsIn = (room: Pick<ShardRoom, 'take'>, length: number): Int32Array => {
  const { buffer, byteOffset } = room.take((length >> 1) + 1);
  return new Int32Array(buffer, byteOffset, length);
};

/** Room for so many bytes; a step of sixteen may read beyond the last of them. */
export const bytesIn = (room: Pick<ShardRoom, 'take'>, length: number): Uint8Array => {
  const { buffer, byteOffset } = room.take((length >> 3) + 2);
  return new Uint8Array(buffer, byteOffset, length);
};

/** The same for whoever asks for a length; nothing where there is no room. */
export const byteRoomOf = (room: ShardRoom | undefined): ((length: number) => Uint8Array) | undefined =>
  room && ((length) => bytesIn(room, length));

/**
 * Room of whoever has none, the same each time: what lay in it is gone. One for each module that needs one, because one may be in use
 * while another is asked for.
 */
export const spareRoom = (): (() => ShardRoom) => {
  let room: ShardRoom | undefined;
  return () => {
    room ??= shardRoom();
    room.release();
    return room;
  };
};
