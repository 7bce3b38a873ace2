import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stratifiedFolds } from '../../shared/learn/folds.ts';

test('all rows of a customer are in one fold, and folds have about equal shares of leavers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(40), fc.boolean()), { minLength: 20, maxLength: 200 }),
      fc.nat(),
      (rows, seed) => {
        const groups = rows.map(([customer]) => `C${customer}`);
        const labels = rows.map(([, left]) => Number(left));
        const folds = stratifiedFolds(labels, 5, seed, { groups });
        for (const [row, group] of groups.entries()) expect(folds[row]).toBe(folds[groups.indexOf(group)]);
        const leavers = new Set(groups.filter((_, row) => labels[row] === 1));
        const byFold = Map.groupBy(leavers, (group) => folds[groups.indexOf(group)]);
        const sizes = [0, 1, 2, 3, 4].map((fold) => byFold.get(fold)?.length ?? 0);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('equal rows are in as many folds as there are of them, whatever their labels', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(30), fc.boolean()), { minLength: 20, maxLength: 200 }),
      fc.nat(),
      (rows, seed) => {
        const twins = Int32Array.from(rows, ([profile]) => profile);
        const labels = rows.map(([, left]) => Number(left));
        const folds = stratifiedFolds(labels, 5, seed, { twins });
        const byProfile = Map.groupBy(rows.keys(), (row) => twins[row]);
        for (const [, own] of byProfile)
          expect(new Set(own.map((row) => folds[row])).size).toBe(Math.min(5, own.length));
      },
    ),
  );
});
