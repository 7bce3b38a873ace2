import type { FeatureName } from '../../contracts/features.ts';
import type { ShardFacts } from '../facts/facts.ts';
import { compileKernel, type Kernel } from '../kernel/compile-kernel.ts';
import { runKernels } from '../kernel/run-kernel.ts';
import type { Night } from '../night.ts';
import { formulas } from './features.ts';

/** Kernels of some features, by window and names. */
const kernels = new Map<string, Kernel>();

/** Some features of all customers of a shard, in the unit of the catalogue; NaN where not known. */
export const featureColumns = <Name extends FeatureName>(
  names: readonly Name[],
  facts: ShardFacts,
  night: Night,
): Map<Name, Float64Array> => {
  const key = `${facts.months} ${names.join(' ')}`;
  const kernel = kernels.get(key) ?? compileKernel(new Map(names.map((name) => [name, formulas[name](facts.months)])));
  kernels.set(key, kernel);
  return runKernels([kernel], facts, night) as Map<Name, Float64Array>;
};
