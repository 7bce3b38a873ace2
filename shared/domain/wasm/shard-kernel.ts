import { mostPages } from '../kernel/compile-kernel.ts';
import { type KernelFunction, kernelModule } from './instructions.ts';
import { instantiate, type Run, type SharedMemory } from './web-assembly.ts';

/**
 * A kernel for the rooms of shards: it is compiled when it is first run in a memory.
 *
 * @param functions those before the last are called by it
 */
export const shardKernel = (...functions: readonly KernelFunction[]): ((memory: SharedMemory) => Run) => {
  const made = new WeakMap<SharedMemory, Run>();
  return (memory) => {
    let run = made.get(memory);
    if (!run) {
      run = instantiate(kernelModule({}, functions, { sharedUpTo: mostPages }), { memory });
      made.set(memory, run);
    }
    return run;
  };
};
