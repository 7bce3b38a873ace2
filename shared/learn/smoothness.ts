import { factorise, inverse, solve } from './small-matrix.ts';
import type { Block } from './sweep.ts';

/**
 * How strongly a feature's points are held: to their centre (`ridge`), to their neighbours (`level`, first differences) and to a
 * straight line (`slope`, second differences). Each is the inverse of a variance, in log-odds.
 */
export type Stiffness = { ridge: number; level: number; slope: number };

/** Where empirical Bayes begins: a typical effect of one log-odd. */
export const initialStiffness = (): Stiffness => ({ ridge: 1, level: 4, slope: 4 });

/** Stiffness stays within these: below, a curve is free; above, it is flat to more digits than a card shows. */
const [softest, stiffest] = [1e-3, 1e6];
/** A variance changes by at most this factor a sweep: the others must be able to follow. */
const fastest = 8;

const updated = (stiffness: number, freedom: number, energy: number): number => {
  const factor = Math.max(freedom, 1e-6) / (Math.max(energy, 1e-12) * stiffness);
  return Math.min(stiffest, Math.max(softest, stiffness * Math.min(fastest, Math.max(1 / fastest, factor))));
};

/** The missing slot has too little company for a variance of its own: one log-odd is typical. */
const missingRidge = 1;

/**
 * A categorical feature: every category is drawn to its centre.
 *
 * @param stiffness changed by the step where `learns`
 */
export const nominalBlock = (
  codes: Uint16Array,
  centre: Float64Array,
  stiffness: Stiffness,
  learns: boolean,
): Block => {
  const points = Float64Array.from(centre);
  return {
    codes,
    points,
    step: (residuals, curvatures, delta) => {
      let freedom = 0;
      let energy = 0;
      for (let slot = 0; slot < points.length; slot++) {
        const away = (points[slot] as number) - (centre[slot] as number);
        const curvature = curvatures[slot] as number;
        delta[slot] = ((residuals[slot] as number) - stiffness.ridge * away) / (curvature + stiffness.ridge);
        freedom += curvature / (curvature + stiffness.ridge);
        energy += (away + (delta[slot] as number)) ** 2;
      }
      // Fellner (1986) and Schall (1991): variance = energy over the degrees of freedom that the labels support.
      if (learns) stiffness.ridge = updated(stiffness.ridge, freedom, energy);
    },
  };
};

/** Adds `weight` times the square of `at`-th differences to a matrix of penalties. */
const addDifferences = (matrix: Float64Array, size: number, weight: number, stencil: readonly number[]): void => {
  for (let from = 0; from + stencil.length <= size; from++)
    stencil.forEach((left, i) => {
      stencil.forEach((right, j) => {
        const at = (from + i) * size + from + j;
        matrix[at] = (matrix[at] as number) + weight * left * right;
      });
    });
};

/** Trace of a matrix times the penalty of a stencil. */
const traceOf = (matrix: Float64Array, size: number, stencil: readonly number[]): number => {
  let trace = 0;
  for (let from = 0; from + stencil.length <= size; from++)
    for (let i = 0; i < stencil.length; i++)
      for (let j = 0; j < stencil.length; j++)
        trace += (stencil[i] as number) * (stencil[j] as number) * (matrix[(from + i) * size + from + j] as number);
  return trace;
};

/** Sum of squared differences of a curve. */
const energyOf = (curve: Float64Array, stencil: readonly number[]): number => {
  let energy = 0;
  for (let from = 0; from + stencil.length <= curve.length; from++) {
    let difference = 0;
    for (let i = 0; i < stencil.length; i++) difference += (stencil[i] as number) * (curve[from + i] as number);
    energy += difference * difference;
  }
  return energy;
};

const stencils = { ridge: [1], level: [1, -1], slope: [1, -2, 1] } as const;
const kinds = ['ridge', 'level', 'slope'] as const;

/**
 * A numeric feature: bins in order, then the missing slot. The ridge draws to the centre, the differences are those of the whole curve:
 * a hand-written centre with steps is smoothed as soon as labels speak against a step.
 */
export const orderedBlock = (
  codes: Uint16Array,
  centre: Float64Array,
  stiffness: Stiffness,
  learns: boolean,
): Block => {
  const points = Float64Array.from(centre);
  const size = points.length - 1;
  const penalties = new Float64Array(size * size);
  const posterior = new Float64Array(size * size);
  const change = new Float64Array(size);
  const curve = new Float64Array(size);
  const away = new Float64Array(size);

  const setPenalties = (): void => {
    penalties.fill(0);
    for (const kind of kinds) addDifferences(penalties, size, stiffness[kind], stencils[kind]);
  };
  /** Generalised Fellner-Schall update (Wood and Fasiolo, 2017) for penalties that overlap. */
  const learn = (): void => {
    const covariance = inverse(posterior, size);
    const prior = Float64Array.from(penalties);
    factorise(prior, size);
    const priorCovariance = inverse(prior, size);
    for (const kind of kinds) {
      const stencil = stencils[kind];
      const freedom = stiffness[kind] * (traceOf(priorCovariance, size, stencil) - traceOf(covariance, size, stencil));
      stiffness[kind] = updated(stiffness[kind], freedom, energyOf(kind === 'ridge' ? away : curve, stencil));
    }
  };
  setPenalties();
  return {
    codes,
    points,
    step: (residuals, curvatures, delta) => {
      if (learns) setPenalties();
      posterior.set(penalties);
      for (let bin = 0; bin < size; bin++) {
        // The slope of the penalty: differences pull at the whole curve, the ridge at its distance from the centre.
        let pull = -stiffness.ridge * (centre[bin] as number);
        for (let other = Math.max(0, bin - 2); other <= Math.min(size - 1, bin + 2); other++)
          pull += (penalties[bin * size + other] as number) * (points[other] as number);
        change[bin] = (residuals[bin] as number) - pull;
        posterior[bin * size + bin] = (posterior[bin * size + bin] as number) + (curvatures[bin] as number);
      }
      factorise(posterior, size);
      solve(posterior, size, change);
      for (let bin = 0; bin < size; bin++) {
        delta[bin] = change[bin] as number;
        curve[bin] = (points[bin] as number) + (change[bin] as number);
        away[bin] = (curve[bin] as number) - (centre[bin] as number);
      }
      const gap = (points[size] as number) - (centre[size] as number);
      delta[size] = ((residuals[size] as number) - missingRidge * gap) / ((curvatures[size] as number) + missingRidge);
      if (learns) learn();
    },
  };
};

/** The points that everybody starts with: free. */
export const baseBlock = (rows: number, start: number): Block => ({
  codes: new Uint16Array(rows),
  points: Float64Array.of(start),
  step: (residuals, curvatures, delta) => {
    delta[0] = (residuals[0] as number) / ((curvatures[0] as number) + 1e-9);
  },
});
