import { type Additive, emptyAdditive } from './additive.ts';
import { coarsened, spread } from './coarse.ts';
import { fitTogether } from './fit-together.ts';
import type { Fit } from './passes.ts';
import type { Slots } from './slots.ts';
import { baseBlock, type Stiffness } from './smoothness.ts';
import type { Block } from './sweep.ts';
import { type Direction, leafRidge, treeStep } from './tree-step.ts';

/** Share of a Newton step that is taken: small steps in turn share an effect among the features that have it. */
const rate = 0.05;
/**
 * Bins of a feature in one model, the edges of each model between those of the others: trees on few bins follow less chance, and the mean
 * of the models has all of their edges.
 */
const binsOfModel = 48;
/**
 * A feature that learns by small trees on its bins, or category by category.
 *
 * @param ridge how far a category is drawn to nought
 */
export const boostedBlock = (
  slots: Pick<Slots, 'codes' | 'count' | 'kind'>,
  ridge: number,
  direction: Direction,
): Block => {
  const points = new Float64Array(slots.count);
  const ordered = slots.kind === 'number' ? slots.count - 1 : 0;
  return {
    codes: slots.codes,
    points,
    step: (residuals, curvatures, delta) => {
      treeStep(residuals, curvatures, ordered, rate, delta, direction);
      const held = slots.kind === 'number' ? leafRidge : Math.max(leafRidge, ridge);
      for (let slot = ordered; slot < points.length; slot++)
        delta[slot] = (rate * (residuals[slot] as number)) / ((curvatures[slot] as number) + held);
    },
  };
};

/**
 * Cyclic boosted card (explainable boosting machine; Lou, Caruana and Gehrke, 2012): in turn, each feature adds a small tree of its own. One
 * model a fit: each learns from the rows with weight and is watched on the others, so the models are each other's cross-validation,
 * and their mean is a bagged card.
 *
 * @param stiffness by fit and feature, from smooth fits: how far a category is drawn to nought
 */
export const fitBoosted = (
  slots: readonly Slots[],
  fits: readonly Fit[],
  stiffness: readonly (readonly Stiffness[])[],
  directions: ReadonlyMap<string, Direction> = new Map(),
): Additive[] => {
  const all = fits.map((fit, own) => {
    const joined = slots.map((feature) => coarsened(feature, binsOfModel, { phase: own / fits.length }));
    const blocks = slots.map(({ kind, name }, at) => {
      const { codes, count } = joined[at] as (typeof joined)[number];
      return boostedBlock({ codes, count, kind }, stiffness[own]?.[at]?.ridge ?? 1, directions.get(name) ?? 0);
    });
    return { fit, joined, blocks: [baseBlock(fit.odds.length, 0), ...blocks] };
  });
  fitTogether(all);
  return all.map(({ joined, blocks }) => ({
    ...emptyAdditive(slots, blocks[0]?.points[0] ?? 0),
    mains: joined.map((coarse, at) => spread(coarse, blocks[at + 1]?.points as Float64Array)),
  }));
};
