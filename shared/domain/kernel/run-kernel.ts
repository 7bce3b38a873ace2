import type { ShardFacts } from '../facts/facts.ts';
import { type ShardRoom, shardRoom } from '../facts/room.ts';
import type { Night } from '../night.ts';
import { runIn } from '../wasm/shard-kernel.ts';
import { type Kernel, numbersFrom } from './compile-kernel.ts';
import type { Source } from './expression.ts';

/** Kernels that were made ready. */
const ready = new WeakMap<Kernel, ReturnType<typeof runIn>>();

const runOf = (kernel: Kernel): ReturnType<typeof runIn> => {
  const run = ready.get(kernel) ?? runIn(() => kernel.module);
  ready.set(kernel, run);
  return run;
};

/** Rows of one call: V8 puts its better code for a function in place between two calls. */
const rowsAtOnce = 2048;

/** Room for shards that have none of their own: what lies in it is gone with the next of them. */
let spare: ShardRoom | undefined;

const spareRoom = (): ShardRoom => {
  spare ??= shardRoom();
  spare.release();
  return spare;
};

/**
 * Computes the outputs of a kernel for all customers of a shard: in the shard's room, where it has one, else in arrays of their own.
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
  const read = (source: Source): Float64Array | undefined => source.read(facts, made);
  const missing = (): Float64Array => room.take(rows).fill(Number.NaN);
  // What stays is taken first: reading a column may take room that it keeps.
  const given = kernel.sources.map(read);
  const passed = new Map([...kernel.passed].map(([name, source]) => [name, read(source) ?? missing()]));
  const computed = new Map(kernel.computed.map((name) => [name, room.take(rows)]));
  const taken = room.taken();
  const nobody = given.includes(undefined) ? missing() : undefined;
  const columns = [
    ...given.map((values) => (values ? room.near(values) : (nobody as Float64Array))),
    ...computed.values(),
  ];
  new Int32Array(memory.buffer, 0, columns.length).set(columns.map(({ byteOffset }) => byteOffset));
  new Float64Array(memory.buffer, numbersFrom(columns.length), kernel.numbers.length).set(
    kernel.numbers.map((number) => (typeof number === 'number' ? number : number.read(night))),
  );
  const run = runOf(kernel)(memory);
  for (let from = 0; from < rows; from += rowsAtOnce)
    run(from * Float64Array.BYTES_PER_ELEMENT, Math.min(from + rowsAtOnce, rows) * Float64Array.BYTES_PER_ELEMENT);
  room.release(taken);
  return new Map(
    kernel.outputs.map((name) => {
      const values = (passed.get(name) ?? computed.get(name)) as Float64Array;
      return [name, facts.room ? values : values.slice()];
    }),
  );
};
