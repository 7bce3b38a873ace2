import { pageBytes } from './module.ts';

/** Pages that a memory may grow to: all that 32 bits reach. */
export const mostPages = 65_536;

/** Memory of a module's own; it never grows, so that views of it hold. */
export type OwnMemory = { readonly buffer: ArrayBuffer };
/** Memory that several modules and JavaScript share. It grows in place: arrays on its buffer stay what they are. */
export type SharedMemory = { readonly buffer: SharedArrayBuffer; grow(pages: number): number };
/** The function `run` of a module. */
export type Run = (...given: number[]) => number;

/** What is used of WebAssembly, which every JavaScript has, and TypeScript knows of browsers alone. */
export const webAssembly = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: {
        new (size: { initial: number; maximum: number; shared: true }): SharedMemory;
        new (size: { initial: number }): OwnMemory;
      };
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object, imports: { env: object }) => { readonly exports: { run: Run } };
    };
  }
).WebAssembly;

/** Memory of at least so many bytes. */
export const ownMemory = (bytes: number): OwnMemory =>
  new webAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });

/** The function `run` of a module. @param env its memory and the functions that it imports */
export const instantiate = (bytes: Uint8Array, env: object): Run =>
  new webAssembly.Instance(new webAssembly.Module(bytes), { env }).exports.run;
