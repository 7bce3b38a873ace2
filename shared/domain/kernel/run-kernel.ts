import type { ShardFacts } from '../facts/facts.ts';
import { type ShardRoom, shardRoom } from '../facts/room.ts';
import type { Night } from '../night.ts';
import { type Kernel, numbersFrom } from './compile-kernel.ts';
import { type Run, type SharedMemory, webAssembly } from './web-assembly.ts';

/** Kernels that were made ready, by kernel and memory. */
const modules = new WeakMap<Kernel, object>();
const instances = new WeakMap<Kernel, WeakMap<SharedMemory, Run>>();

export const runOf = (kernel: Kernel, memory: SharedMemory): Run => {
  const its = instances.get(kernel) ?? new WeakMap<SharedMemory, Run>();
  instances.set(kernel, its);
  const module = modules.get(kernel) ?? new webAssembly.Module(kernel.module);
  modules.set(kernel, module);
  const run = its.get(memory) ?? new webAssembly.Instance(module, { shared: { memory } }).exports.run;
  its.set(memory, run);
  return run;
};

/** Rows of one call: V8 puts its better code for a function in place between two calls. */
const rowsAtOnce = 2048;

/** Room for shards whose series lie anywhere: they are copied. */
let spare: ShardRoom | undefined;

const spareRoom = (): ShardRoom => {
  spare ??= shardRoom();
  spare.release();
  return spare;
};

/**
 * Computes the outputs of a kernel for all customers of a shard, in arrays of their own. Columns that do not lie in the
 * shard's room are copied there.
 */
export const runKernel = (kernel: Kernel, facts: ShardFacts, night: Night): Map<string, Float64Array> => {
  const { rows, room = spareRoom() } = facts;
  const { memory } = room;
  let nobody: Float64Array | undefined;
  const columns = [
    ...kernel.sources.map(({ read }) => {
      const values = read(facts, night);
      if (!values) {
        nobody ??= room.take(rows).fill(Number.NaN);
        return nobody;
      }
      if (room.has(values)) return values;
      const copy = room.take(rows);
      copy.set(values);
      return copy;
    }),
    ...kernel.outputs.map(() => room.take(rows)),
  ];
  new Int32Array(memory.buffer, 0, columns.length).set(columns.map(({ byteOffset }) => byteOffset));
  new Float64Array(memory.buffer, numbersFrom(columns.length), kernel.numbers.length).set(
    kernel.numbers.map((number) => (typeof number === 'number' ? number : number.read(night))),
  );
  const run = runOf(kernel, memory);
  const bytes = rows * Float64Array.BYTES_PER_ELEMENT;
  const step = rowsAtOnce * Float64Array.BYTES_PER_ELEMENT;
  for (let from = 0; from < bytes; from += step) run(from, Math.min(from + step, bytes));
  const outputs = columns.slice(kernel.sources.length);
  return new Map(kernel.outputs.map((name, place) => [name, (outputs[place] as Float64Array).slice()]));
};
