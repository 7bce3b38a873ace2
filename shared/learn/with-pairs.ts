import { type Additive, mixture, type PairTable } from './additive.ts';
import type { Learned } from './calibrate.ts';
import { choosePairs, type LeastGain } from './choose-pairs.ts';
import { type Folded, fitsFrom, type Mains, outOfFold, scoresOf } from './fit-mains.ts';
import { fitPairs } from './fit-pairs.ts';
import { axisOf } from './rank-pairs.ts';
import type { Slots } from './slots.ts';
import type { Direction } from './tree-step.ts';

/** Groups of a feature where pairs are looked for, and where they are learned: thresholds need fine ones. */
export const [groupsToRank, groupsToLearn] = [16, 64];

/** On grids of sixteen groups the best tree of a pair that is nothing but chance seldom gains as much. */
const leastGain: LeastGain = { quiet: 17, besideLoud: 14 };

/** Mean of the folds' models: equal pairs are added up, and those that move scores most are kept. */
export const meanOfFolds = (models: readonly Additive[], slots: readonly Slots[], most: number): Additive => {
  const all = mixture(
    models.map((model) => ({ weight: 1 / models.length, model })),
    slots,
  );
  const byName = new Map<string, PairTable>();
  for (const pair of all.pairs) {
    const name = pair.features.join(' ');
    const known = byName.get(name);
    if (known) known.points.set(known.points.map((value, cell) => value + (pair.points[cell] as number)));
    else byName.set(name, { ...pair, points: Float64Array.from(pair.points) });
  }
  const importance = (pair: PairTable): number =>
    pair.points.reduce((sum, value) => sum + value * value, 0) / pair.points.length;
  const pairs = [...byName.values()].filter(({ points }) => points.some((value) => value !== 0));
  return { ...all, pairs: pairs.sort((a, b) => importance(b) - importance(a)).slice(0, most) };
};

/** A card of single features, and what pairs of them add; undefined where none may do anything together. */
export const withPairs = (
  slots: readonly Slots[],
  folded: Folded,
  mains: Mains,
  most: number,
  directions: ReadonlyMap<string, Direction>,
): Learned | undefined => {
  const scores = outOfFold(folded.fold, mains.byFold);
  const axesOf = (groups: number) =>
    slots.map((feature, at) => axisOf(feature, mains.model.mains[at] as Float64Array, groups));
  const places = [...slots.keys()].filter((place) => !directions.get(slots[place]?.name ?? ''));
  const candidates = choosePairs(slots, axesOf(groupsToRank), { ...folded, scores }, places, leastGain);
  if (candidates.every((list) => list.length === 0)) return undefined;
  const fits = fitsFrom(folded, (own) => mains.byFold[own] as Float64Array);
  const models = fitPairs(slots, axesOf(groupsToLearn), candidates, fits, mains.stiffness);
  const parts = [mains.model, meanOfFolds(models, slots, most)].map((model) => ({ weight: 1, model }));
  return { model: mixture(parts, slots), byFold: scoresOf(fits) };
};
