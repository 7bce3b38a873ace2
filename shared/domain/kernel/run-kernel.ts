import type { ShardFacts } from '../facts/facts.ts';
import { type ShardRoom, shardRoom } from '../facts/room.ts';
import type { Night } from '../night.ts';
import { type Run, type SharedMemory, webAssembly } from '../wasm/web-assembly.ts';
import { type Kernel, numbersFrom } from './compile-kernel.ts';

/** Kernels that were made ready, by kernel and memory. */
const modules = new WeakMap<Kernel, object>();
const instances = new WeakMap<Kernel, WeakMap<SharedMemory, Run>>();

const runOf = (kernel: Kernel, memory: SharedMemory): Run => {
  const its = instances.get(kernel) ?? new WeakMap<SharedMemory, Run>();
  instances.set(kernel, its);
  const module = modules.get(kernel) ?? new webAssembly.Module(kernel.module);
  modules.set(kernel, module);
  const run = its.get(memory) ?? new webAssembly.Instance(module, { env: { memory } }).exports.run;
  its.set(memory, run);
  return run;
};

/**
 * Rows of one call. What it writes, into the same place each time, stays in the processor's nearer caches; and V8 puts its
 * better code for a function in place between two calls.
 */
const rowsAtOnce = 512;

/** Room for shards whose series lie anywhere: they are copied. */
let spare: ShardRoom | undefined;

const spareRoom = (): ShardRoom => {
  spare ??= shardRoom();
  spare.release();
  return spare;
};

/**
 * Computes the outputs of a kernel for all customers of a shard, in arrays of their own.
 *
 * @param made columns that were computed before, for the expressions that ask for them
 */
export const runKernel = (
  kernel: Kernel,
  facts: ShardFacts,
  night: Night,
  made: ReadonlyMap<string, Float64Array> = new Map(),
): Map<string, Float64Array> => {
  const { rows, room = spareRoom() } = facts;
  const { memory } = room;
  // Before anything else is taken: reading a series takes room that it keeps.
  const given = kernel.sources.map(({ read }) => read(facts, made));
  const taken = room.taken();
  const nobody = room.take(rowsAtOnce).fill(Number.NaN);
  // What lies elsewhere is copied, a block at a time, into the same place.
  const near = given.map((values) => (values && room.has(values) ? values : values ? room.take(rowsAtOnce) : nobody));
  const written = kernel.outputs.map(() => room.take(rowsAtOnce));
  const found = kernel.outputs.map(() => new Float64Array(rows));
  const blocks = [...near, ...written];
  const addresses = new Int32Array(memory.buffer, 0, blocks.length);
  new Float64Array(memory.buffer, numbersFrom(addresses.length), kernel.numbers.length).set(
    kernel.numbers.map((number) => (typeof number === 'number' ? number : number.read(night))),
  );
  const run = runOf(kernel, memory);
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const end = Math.min(from + rowsAtOnce, rows);
    const [fromByte, endByte] = [from * Float64Array.BYTES_PER_ELEMENT, end * Float64Array.BYTES_PER_ELEMENT];
    // A kernel adds the place of the row to each address: of a block, the first row is this one.
    for (const [place, block] of blocks.entries())
      addresses[place] = block === given[place] ? block.byteOffset : block.byteOffset - fromByte;
    for (const [place, values] of given.entries())
      if (values && values !== near[place]) (near[place] as Float64Array).set(values.subarray(from, end));
    run(fromByte, endByte);
    for (const [place, values] of found.entries())
      values.set((written[place] as Float64Array).subarray(0, end - from), from);
  }
  room.release(taken);
  return new Map(kernel.outputs.map((name, place) => [name, found[place] as Float64Array]));
};
