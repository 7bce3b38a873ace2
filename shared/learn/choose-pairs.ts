import { cellsOf } from './additive.ts';
import { leftOnGrid } from './left-on-grid.ts';
import { type GridTree, gridTree, roomFor } from './pair-step.ts';
import { type Axis, type Candidate, emptyPair, purifyResiduals, rankPairs, type Unseen } from './rank-pairs.ts';
import type { Slots } from './slots.ts';

/** Pairs that a fold learns. */
const mostPairs = 20;
/** Trees that a chosen pair explains its part with, before the others are looked at again. */
const treesOfChosen = 3;
/** From this gain on a pair is loud: far above chance. */
const loud = 30;

/** Least gain of a pair, twice the log-likelihood: where none is loud, and beside loud ones, where features do things together and weaker pairs are likelier. */
export type LeastGain = { quiet: number; besideLoud: number };

/**
 * The pairs that each fold learns: of those that speak for themselves, those that still do when the stronger ones have said their part. In turn, the
 * strongest is chosen, and what trees on it explain is taken out for the others. So a pair is not learned again for each near copy of its features.
 *
 * @param places features that may be in pairs
 * @param mayPair which of them, the first before the second
 */
export const choosePairs = (
  slots: readonly Slots[],
  axes: readonly Axis[],
  unseen: Unseen,
  places: readonly number[],
  leastGain: LeastGain,
  mayPair?: (first: number, second: number) => boolean,
): Candidate[][] => {
  const { labels, fold } = unseen;
  const room = roomFor(Math.max(...axes.map(({ size }) => size)));
  const known = new Map<string, Uint16Array>();
  return rankPairs(slots, axes, unseen, places, leastGain.besideLoud, mayPair).map((ranked, own) => {
    const rows = [...labels.keys()].filter((row) => fold[row] !== own);
    const scores = Float64Array.from(unseen.scores);
    const treeOn = ({ features }: Candidate): { tree: GridTree; cells: Uint16Array; columns: number } => {
      const pair = emptyPair(features, axes);
      const name = features.join(' ');
      const cells = known.get(name) ?? cellsOf(pair, slots);
      known.set(name, cells);
      const { residuals, curvatures } = leftOnGrid(cells, pair.sizes, rows, { labels, scores });
      purifyResiduals(residuals, curvatures, pair.sizes);
      const [height, columns] = pair.sizes;
      return { tree: gridTree(residuals, curvatures, height, columns, room), cells, columns };
    };
    const explain = ({ tree, cells, columns }: ReturnType<typeof treeOn>): void => {
      const steps = new Map<number, number>();
      for (const [top, bottom, left, right, step] of tree.leaves)
        for (let row = top; row < bottom; row++)
          for (let column = left; column < right; column++) steps.set(row * columns + column, step);
      const byCell = Float64Array.from({ length: Math.max(...steps.keys()) + 1 }, (_, cell) => steps.get(cell) ?? 0);
      for (const row of rows) scores[row] = (scores[row] as number) + (byCell[cells[row] as number] as number);
    };
    const least = (ranked[0]?.gain ?? 0) < loud ? leastGain.quiet : leastGain.besideLoud;
    const waiting = [...ranked];
    const chosen: Candidate[] = [];
    while (waiting.length > 0 && chosen.length < mostPairs) {
      const first = waiting.shift() as Candidate;
      const found = treeOn(first);
      const { gain } = found.tree;
      if (gain < least) continue;
      // Gains fall as others explain their part, so what is above the old gain of the next one is above its new one.
      if (gain < (waiting[0]?.gain ?? 0)) {
        waiting.push({ ...first, gain });
        waiting.sort((a, b) => b.gain - a.gain);
        continue;
      }
      chosen.push(first);
      explain(found);
      for (let more = 1; more < treesOfChosen; more++) explain(treeOn(first));
    }
    return chosen;
  });
};
