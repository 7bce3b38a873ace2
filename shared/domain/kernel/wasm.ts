/** Bytes of a WebAssembly module, put together by hand (W3C, WebAssembly Core Specification 2.0, section 5: binary format). */
export type Code = readonly number[];

/** An unsigned number in groups of seven bits, the lowest first. */
export const unsigned = (value: number): Code =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...unsigned(Math.floor(value / 0x80))];

/** Types of values. */
export const type = { i32: 0x7f, v128: 0x7b } as const;

/** The instructions that kernels use. Numbers behind 0xfd are those of vectors. */
export const instruction = {
  loop: [0x03, 0x40],
  /** What follows, up to `otherwise` and from there to `end`, leaves one value of 128 bits each. */
  ifVector: [0x04, type.v128],
  otherwise: [0x05],
  end: [0x0b],
  drop: [0x1a],
  branchIf: (depth: number): Code => [0x0d, depth],
  get: (local: number): Code => [0x20, ...unsigned(local)],
  tee: (local: number): Code => [0x22, ...unsigned(local)],
  /** A small number, not negative. */
  i32: (value: number): Code => [0x41, value],
  loadI32: (address: number): Code => [0x41, 0, 0x28, 2, ...unsigned(address)],
  addI32: [0x6a],
  lessI32: [0x48],
  /** Two numbers at the address on the stack. */
  load: [0xfd, 0x00, 3, 0],
  /** The number at an address, twice. */
  loadTwice: (address: number): Code => [0x41, 0, 0xfd, 0x0a, 3, ...unsigned(address)],
  store: [0xfd, 0x0b, 3, 0],
  vector: (operation: number): Code => [0xfd, ...unsigned(operation)],
} as const;

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, body: Code): Code => [id, ...unsigned(body.length), ...body];
const nameOf = (text: string): Code => [...unsigned(text.length), ...new TextEncoder().encode(text)];

/** Pages of 64 KiB that a memory may grow to: all that 32 bits reach. */
export const mostPages = 65_536;

/**
 * A module with one function `run` of numbers of 32 bits, which reads and writes a memory `shared.memory` that it is given.
 *
 * @param parameters how many numbers the function takes
 * @param locals how many values of 128 bits it keeps
 * @param body without the end
 */
export const moduleOf = (parameters: number, locals: number, body: Code): Uint8Array => {
  const inner = [...list([[...unsigned(locals), type.v128]]), ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, ...list(Array.from({ length: parameters }, () => [type.i32])), 0]])),
    ...section(2, list([[...nameOf('shared'), ...nameOf('memory'), 2, 3, ...unsigned(1), ...unsigned(mostPages)]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...nameOf('run'), 0, 0]])),
    ...section(10, list([[...unsigned(inner.length), ...inner]])),
  ]);
};
