import type { Comparison, Expression, Operation, Source, Tonight, Value } from './expression.ts';
import { type Code, instruction, moduleOf } from './wasm.ts';

/** Operations on two numbers of 64 bits at once, by their numbers in the specification (5.4.9). */
const operations: Record<Operation | Comparison, number> = {
  ...{ add: 0xf0, sub: 0xf1, mul: 0xf2, div: 0xf3, min: 0xf6, max: 0xf7, sqrt: 0xef, floor: 0x75 },
  ...{ eq: 0x47, lt: 0x49, gt: 0x4a, ge: 0x4c, and: 0x4e, or: 0x50, not: 0x4d },
};
const [bitAnd, bitSelect, anyTrue] = [0x4e, 0x52, 0x53];

/** One loop for all outputs, ready for the columns of any shard. */
export type Kernel = {
  module: Uint8Array;
  /** Columns that it reads: their addresses come first. */
  sources: readonly Source[];
  /** Numbers that it reads, behind the addresses of all columns. */
  numbers: readonly (number | Tonight)[];
  /** Names of the columns that it writes: their addresses follow those that it reads. */
  outputs: readonly string[];
};

/** Bytes of an address, and of a number. */
export const [addressBytes, numberBytes]: readonly [number, number] = [4, 8];
/** Where the numbers of a kernel lie, behind so many addresses. */
export const numbersFrom = (addresses: number): number => Math.ceil((addresses * addressBytes) / 8) * 8;

/** Numbers the expressions: those that compute the same have the same number. */
const numbering = () => {
  const byKey = new Map<string, number>();
  const known = new Map<Expression, number>();
  const numberOf = (expression: Expression): number => {
    const found = known.get(expression);
    if (found !== undefined) return found;
    const key = keyOf(expression);
    const number = byKey.get(key) ?? byKey.size;
    byKey.set(key, number);
    known.set(expression, number);
    return number;
  };
  const keyOf = (expression: Expression): string => {
    if (expression.of === 'source') return `source ${expression.source.name}`;
    if (expression.of === 'tonight') return `tonight ${expression.tonight.name}`;
    if (expression.of === 'constant') return `constant ${Object.is(expression.value, -0) ? '-0' : expression.value}`;
    return `${expression.of} ${expression.parts.map(numberOf).join(' ')}`;
  };
  return numberOf;
};

/** Places of things, each once. */
const places = <Thing>() => {
  const list: Thing[] = [];
  const byName = new Map<string, number>();
  return {
    list: list as readonly Thing[],
    placeOf(name: string, thing: Thing): number {
      const place = byName.get(name) ?? list.push(thing) - 1;
      byName.set(name, place);
      return place;
    },
  };
};

/**
 * Makes one loop of some expressions, two customers at a time. What several of them need is computed once, in the place where
 * it is first needed.
 *
 * @param outputs expressions by name
 */
export const compileKernel = (outputs: ReadonlyMap<string, Value>): Kernel => {
  const numberOf = numbering();
  const uses = new Map<number, number>();
  const sources = places<Source>();
  const numbers = places<number | Tonight>();
  const look = (expression: Expression): void => {
    const number = numberOf(expression);
    const count = uses.get(number) ?? 0;
    uses.set(number, count + 1);
    if (count > 0) return;
    if (expression.of === 'source') sources.placeOf(expression.source.name, expression.source);
    else if ('parts' in expression) expression.parts.forEach(look);
  };
  for (const expression of outputs.values()) look(expression);

  const columns = sources.list.length + outputs.size;
  const { get, tee, loadI32, addI32, loadTwice, vector } = instruction;
  const [at, end] = [0, 1];
  const column = (place: number): Code => [...loadI32(place * addressBytes), ...get(at), ...addI32];
  const number = (name: string, value: number | Tonight): Code =>
    loadTwice(numbersFrom(columns) + numbers.placeOf(name, value) * numberBytes);

  const locals = new Map<number, number>();
  /** What has been computed where the code now stands: of a branch only what is before it and in it. */
  const computed = new Set<number>();
  const branch = (makeIt: () => Code): Code => {
    const before = computed.size;
    const code = makeIt();
    for (const late of [...computed].slice(before)) computed.delete(late);
    return code;
  };
  const make = (expression: Expression): Code => {
    if (expression.of === 'source')
      return [...column(sources.placeOf(expression.source.name, expression.source)), ...instruction.load];
    if (expression.of === 'tonight') return number(`tonight ${expression.tonight.name}`, expression.tonight);
    if (expression.of === 'constant')
      return number(`constant ${Object.is(expression.value, -0) ? '-0' : expression.value}`, expression.value);
    const { of, parts } = expression;
    if (of === 'orZero') return [...parts.flatMap(codeOf), ...vector(bitAnd)];
    if (of !== 'where' && of !== 'rarely') return [...parts.flatMap(codeOf), ...vector(operations[of])];
    const [holds, then, otherwise] = parts as [Expression, Expression, Expression];
    const select = (): Code => [...codeOf(then), ...codeOf(otherwise), ...codeOf(holds), ...vector(bitSelect)];
    if (of === 'where') return select();
    // Both are asked for in either branch, so they are at hand.
    const [usual, mask] = [keep(otherwise), keep(holds)];
    return [
      ...usual,
      ...instruction.drop,
      ...mask,
      ...vector(anyTrue),
      ...instruction.ifElse(branch(select), codeOf(otherwise)),
    ];
  };
  /** The code of an expression that is kept for later. */
  const keep = (expression: Expression): Code => {
    uses.set(numberOf(expression), 2);
    return codeOf(expression);
  };
  const codeOf = (expression: Expression): Code => {
    const number = numberOf(expression);
    // A constant is at hand where it lies.
    const isKept = (uses.get(number) ?? 0) > 1 && expression.of !== 'constant' && expression.of !== 'tonight';
    if (!isKept) return make(expression);
    const local = locals.get(number) ?? locals.size + 2;
    locals.set(number, local);
    if (computed.has(number)) return get(local);
    const code = [...make(expression), ...tee(local)];
    computed.add(number);
    return code;
  };
  const body = [...outputs.values()].flatMap((expression, place) => [
    ...column(sources.list.length + place),
    ...codeOf(expression),
    ...instruction.store,
  ]);
  const next = [...get(at), ...instruction.i32(16), ...addI32, ...tee(at), ...get(end), ...instruction.lessI32];
  const loop = instruction.loop([...body, ...next, ...instruction.branchIf(0)]);
  return {
    module: moduleOf(2, locals.size, loop),
    sources: sources.list,
    numbers: numbers.list,
    outputs: [...outputs.keys()],
  };
};
