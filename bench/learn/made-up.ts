import { randomOf } from '../../shared/learn/random.ts';
import type { Table } from '../../shared/learn/table.ts';

/** A made-up table for speed: curves, a product of two, and features that tell nothing. */
export const madeUp = (rows: number, features: number, seed: number): { table: Table; labels: Float64Array } => {
  const random = randomOf(seed);
  const numbers = new Map<string, Float64Array>();
  for (let feature = 0; feature < features; feature++)
    numbers.set(
      `feature${feature}`,
      Float64Array.from({ length: rows }, () => Math.round(random() * 1e4) / 100),
    );
  const columns = [...numbers.values()];
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const at = (feature: number): number => (columns[feature % features]?.[row] as number) / 50 - 1;
    const odds = -1 + at(0) - 1.5 * at(1) ** 2 + Math.sin(3 * at(2)) + 2 * at(3) * at(4) + (at(5) > 0.5 ? 1 : 0);
    return random() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  });
  return { table: { rows, numbers, texts: new Map() }, labels };
};
