import type { Spread } from '../../contracts/learned-card.ts';
import { binSlots, blankBin, countValues } from '../../domain/gate/gate-bins.ts';
import { psi, total } from '../../domain/gate/psi.ts';

/** How values lie: in the bins of the feed gate, four to a doubling, so that spreads of any two months can be compared. */
export const spreadOf = (values: Float64Array): Spread => {
  const counts = new Uint32Array(binSlots);
  countValues(values, counts, 0);
  const histogram: number[] = [];
  for (let bin = 0; bin < blankBin; bin++) if ((counts[bin] as number) > 0) histogram.push(bin, counts[bin] as number);
  return { histogram, blanks: counts[blankBin] as number };
};

/** A share that was nought would else be infinitely far from one that is not. */
const floor = 0.001;

/**
 * Stability index of values against those of training: the usual sum over tenths of the reference, and over the two groups
 * "known" and "not known". 0 for equal ones, above 0.25 another population.
 */
export const driftOf = (reference: Spread, now: Spread): number => {
  const known = ({ histogram, blanks }: Spread): number => {
    const rows = total(histogram);
    return (rows / Math.max(1, rows + blanks) + floor) / (1 + 2 * floor);
  };
  const [before, after] = [known(reference), known(now)];
  const blanks = (after - before) * Math.log(after / before) + (before - after) * Math.log((1 - after) / (1 - before));
  return psi(reference.histogram, now.histogram) + blanks;
};
