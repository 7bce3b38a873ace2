/** Memory that a kernel and JavaScript share. It grows in place: arrays on its buffer stay what they are. */
export type SharedMemory = { readonly buffer: SharedArrayBuffer; grow(pages: number): number };
/** A kernel's function, on one memory. */
export type Run = (from: number, end: number) => void;

/** What is used of WebAssembly, which every JavaScript has, and TypeScript knows of browsers alone. */
export const webAssembly = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
      Module: new (bytes: Uint8Array) => object;
      Instance: new (
        module: object,
        imports: { shared: { memory: SharedMemory } },
      ) => { readonly exports: { run: Run } };
    };
  }
).WebAssembly;
