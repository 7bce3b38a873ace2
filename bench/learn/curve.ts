import type { Card } from '../../shared/learn/card.ts';
import { stratifiedHoldOut } from '../../shared/learn/folds.ts';
import { auroc } from '../../shared/learn/metrics.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { rowsOf, type Table } from '../../shared/learn/table.ts';
import { train } from '../../shared/learn/train.ts';

/** AUROC on rows held out after so many labels: of the prior itself, of a card that starts from it, of one that does not. */
export type CurvePoint = { labels: number; prior: number; withPrior: number; without: number | undefined };

const sizes = [0, 50, 200, 500, 1_000, 2_000];
/** Draws of few labels differ: as many as make their mean steady to about a hundredth. */
const draws = 3;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Learns from growing samples of the rows that are not held out. */
export const learningCurve = (
  { table, labels, test }: { table: Table; labels: Float64Array; test: readonly (readonly number[])[] },
  prior: Card,
): CurvePoint[] =>
  sizes.map((size) => {
    const found: { alone: number; withPrior: number; without: number }[] = [];
    for (const held of test) {
      const out = new Set(held);
      const rest = [...labels.keys()].filter((row) => !out.has(row));
      const heldTable = rowsOf(table, held);
      const heldLabels = held.map((row) => labels[row] as number);
      const aurocOf = (card: Card): number => auroc(heldLabels, scorer(card).scores(heldTable));
      for (let draw = 0; draw < (size === 0 ? 1 : draws); draw++) {
        const restLabels = rest.map((row) => labels[row] as number);
        const rows = [...stratifiedHoldOut(restLabels, size / rest.length, draw)].map((at) => rest[at] as number);
        const learn = (given: { prior?: Card }): number => {
          const own = Float64Array.from(rows, (row) => labels[row] as number);
          return aurocOf(train(rowsOf(table, rows), own, { label: prior.label, seed: 1, ...given }).card);
        };
        const alone = aurocOf(prior);
        found.push({
          alone,
          withPrior: size === 0 ? alone : learn({ prior }),
          without: size === 0 ? Number.NaN : learn({}),
        });
      }
    }
    const without = mean(found.map((one) => one.without));
    return {
      labels: size,
      prior: mean(found.map(({ alone }) => alone)),
      withPrior: mean(found.map(({ withPrior }) => withPrior)),
      without: Number.isNaN(without) ? undefined : without,
    };
  });
