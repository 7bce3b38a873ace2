import type { Block } from './sweep.ts';
import type { Direction } from './tree-step.ts';

/**
 * The nearest curve, by weight, that only rises (1) or falls (-1): neighbours against the direction are pooled (Ayer et al., 1955).
 */
export const pooled = (curve: Float64Array, weights: Float64Array, direction: 1 | -1): Float64Array => {
  const pools: { sum: number; weight: number; size: number }[] = [];
  curve.forEach((value, at) => {
    const weight = (weights[at] as number) + 1e-9;
    pools.push({ sum: value * weight, weight, size: 1 });
    for (;;) {
      const [before, last] = [pools.at(-2), pools.at(-1)];
      if (!before || !last || direction * (last.sum / last.weight - before.sum / before.weight) >= 0) break;
      pools.pop();
      before.sum += last.sum;
      before.weight += last.weight;
      before.size += last.size;
    }
  });
  return Float64Array.from(pools.flatMap(({ sum, weight, size }) => new Array<number>(size).fill(sum / weight)));
};

/** A block of bins (and a missing slot behind) whose curve may only rise or fall; the same block for direction 0. */
export const directed = (block: Block, direction: Direction): Block => {
  if (direction === 0) return block;
  const size = block.points.length - 1;
  return {
    ...block,
    step: (residuals, curvatures, delta) => {
      block.step(residuals, curvatures, delta);
      const wanted = block.points.subarray(0, size).map((points, bin) => points + (delta[bin] as number));
      pooled(wanted, curvatures.subarray(0, size), direction).forEach((value, bin) => {
        delta[bin] = value - (block.points[bin] as number);
      });
    },
  };
};
