import { type, wasmModule } from '../wasm/module.ts';
import { mostPages } from '../wasm/web-assembly.ts';
import type { Comparison, Expression, Operation, Source, Tonight, Value } from './expression.ts';
import { type Code, instruction } from './instructions.ts';
import { loopsOf } from './loops.ts';
import { keyOf, numbering, places } from './numbering.ts';

/** Operations on two numbers of 64 bits at once, by their numbers in the specification (5.4.9). */
const operations: Record<Operation | Comparison, number> = {
  ...{ add: 0xf0, sub: 0xf1, mul: 0xf2, div: 0xf3, min: 0xf6, max: 0xf7, sqrt: 0xef, floor: 0x75 },
  ...{ eq: 0x47, lt: 0x49, gt: 0x4a, ge: 0x4c, and: 0x4e, or: 0x50, not: 0x4d },
};
const [bitAnd, bitSelect, anyTrue] = [0x4e, 0x52, 0x53];

/** One loop for all outputs, ready for the columns of any shard. */
export type Kernel = {
  module: Uint8Array;
  /** Where its addresses and numbers lie in the memory, and where they end. */
  from: number;
  end: number;
  /** Columns that it reads: their addresses come first. */
  sources: readonly Source[];
  /** Numbers that it reads, behind the addresses of all columns. */
  numbers: readonly (number | Tonight)[];
  /** Names of the columns that it writes: their addresses follow those that it reads. */
  computed: readonly string[];
  /** Outputs that are columns as they are: nothing is computed of them. */
  passed: ReadonlyMap<string, Source>;
  /** Names of all outputs, in the order given. */
  outputs: readonly string[];
};

/** Kernels read and write two numbers at once. */
export const pairBytes = 16;
/** Bytes at the start of a memory that are the kernels' own: their addresses and numbers. No card has a hundred thousand bins. */
export const kernelBytes = 1 << 20;
/** Bytes of an address, and of a number. */
export const [addressBytes, numberBytes]: readonly [number, number] = [4, 8];
/** Where the numbers of a kernel lie, behind so many addresses that begin somewhere. */
export const numbersFrom = (from: number, addresses: number): number =>
  from + Math.ceil((addresses * addressBytes) / numberBytes) * numberBytes;

/**
 * Makes loops of some expressions, two customers at a time. What several of a loop need is computed once, in the place where
 * it is first needed; which are in one loop, says {@link loopsOf}.
 *
 * @param outputs expressions by name
 * @param after the kernel that it is run after, block by block: both have their addresses and numbers in the memory then
 * @throws where they ask for more numbers than fit
 */
