import { type Additive, cellsOf, mixture } from './additive.ts';
import type { Learned } from './calibrate.ts';
import { choosePairs, type LeastGain } from './choose-pairs.ts';
import type { Rules } from './derived.ts';
import { type Folded, fitsFrom, type Mains, outOfFold, scoresOf } from './fit-mains.ts';
import { fitPairs } from './fit-pairs.ts';
import { leftOnGrid } from './left-on-grid.ts';
import { type GridTree, gridTree, roomFor } from './pair-step.ts';
import { type Axis, axisOf, emptyPair } from './rank-pairs.ts';
import { rulesOfTree } from './rules-of-tree.ts';
import type { Slots } from './slots.ts';
import type { Direction } from './tree-step.ts';
import { groupsToLearn, groupsToRank, meanOfFolds } from './with-pairs.ts';

/** Pairs whose rules may do something together with a third feature, the strongest first. */
const mostRules = 12;
/** Groups of a feature while rules are cut: a rule needs no finer ones. */
const groupsOfRules = 32;
/** Tables of rules and a third feature at most. */
const mostThrees = 12;
/**
 * Least gain of such a table. It is below that of pairs: what is looked at has been chosen, and rules of two or three words follow less chance than a
 * grid does.
 */
const leastGain: LeastGain = { quiet: 8, besideLoud: 8 };

/** The words of rules as a feature: the leaves of the tree, the lowest step first. */
const slotsOfRules = (
  { rules, leaves }: { rules: Rules; leaves: readonly number[] },
  tree: GridTree,
  cells: Uint16Array,
  columns: number,
): Slots => {
  const words = [...rules.rules.map(({ is }) => is), rules.otherwise];
  const order = [...tree.leaves.keys()].sort(
    (a, b) => (tree.leaves[a]?.[4] as number) - (tree.leaves[b]?.[4] as number),
  );
  const ofCell = new Map<number, number>();
  tree.leaves.forEach(([top, bottom, left, right], leaf) => {
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) ofCell.set(row * columns + column, order.indexOf(leaf));
  });
  const codes = cells.map((cell) => ofCell.get(cell) as number);
  const count = words.length + 2;
  const rows = new Float64Array(count);
  for (const code of codes) rows[code] = (rows[code] as number) + 1;
  const categories = order.map((leaf) => words[leaves.indexOf(leaf)] as string);
  return { kind: 'text', name: rules.feature, codes, count, rows, categories };
};

/** A card whose rules on two features count together with a third one. */
export type Threes = { slots: Slots[]; learned: Learned; rules: Rules[] };

/**
 * What three features do together: the strongest pairs, cut into the few rules that say most of them, are paired with each other feature. They are
 * looked for, learned and kept as pairs are, on rows that no model has seen.
 *
 * @param paired the card with its pairs
 */
export const withThrees = (
  slots: readonly Slots[],
  folded: Folded,
  mains: Mains,
  paired: Learned,
  directions: ReadonlyMap<string, Direction>,
): Threes | undefined => {
  const unseen = ({ byFold }: Pick<Learned, 'byFold'>): Float64Array => outOfFold(folded.fold, byFold);
  const pointsOf = (place: number, { count }: Slots): Float64Array =>
    mains.model.mains[place] ?? new Float64Array(count);
  const axesOf = (all: readonly Slots[], groups: number): Axis[] =>
    all.map((feature, place) => axisOf(feature, pointsOf(place, feature), groups));
  const axes = axesOf(slots, groupsOfRules);
  const [before, room] = [unseen(mains), roomFor(Math.max(...axes.map(({ size }) => size)))];
  const names = new Set(slots.map(({ name }) => name));
  const found = paired.model.pairs.slice(0, mostRules).flatMap(({ features }) => {
    const [first, second] = features;
    const pair = emptyPair(features, axes);
    const cells = cellsOf(pair, slots);
    const [height, columns] = pair.sizes;
    const { residuals, curvatures } = leftOnGrid(cells, pair.sizes, folded.labels.keys(), {
      ...folded,
      scores: before,
    });
    const tree = gridTree(residuals, curvatures, height, columns, room);
    const said = rulesOfTree(
      tree,
      [slots[first] as Slots, slots[second] as Slots],
      [axes[first] as Axis, axes[second] as Axis],
    );
    if (!said || names.has(said.rules.feature)) return [];
    return [{ features, rules: said.rules, feature: slotsOfRules(said, tree, cells, columns) }];
  });
  if (found.length === 0) return undefined;
  const all = [...slots, ...found.map(({ feature }) => feature)];
  const mayPair = (one: number, other: number): boolean => {
    // Of the two the rules stand behind.
    const rules = found[other - slots.length];
    return one < slots.length && rules !== undefined && !rules.features.includes(one);
  };
  const places = [...all.keys()].filter((place) => !directions.get(all[place]?.name ?? ''));
  const left = { ...folded, scores: unseen(paired) };
  const candidates = choosePairs(all, axesOf(all, groupsToRank), left, places, leastGain, mayPair);
  if (candidates.every((list) => list.length === 0)) return undefined;
  const fits = fitsFrom(folded, (own) => paired.byFold[own] as Float64Array);
  const models = fitPairs(all, axesOf(all, groupsToLearn), candidates, fits, mains.stiffness);
  const widened: Additive = {
    ...paired.model,
    mains: all.map(({ count }, place) => paired.model.mains[place] ?? new Float64Array(count)),
  };
  const parts = [widened, meanOfFolds(models, all, mostThrees)].map((model) => ({ weight: 1, model }));
  return {
    slots: all,
    learned: { model: mixture(parts, all), byFold: scoresOf(fits) },
    rules: found.map(({ rules }) => rules),
  };
};
