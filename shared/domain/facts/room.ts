import { kernelBytes, pairBytes } from '../kernel/compile-kernel.ts';
import { pageBytes } from '../wasm/module.ts';
import { mostPages, type SharedMemory, webAssembly } from '../wasm/web-assembly.ts';
import type { NumberRoom } from './fact-file.ts';

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
  /** The numbers themselves where they lie in it, else a copy. */
  near<Values extends Float64Array | Int32Array>(values: Values): Values;
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
      const { buffer, byteOffset } = take(Math.ceil(values.byteLength / Float64Array.BYTES_PER_ELEMENT));
      const copy = new (values.constructor as new (...at: [ArrayBufferLike, number, number]) => typeof values)(
        ...[buffer, byteOffset, values.length],
      );
      copy.set(values as Float64Array);
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

/** Room for so many bytes, as far behind a whole word as `from` is: what is read together with the last of them is there, too. */
export const bytesIn = (room: ShardRoom, length: number, from = 0): Uint8Array => {
  const { buffer, byteOffset } = room.take((length >> 3) + 3);
  return new Uint8Array(buffer, byteOffset + (from & 7), length);
};

/** A copy that kernels reach. Into memory that is shared, V8 copies byte by byte what does not lie in words alike. */
export const copyIn = (room: ShardRoom, bytes: Uint8Array): Uint8Array => {
  const copy = bytesIn(room, bytes.length, bytes.byteOffset);
  copy.set(bytes);
  return copy;
};
