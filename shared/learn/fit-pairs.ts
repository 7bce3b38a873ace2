import { type Additive, cellsOf, emptyAdditive, type PairTable } from './additive.ts';
import { boostedBlock } from './fit-boosted.ts';
import { fitTogether } from './fit-together.ts';
import { gridTree, roomFor } from './pair-step.ts';
import type { Fit } from './passes.ts';
import { type Axis, type Candidate, emptyPair } from './rank-pairs.ts';
import type { Slots } from './slots.ts';
import { baseBlock, type Stiffness } from './smoothness.ts';
import type { Block } from './sweep.ts';

/** Share of a tree's step that is taken. */
const rate = 0.1;

const pairBlock = (pair: PairTable, codes: Uint16Array): Block => {
  const [rows, columns] = pair.sizes;
  const room = roomFor(Math.max(rows, columns));
  const points = new Float64Array(pair.points.length);
  return {
    codes,
    points,
    step: (residuals, curvatures, delta) => {
      const { leaves } = gridTree(residuals, curvatures, rows, columns, room);
      for (const [top, bottom, left, right, step] of leaves)
        for (let row = top; row < bottom; row++) delta.fill(rate * step, row * columns + left, row * columns + right);
    },
  };
};

/** What one fit adds: tables of its pairs, and what their features give alone besides. */
const fitBlocks = (
  slots: readonly Slots[],
  axes: readonly Axis[],
  candidates: readonly Candidate[],
  stiffness: readonly Stiffness[],
  rows: number,
): { blocks: Block[]; model: Additive } => {
  const model = emptyAdditive(slots);
  const base = baseBlock(rows, 0);
  const blocks = [base];
  const involved = new Set(candidates.flatMap(({ features }) => features));
  slots.forEach((feature, place) => {
    if (!involved.has(place)) return;
    const block = boostedBlock(feature, stiffness[place]?.ridge ?? 1, 0);
    model.mains[place] = block.points;
    blocks.push(block);
  });
  for (const { features } of candidates) {
    const pair = emptyPair(features, axes);
    const block = pairBlock(pair, cellsOf(pair, slots));
    model.pairs.push({ ...pair, points: block.points });
    blocks.push(block);
  }
  return { blocks, model };
};

/**
 * Boosted tables of each fit's own pairs on top of it, watched together on the rows that each holds out. Features that are in a pair learn
 * along: what they give alone is another once the pair takes its part.
 */
export const fitPairs = (
  slots: readonly Slots[],
  axes: readonly Axis[],
  candidates: readonly (readonly Candidate[])[],
  fits: readonly Fit[],
  stiffness: readonly (readonly Stiffness[])[],
): Additive[] => {
  const all = fits.map((fit, own) => ({
    fit,
    ...fitBlocks(slots, axes, candidates[own] ?? [], stiffness[own] ?? [], fit.odds.length),
  }));
  fitTogether(all);
  return all.map(({ blocks, model }) => ({ ...model, base: blocks[0]?.points[0] ?? 0 }));
};
