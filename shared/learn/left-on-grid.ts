import { probabilityOf } from './metrics.ts';
import type { Unseen } from './rank-pairs.ts';

/** By cell of a pair's grid, what log-odds leave of the labels of the rows given, and probability x (1 - probability). */
export const leftOnGrid = (
  cells: Uint16Array,
  [height, width]: readonly [number, number],
  rows: Iterable<number>,
  { labels, scores }: Pick<Unseen, 'labels' | 'scores'>,
): { residuals: Float64Array; curvatures: Float64Array } => {
  const [residuals, curvatures] = [new Float64Array(height * width), new Float64Array(height * width)];
  for (const row of rows) {
    const cell = cells[row] as number;
    const chance = probabilityOf(scores[row] as number);
    residuals[cell] = (residuals[cell] as number) + (labels[row] as number) - chance;
    curvatures[cell] = (curvatures[cell] as number) + chance * (1 - chance);
  }
  return { residuals, curvatures };
};
