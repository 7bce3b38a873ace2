import { type, unsigned } from '../wasm/module.ts';

/** Instructions as bytes. */
export type Code = readonly number[];

/**
 * The instructions that kernels of features use (W3C, WebAssembly Core Specification 2.0, section 5.4). Numbers behind 0xfd are
 * those of vectors.
 */
export const instruction = {
  loop: [0x03, 0x40],
  /** What follows, up to `otherwise` and from there to `end`, leaves one value of 128 bits each. */
  ifVector: [0x04, type.v128],
  otherwise: [0x05],
  end: [0x0b],
  drop: [0x1a],
  branchIf: (depth: number): Code => [0x0d, depth],
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
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
