import { expect, test } from 'vitest';
import { fitOn, logOddsIn } from '../../shared/learn/passes.ts';
import { randomOf } from '../../shared/learn/random.ts';
import { type Block, sweepsOf } from '../../shared/learn/sweep.ts';

/** Blocks that take a twentieth of a Newton step, slot by slot. */
const blocksOf = (count: number, slots: number, rows: number, random: () => number): Block[] =>
  Array.from({ length: count }, () => ({
    codes: Uint16Array.from({ length: rows }, () => Math.floor(random() * slots)),
    points: new Float64Array(slots),
    step: (residuals, curvatures, delta) => {
      for (let slot = 0; slot < slots; slot++)
        delta[slot] = (0.05 * (residuals[slot] as number)) / ((curvatures[slot] as number) + 1);
    },
  }));

test.each([
  ['one block at a time', 1, 10, 20],
  ['eight at once, and two left over', 8, 10, 20],
  ['blocks of so many slots that fewer than eight share a plate', 8, 9, 5_000],
] as const)(
  'after each sweep the odds are those of the points, of rows held out as well: %s',
  (_, width, count, slots) => {
    const random = randomOf(1);
    const rows = 2_000;
    const labels = Float64Array.from({ length: rows }, () => (random() < 0.3 ? 1 : 0));
    const fold = Uint8Array.from({ length: rows }, (_none, row) => row % 5);
    const fit = fitOn(labels, fold, 0, new Float64Array(rows).fill(-1));
    const blocks = blocksOf(count, slots, rows, random);
    const sweep = sweepsOf(fit, blocks, width);
    for (let done = 0; done < 3; done++) {
      sweep();
      const scores = logOddsIn(fit);
      for (let row = 0; row < rows; row++)
        expect(scores[row]).toBeCloseTo(
          blocks.reduce((sum, { codes, points }) => sum + (points[codes[row] as number] as number), -1),
          9,
        );
    }
    // What is learned is of the rows learned from alone.
    const learned = new Set(Array.from(blocks[0]?.codes ?? []).filter((_slot, row) => fold[row] !== 0));
    blocks[0]?.points.forEach((value, slot) => {
      if (!learned.has(slot)) expect(Math.abs(value)).toBe(0);
    });
  },
);
