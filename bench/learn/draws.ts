import { randomOf } from '../../shared/learn/random.ts';

/** Draws of the usual distributions, the same for the same seed. */
export const drawsOf = (seed: number) => {
  const uniform = randomOf(seed);
  /** Box and Muller (1958). */
  const normal = (mean = 0, deviation = 1): number =>
    mean + deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  /** Marsaglia and Tsang (2000), for a shape of 1 and above. */
  const gamma = (shape: number, scale: number): number => {
    const third = shape - 1 / 3;
    for (;;) {
      const at = normal();
      const cube = (1 + at / Math.sqrt(9 * third)) ** 3;
      if (cube > 0 && Math.log(1 - uniform()) < 0.5 * at * at + third * (1 - cube + Math.log(cube)))
        return third * cube * scale;
    }
  };
  /** Knuth (1969). */
  const poisson = (mean: number): number => {
    const least = Math.exp(-mean);
    let count = -1;
    for (let product = 1; product > least; count++) product *= uniform();
    return count;
  };
  const whole = (from: number, below: number): number => from + Math.floor(uniform() * (below - from));
  /** A place, by weights. */
  const weighted = (weights: readonly number[]): number => {
    let left = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    let place = 0;
    for (; place < weights.length - 1 && left >= (weights[place] as number); place++) left -= weights[place] as number;
    return place;
  };
  return { uniform, normal, gamma, poisson, whole, weighted, happens: (chance: number) => uniform() < chance };
};
