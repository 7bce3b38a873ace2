import { type KernelFunction, kernelModule } from './instructions.ts';
import { mostPages, type Run, type SharedMemory, webAssembly } from './web-assembly.ts';

/** The function `run` of a module in the room of a shard. It is compiled once, when it is first run, and made ready for each memory. */
export const runIn = (module: () => Uint8Array): ((memory: SharedMemory) => Run) => {
  let compiled: object | undefined;
  const made = new WeakMap<SharedMemory, Run>();
  return (memory) => {
    let run = made.get(memory);
    if (!run) {
      compiled ??= new webAssembly.Module(module());
      run = new webAssembly.Instance(compiled, { env: { memory } }).exports.run;
      made.set(memory, run);
    }
    return run;
  };
};

/** A kernel for the rooms of shards. @param functions those before the last are called by it */
export const shardKernel = (...functions: readonly KernelFunction[]): ((memory: SharedMemory) => Run) =>
  runIn(() => kernelModule({}, functions, { sharedUpTo: mostPages }));