export const compileKernel = (outputs: ReadonlyMap<string, Value>, after?: Kernel): Kernel => {
  const start = after?.end ?? 0;
  const numberOf = numbering();
  const sources = places<Source>();
  const numbers = places<number | Tonight>();
  /** How often expressions are needed for some outputs, by their numbers. */
  const usesFor = (names: readonly string[]): Map<number, number> => {
    const uses = new Map<number, number>();
    const look = (expression: Expression): void => {
      const number = numberOf(expression);
      const count = uses.get(number) ?? 0;
      uses.set(number, count + 1);
      if (count > 0) return;
      if (expression.of === 'source') sources.placeOf(expression.source.name, expression.source);
      else if ('parts' in expression) expression.parts.forEach(look);
    };
    for (const name of names) look(outputs.get(name) as Value);
    return uses;
  };
  const passed = new Map<string, Source>();
  const made = new Map<string, Value>();
  for (const [name, value] of outputs)
    if (value.of === 'source') passed.set(name, value.source);
    else made.set(name, value);
  const loops = loopsOf(made).map((names) => ({ names, uses: usesFor(names) }));
  const outputPlaces = new Map([...made.keys()].map((name, place) => [name, sources.list.length + place]));

  const columns = sources.list.length + made.size;
  const { get, set, tee, loadI32, addI32, loadTwice, vector } = instruction;
  const [from, end, at, firstVector] = [0, 1, 2, 3];
  const column = (place: number): Code => [...loadI32(start + place * addressBytes), ...get(at), ...addI32];
  const number = (name: string, value: number | Tonight): Code =>
    loadTwice(numbersFrom(start, columns) + numbers.placeOf(name, value) * numberBytes);

  const code: number[] = [];
  const write = (...instructions: readonly Code[]): void => {
    for (const bytes of instructions) for (const byte of bytes) code.push(byte);
  };
  /** Writes a loop. Answers how many values it keeps. */
  const writeLoop = ({ names, uses }: (typeof loops)[number]): number => {
    const locals = new Map<number, number>();
    /** What has been computed where the code now stands: of a branch only what is before it and in it. */
    const computed = new Set<number>();
    const branch = (writeIt: () => void): void => {
      const before = computed.size;
      writeIt();
      for (const late of [...computed].slice(before)) computed.delete(late);
    };
    const select = (parts: readonly Expression[]): void => {
      const [holds, then, otherwise] = parts as [Expression, Expression, Expression];
      for (const one of [then, otherwise, holds]) put(one);
      write(vector(bitSelect));
    };
    const selectRarely = (parts: readonly Expression[]): void => {
      const [holds, , otherwise] = parts as [Expression, Expression, Expression];
      // Both are asked for in either branch, so they are kept.
      for (const one of [otherwise, holds]) uses.set(numberOf(one), 2);
      put(otherwise);
      write(instruction.drop);
      put(holds);
      write(vector(anyTrue), instruction.ifVector);
      branch(() => select(parts));
      write(instruction.otherwise);
      put(otherwise);
      write(instruction.end);
    };
    const compute = (expression: Expression): void => {
      if (expression.of === 'source')
        write(column(sources.placeOf(expression.source.name, expression.source)), instruction.load);
      else if (expression.of === 'tonight') write(number(keyOf(expression), expression.tonight));
      else if (expression.of === 'constant') write(number(keyOf(expression), expression.value));
      else if (expression.of === 'where') select(expression.parts);
      else if (expression.of === 'rarely') selectRarely(expression.parts);
      else {
        expression.parts.forEach(put);
        write(vector(expression.of === 'orZero' ? bitAnd : operations[expression.of]));
      }
    };
    /** Puts the value of an expression on the stack. */
    const put = (expression: Expression): void => {
      const number = numberOf(expression);
      // A constant is at hand where it lies.
      const isKept = (uses.get(number) ?? 0) > 1 && expression.of !== 'constant' && expression.of !== 'tonight';
      const local = locals.get(number) ?? locals.size + firstVector;
      if (isKept) locals.set(number, local);
      if (isKept && computed.has(number)) write(get(local));
      else {
        compute(expression);
        if (!isKept) return;
        write(tee(local));
        computed.add(number);
      }
    };
    write(get(from), set(at), instruction.loop);
    for (const name of names) {
      write(column(outputPlaces.get(name) as number));
      put(outputs.get(name) as Value);
      write(instruction.store);
    }
    write(get(at), instruction.i32(pairBytes), addI32, tee(at), get(end), instruction.lessI32);
    write(instruction.branchIf(0), instruction.end);
    return locals.size;
  };
  const kept = Math.max(0, ...loops.map(writeLoop));
  const finish = numbersFrom(start, columns) + numbers.list.length * numberBytes;
  if (finish > kernelBytes)
    throw new Error(`features and cards ask for ${finish} bytes of numbers, and ${kernelBytes} fit`);
  const run = {
    parameters: [type.i32, type.i32],
    results: [],
    locals: [type.i32, ...new Array(kept).fill(type.v128)],
    body: code,
  };
  return {
    module: wasmModule({ sharedUpTo: mostPages }, {}, [run]),
    from: start,
    end: finish,
    sources: sources.list,
    numbers: numbers.list,
    computed: [...made.keys()],
    passed,
    outputs: [...outputs.keys()],
  };
};
