import { putBytes } from '../../domain/put-bytes.ts';
import { type KernelFunction, kernelModule } from '../../domain/wasm/instructions.ts';
import { instantiate, type OwnMemory, ownMemory, type Run } from '../../domain/wasm/web-assembly.ts';

/** Where arrays begin: at whole numbers of any type. */
const aligned = (bytes: number): number => (bytes + 15) & ~15;

type ArrayType<A> = {
  new (buffer: ArrayBuffer, from: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
};

let memory = ownMemory(1);
let top = 0;

/** Empties the room that kernels reach: what was made of a column is used. @param bytes that are needed of it */
export const emptyRoom = (bytes: number): void => {
  // A memory that grows leaves its arrays behind, so a larger one takes its place, for many columns to come.
  if (bytes > memory.buffer.byteLength) memory = ownMemory(bytes * 2);
  top = 0;
};

/** An array in the room, whose values are whatever was there before. @param slack bytes behind it that may be written, too */
export const takeRoom = <A>(of: ArrayType<A>, length: number, slack = 0): A => {
  const from = top;
  top = aligned(from + length * of.BYTES_PER_ELEMENT + slack);
  return new of(memory.buffer, from, length);
};

/** The array itself where it lies in the room, else a copy there. */
export const inRoom = <A extends Int32Array | Float64Array>(values: A): A => {
  if (values.buffer === memory.buffer) return values;
  const copy = takeRoom(values.constructor as ArrayType<A>, values.length);
  putBytes(copy, values);
  return copy;
};

/** A kernel that is compiled when it is first run. It is given addresses in the room, and numbers. */
export const kernel = (of: KernelFunction): Run => {
  let made: { memory: OwnMemory; run: Run } | undefined;
  return (...given) => {
    if (made?.memory !== memory) made = { memory, run: instantiate(kernelModule({}, [of]), { memory }) };
    return made.run(...given);
  };
};
