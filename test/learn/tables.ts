import { randomOf } from '../../shared/learn/random.ts';
import type { Coded, Table } from '../../shared/learn/table.ts';

/** Words as a column. */
export const words = (cells: readonly string[]): Coded => {
  const values = [...new Set(cells)];
  return { codes: Int32Array.from(cells, (cell) => values.indexOf(cell)), values };
};

/** A made-up base: months and spend tell who leaves, a plan tells together with calls, noise tells nothing. */
export const base = (rows: number, seed = 1): { table: Table; labels: Float64Array } => {
  const random = randomOf(seed);
  const column = (draw: () => number): Float64Array => Float64Array.from({ length: rows }, draw);
  const months = column(() => Math.floor(random() * 60));
  const spend = column(() => (random() < 0.05 ? Number.NaN : Math.round(random() * 2_000) / 10));
  const calls = column(() => Math.floor(random() * 10));
  const noise = column(() => random());
  const plan = Array.from({ length: rows }, () => (random() < 0.3 ? 'abroad' : 'home'));
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const together = plan[row] === 'abroad' && (calls[row] as number) >= 5 ? 3 : 0;
    const odds = -1.5 - (months[row] as number) / 20 + ((spend[row] as number) || 100) / 80 + together;
    return random() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  });
  const numbers = new Map(Object.entries({ months, spend, calls, noise }));
  return { table: { rows, numbers, texts: new Map([['plan', words(plan)]]) }, labels };
};
