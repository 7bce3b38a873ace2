import { type MemoryKind, type, unsigned, type ValueType, wasmModule } from './module.ts';

/**
 * Instructions, as many as the kernels of rows need (W3C, WebAssembly Core Specification 2.0, section 5.4). An instruction
 * stands behind what it takes. Nested, so that putting code together copies nothing.
 */
export type Code = readonly (number | Code)[];

/** A function that answers an i32; its first locals are its parameters. */
export type KernelFunction = { parameters: readonly ValueType[]; locals: readonly ValueType[]; body: Code };

const signed = (value: number): number[] =>
  value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
const signedLong = (value: bigint): number[] =>
  value < 64n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...signedLong(value >> 7n)];
const bytesOf = (value: number): Uint8Array => new Uint8Array(Float64Array.of(value).buffer);

const unary =
  (...instruction: number[]) =>
  (of: Code): Code => [of, ...instruction];
const binary =
  (...instruction: number[]) =>
  (left: Code, right: Code): Code => [left, right, ...instruction];
const simd = 0xfd;
/** Alignment and offset of every access: any address. */
const anywhere = [0, 0];

/** A constant. */
export const i32 = (value: number): Code => [0x41, ...signed(value)];
/** A constant, below 2^63. */
export const i64 = (value: bigint): Code => [0x42, ...signedLong(value)];
/** A constant. */
export const f64 = (value: number): Code => [0x44, ...bytesOf(value)];
/** A local's value. */
export const get = (local: number): Code => [0x20, ...unsigned(local)];
/** Sets a local. */
export const set = (local: number, value: Code): Code => [value, 0x21, ...unsigned(local)];
/** Calls a function; imported ones come first. */
export const call = (index: number, ...given: Code[]): Code => [...given, 0x10, ...unsigned(index)];
/** Does it where the condition holds. */
export const when = (condition: Code, body: Code): Code => [condition, 0x04, 0x40, body, 0x0b];
/** Ends the function. */
export const answer = (value: Code): Code => [value, 0x0f];
/** One of two values, without a branch. */
export const choose = (yes: Code, no: Code, condition: Code): Code => [yes, no, condition, 0x1b];
/** Repeats until a {@link stopIf} right in it stops it. */
export const forever = (body: Code): Code => [0x02, 0x40, 0x03, 0x40, body, 0x0c, 0, 0x0b, 0x0b];
/** Leaves the {@link forever} around it. @param depth number of {@link when} between */
export const stopIf = (condition: Code, depth = 0): Code => [condition, 0x0d, depth + 1];

/** Of 32-bit integers; comparisons answer 1 or 0, without a sign where the name says so. */
export const int = {
  isZero: unary(0x45),
  equal: binary(0x46),
  differ: binary(0x47),
  isLess: binary(0x48),
  isLessUnsigned: binary(0x49),
  isMore: binary(0x4a),
  lowestBit: unary(0x68),
  add: binary(0x6a),
  subtract: binary(0x6b),
  multiply: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shiftLeft: binary(0x74),
  /** Without a sign. */
  shiftRight: binary(0x76),
  /** As a 64-bit integer, without a sign. */
  toLong: unary(0xad),
} as const;

/** Address of an entry of four bytes in an array. */
export const atInt = (array: Code, index: Code): Code => int.add(array, int.shiftLeft(index, i32(2)));
/** Address of an entry of eight bytes in an array. */
export const atLong = (array: Code, index: Code): Code => int.add(array, int.shiftLeft(index, i32(3)));
/** Adds to a local. */
export const increment = (local: number, by: Code = i32(1)): Code => set(local, int.add(get(local), by));

/** Of 64-bit integers. */
export const long = {
  equal: binary(0x51),
  add: binary(0x7c),
  multiply: binary(0x7e),
  or: binary(0x84),
  shiftLeft: binary(0x86),
  xor: binary(0x85),
  shiftRight: binary(0x88),
  toInt: unary(0xa7),
};

/** Of doubles. */
export const double = {
  negative: unary(0x9a),
  equal: binary(0x61),
  isLess: binary(0x63),
  isMore: binary(0x64),
  isAtLeast: binary(0x66),
  add: binary(0xa0),
  multiply: binary(0xa2),
  divide: binary(0xa3),
  ofInt: unary(0xb7),
} as const;

/** Of sixteen bytes at once. */
export const bytes = {
  all: (value: number): Code => [simd, 0x0c, ...new Array(16).fill(value)],
  of: (values: Uint8Array): Code => [simd, 0x0c, ...values],
  equal: binary(simd, 0x23),
  isMoreUnsigned: binary(simd, 0x28),
  subtract: binary(simd, 0x71),
  and: binary(simd, 0x4e),
  or: binary(simd, 0x50),
  xor: binary(simd, 0x51),
  isAny: unary(simd, 0x53),
  /** One bit a byte: its highest. */
  bits: unary(simd, 0x64),
  /** Bytes by place; nought where the place is beyond. */
  swizzle: binary(simd, 0x0e),
  setLast: binary(simd, 0x17, 15),
  lowerToShorts: unary(simd, 0x89, 0x01),
  upperToShorts: unary(simd, 0x8a, 0x01),
  /** Eight products of 16 bits, added up in pairs. */
  dotShorts: binary(simd, 0xba, 0x01),
  intsToShorts: binary(simd, 0x85, 0x01),
  int: (of: Code, lane: number): Code => [of, simd, 0x1b, lane],
  long: (of: Code, lane: number): Code => [of, simd, 0x1d, lane],
} as const;

/** Of two doubles at once; comparisons answer all bits or none. */
export const doubles = {
  isAtLeast: binary(simd, 0x4c),
} as const;

/** Of four 32-bit integers at once. */
export const ints = {
  add: binary(simd, 0xae, 0x01),
  /** The lower halves of two 64-bit integers each. */
  lowerHalves: binary(simd, 0x0d, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27),
} as const;

/** Of memory, at an address. */
export const load = {
  byte: unary(0x2d, ...anywhere),
  int: unary(0x28, ...anywhere),
  long: unary(0x29, ...anywhere),
  double: unary(0x2b, ...anywhere),
  bytes: unary(simd, 0, ...anywhere),
  /** The same double twice. */
  doubleTwice: unary(simd, 0x0a, ...anywhere),
} as const;
/** Into memory: address, value. */
export const store = {
  byte: binary(0x3a, ...anywhere),
  int: binary(0x36, ...anywhere),
  long: binary(0x37, ...anywhere),
  double: binary(0x39, ...anywhere),
  bytes: binary(simd, 0x0b, ...anywhere),
} as const;

const flat = (code: Code, into: number[] = []): number[] => {
  for (const one of code) {
    if (typeof one === 'number') into.push(one);
    else flat(one, into);
  }
  return into;
};

/**
 * A module that exports its last function as `run`.
 *
 * @param imports number of parameters of each imported function by name; all are i32, and so is what they answer
 * @param memory of its own where left out
 */
export const kernelModule = (
  imports: Readonly<Record<string, number>>,
  functions: readonly KernelFunction[],
  memory: MemoryKind = 'own',
): Uint8Array =>
  wasmModule(
    memory,
    imports,
    functions.map(({ parameters, locals, body }) => ({ parameters, locals, results: [type.i32], body: flat(body) })),
  );
