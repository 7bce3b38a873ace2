import type { ShardFacts } from '../facts/facts.ts';
import { type ShardRoom, spareRoom } from '../facts/room.ts';
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

/**
 * Rows of one call: V8 puts its better code for a function in place between two calls, and what one kernel has computed of them is
 * near when the next reads it.
 */
const rowsAtOnce = 1024;

const spare = spareRoom();

/** Columns that a kernel reads (undefined where nobody has a value), and its outputs by name. */
type Columns = {
  kernel: Kernel;
  given: readonly (Float64Array | undefined)[];
  outputs: Map<string, Float64Array>;
};

const columnsOf = (
  kernel: Kernel,
  facts: ShardFacts,
  made: ReadonlyMap<string, Float64Array>,
  room: ShardRoom,
): Columns => {
  const read = (source: Source): Float64Array | undefined => source.read(facts, made);
  const given = kernel.sources.map(read);
  const outputs = new Map(
    [...kernel.passed].map(([name, source]) => [name, read(source) ?? room.take(facts.rows).fill(Number.NaN)]),
  );
  for (const name of kernel.computed) outputs.set(name, room.take(facts.rows));
  return { kernel, given, outputs };
};

/** Writes where a kernel finds its columns, and its numbers. */
const writeAddresses = (
  { kernel, given, outputs }: Columns,
  { rows }: ShardFacts,
  night: Night,
  room: ShardRoom,
): void => {
  const nobody = given.includes(undefined) ? room.take(rows).fill(Number.NaN) : undefined;
  const columns = [
    ...given.map((values) => room.near(values ?? (nobody as Float64Array))),
    ...kernel.computed.map((name) => outputs.get(name) as Float64Array),
  ];
  const { buffer } = room.memory;
  new Int32Array(buffer, kernel.from, columns.length).set(columns.map(({ byteOffset }) => byteOffset));
  new Float64Array(buffer, numbersFrom(kernel.from, columns.length), kernel.numbers.length).set(
    kernel.numbers.map((number) => (typeof number === 'number' ? number : number.read(night))),
  );
};

/**
 * Computes the outputs of kernels for all customers of a shard: in the shard's room, where it has one, else in arrays of their own.
 *
 * @param kernels each compiled to run after the one before it, whose outputs it may read
 * @param made columns that were computed before, for the expressions that ask for them
 * @returns outputs of all of them, by name
 */
export const runKernels = (
  kernels: readonly Kernel[],
  facts: ShardFacts,
  night: Night,
  made: ReadonlyMap<string, Float64Array> = new Map(),
): Map<string, Float64Array> => {
  const { rows, room = spare() } = facts;
  const known = new Map(made);
  // What stays is taken first: reading a column may take room that it keeps.
  const all = kernels.map((kernel) => {
    const columns = columnsOf(kernel, facts, known, room);
    for (const [name, values] of columns.outputs) known.set(name, values);
    return columns;
  });
  const taken = room.taken();
  for (const columns of all) writeAddresses(columns, facts, night, room);
  const runs = kernels.map((kernel) => runOf(kernel)(room.memory));
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const to = Math.min(from + rowsAtOnce, rows);
    for (const run of runs) run(from * Float64Array.BYTES_PER_ELEMENT, to * Float64Array.BYTES_PER_ELEMENT);
  }
  room.release(taken);
  return new Map(
    all.flatMap(({ kernel, outputs }) =>
      kernel.outputs.map((name) => {
        const values = outputs.get(name) as Float64Array;
        return [name, facts.room ? values : values.slice()] as const;
      }),
    ),
  );
};
