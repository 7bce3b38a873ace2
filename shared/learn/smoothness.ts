import { addPenalty, type Banded, banded, factorise, inverseBand, rowTimes, solve, traceOf } from './banded.ts';
import type { Block } from './sweep.ts';

/**
 * How strongly a feature's points are held: to their centre (`ridge`), to their neighbours (`level`, first differences) and to a
 * straight line (`slope`, second differences). Each is the inverse of a variance, in log-odds.
 */
export type Stiffness = { ridge: number; level: number; slope: number };

/** Where empirical Bayes begins: a typical effect of one log-odd. */
export const initialStiffness = (): Stiffness => ({ ridge: 4, level: 100, slope: 400 });

/** Stiffness stays within these: below, a curve is free; above, it is flat to more digits than a card shows. */
const [softest, stiffest] = [1e-3, 1e6];
/** A variance changes by at most this factor a sweep: the others must be able to follow. */
const fastest = 8;

/**
 * What a variance must earn: so many degrees of freedom count as spent on nothing. It takes a feature that tells nothing all the way to a flat
 * line, where the update alone creeps; a feature of many labels does not notice.
 */
const sceptic = 1;

const updated = (stiffness: number, freedom: number, energy: number, doubt: number): number => {
  const factor = Math.max(freedom + doubt, 1e-6) / (Math.max(energy, 1e-12) * stiffness);
  return Math.min(stiffest, Math.max(softest, stiffness * Math.min(fastest, Math.max(1 / fastest, factor))));
};

/** The missing slot has too little company for a variance of its own: one log-odd is typical. */
const missingRidge = 1;

/**
 * A categorical feature: every category is drawn to its centre.
 *
 * @param stiffness changed by every step
 */
export const nominalBlock = (codes: Uint16Array, centre: Float64Array, stiffness: Stiffness): Block => {
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
      stiffness.ridge = updated(stiffness.ridge, freedom, energy, 0);
    },
  };
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
export const orderedBlock = (codes: Uint16Array, centre: Float64Array, stiffness: Stiffness): Block => {
  const points = Float64Array.from(centre);
  const size = points.length - 1;
  const change = new Float64Array(size);
  const curve = new Float64Array(size);
  const away = new Float64Array(size);

  const penalty = (): Banded => {
    const matrix = banded(size);
    for (const kind of kinds) addPenalty(matrix, stencils[kind], stiffness[kind]);
    return matrix;
  };
  /** Generalised Fellner-Schall update (Wood and Fasiolo, 2017) for penalties that overlap. */
  const learn = (posterior: Banded, prior: Banded): void => {
    factorise(prior);
    const [covariance, priorCovariance] = [inverseBand(posterior), inverseBand(prior)];
    for (const kind of kinds) {
      const stencil = stencils[kind];
      const freedom = stiffness[kind] * (traceOf(priorCovariance, stencil) - traceOf(covariance, stencil));
      stiffness[kind] = updated(
        stiffness[kind],
        freedom,
        energyOf(kind === 'ridge' ? away : curve, stencil),
        kind === 'ridge' ? 0 : sceptic,
      );
    }
  };
  return {
    codes,
    points,
    step: (residuals, curvatures, delta) => {
      const prior = penalty();
      const posterior = penalty();
      for (let bin = 0; bin < size; bin++) {
        // Differences pull at the whole curve, the ridge at its distance from the centre.
        const pull = rowTimes(prior, bin, points) - stiffness.ridge * (centre[bin] as number);
        change[bin] = (residuals[bin] as number) - pull;
        posterior.main[bin] = (posterior.main[bin] as number) + (curvatures[bin] as number);
      }
      factorise(posterior);
      solve(posterior, change);
      for (let bin = 0; bin < size; bin++) {
        delta[bin] = change[bin] as number;
        curve[bin] = (points[bin] as number) + (change[bin] as number);
        away[bin] = (curve[bin] as number) - (centre[bin] as number);
      }
      const gap = (points[size] as number) - (centre[size] as number);
      delta[size] = ((residuals[size] as number) - missingRidge * gap) / ((curvatures[size] as number) + missingRidge);
      learn(posterior, prior);
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
