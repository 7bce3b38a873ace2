import type { Additive } from './additive.ts';
import { type Coarse, coarsened, spread } from './coarse.ts';
import { directed } from './directed.ts';
import type { Fit } from './passes.ts';
import type { Slots } from './slots.ts';
import { baseBlock, initialStiffness, nominalBlock, orderedBlock, type Stiffness } from './smoothness.ts';
import { sweepsOf } from './sweep.ts';
import type { Direction } from './tree-step.ts';

/** Bins of a smooth curve: each is a union of the feature's bins. More cost time by their third power and show no more. */
const bins = 32;

/** What smooth fits of one table share. */
export type SmoothPlan = { slots: readonly Slots[]; coarse: readonly Coarse[]; centre: Additive };

/**
 * @param centre the model that points are drawn to, on the table's slots; its pairs are part of `startOdds`
 */
export const smoothPlan = (slots: readonly Slots[], centre: Additive): SmoothPlan => ({
  slots,
  centre,
  coarse: slots.map((feature, at) => {
    const points = centre.mains[at] as Float64Array;
    // A step of the centre is an edge: the centre must be reachable exactly.
    const steps = new Set([...points.keys()].filter((slot) => slot > 0 && points[slot] !== points[slot - 1]));
    return coarsened(feature, bins, { fixed: steps });
  }),
});

/** Sweeps: points and variances change little after twenty. */
const sweeps = 24;

/**
 * Penalised-likelihood additive card: Newton steps by blocks (each block's curvature is diagonal because its slots are disjoint), with
 * variances by empirical Bayes.
 *
 * @param fit who counts, and where to start; its odds are those of the model in the end
 */
export const fitSmooth = (
  { slots, coarse, centre }: SmoothPlan,
  fit: Fit,
  directions: ReadonlyMap<string, Direction>,
): { model: Additive; stiffness: Stiffness[] } => {
  const stiffness = slots.map(initialStiffness);
  const base = baseBlock(fit.odds.length, centre.base);
  const blocks = coarse.map(({ codes, count, ofSlot, ordered }, feature) => {
    const middle = new Float64Array(count);
    (centre.mains[feature] as Float64Array).forEach((value, slot) => {
      middle[ofSlot[slot] as number] = value;
    });
    const own = stiffness[feature] as Stiffness;
    if (!ordered) return nominalBlock(codes, middle, own);
    const direction = directions.get(slots[feature]?.name ?? '') ?? 0;
    return directed(orderedBlock(codes, middle, own), direction);
  });
  const sweep = sweepsOf(fit, [base, ...blocks], 1);
  for (let at = 0; at < sweeps; at++) sweep();
  const mains = coarse.map((joined, feature) => spread(joined, blocks[feature]?.points as Float64Array));
  return { model: { base: base.points[0] as number, mains, pairs: [] }, stiffness };
};
