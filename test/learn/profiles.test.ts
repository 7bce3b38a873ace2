import { describe, expect, test } from 'vitest';
import { card } from '../../shared/learn/card.ts';
import { randomOf } from '../../shared/learn/random.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { rowsOf, type Table } from '../../shared/learn/table.ts';
import { train } from '../../shared/learn/train.ts';
import type { Row } from '../../shared/learn/value.ts';
import { base } from './tables.ts';

const options = { label: { en: 'Leaving', zh: '离网' }, seed: 1 };

const rowAt = ({ numbers, texts }: Table, row: number): Row => ({
  ...Object.fromEntries([...numbers].map(([name, values]) => [name, values[row]])),
  ...Object.fromEntries([...texts].map(([name, { codes, values }]) => [name, values[codes[row] as number] ?? null])),
});

/** A base of which some rows stand in it twice, label and all. */
const repeated = (rows: number, copies: number): { table: Table; labels: Float64Array } => {
  const once = base(rows);
  const random = randomOf(7);
  const order = Array.from({ length: rows + copies }, (_, at) => (at < rows ? at : Math.floor(random() * rows)));
  return { table: rowsOf(once.table, order), labels: Float64Array.from(order, (row) => once.labels[row] as number) };
};

describe('a table that has the same rows many times over', () => {
  const { table, labels } = repeated(2_000, 600);
  const trained = train(table, labels, options);
  const { score, scores, reasons } = scorer(trained.card);
  const found = trained.card.derived?.find((one) => one.type === 'profiles');
  const [left, stayed] = found?.lists ?? [];
  const customerOf = (cells: readonly (number | string | null)[]): Row =>
    Object.fromEntries(found?.columns.map(({ column }, at) => [column, cells[at]]) ?? []);
  const pointsOf = (row: Row): number =>
    reasons(row).find(({ features: [feature] }) => feature === found?.feature)?.points ?? 0;

  test('is remembered where the card tells it worst', () => {
    expect(left?.rows.length).toBeGreaterThan(20);
    const { losses } = trained.report;
    expect(losses.profiles).toBeLessThan((losses.pairs ?? losses.mains) as number);
  });

  test('a row that agrees in all cells gets the points of its list, one that does not gets none of them', () => {
    const leaver = customerOf(left?.rows[0] ?? []);
    expect(pointsOf(leaver)).toBeGreaterThan(1);
    expect(pointsOf(customerOf(stayed?.rows[0] ?? []))).toBeLessThan(-1);
    expect(Math.abs(pointsOf({ ...leaver, noise: 2 }))).toBeLessThan(0.5);
  });

  test('a missing cell agrees with a missing cell', () => {
    const gap = found?.lists.flatMap(({ rows }) => rows).find((cells) => cells.includes(null));
    expect(gap).toBeDefined();
    expect(Math.abs(pointsOf(customerOf(gap ?? [])))).toBeGreaterThan(1);
  });

  test('a row has the score of its table, and reasons that add up to it', () => {
    const all = scores(table);
    for (let row = 0; row < table.rows; row++) {
      const customer = rowAt(table, row);
      expect(score(customer)).toBe(all[row]);
      const sum = reasons(customer).reduce((total, { points }) => total + points, trained.card.base);
      expect(Math.abs(sum - score(customer))).toBeLessThan(1e-9);
    }
  });

  test('the card keeps the contract, stays small, and may do without', () => {
    expect(card.parse(JSON.parse(JSON.stringify(trained.card)))).toEqual(trained.card);
    expect(JSON.stringify(found?.lists).length).toBeLessThan(22_500);
    expect(trained.card.pairs?.length).toBeGreaterThan(0);
    expect(JSON.stringify(trained.card).length).toBeLessThan(50_000);
    expect(JSON.stringify(train(table, labels, { ...options, pairs: 0 }).card).length).toBeLessThan(10_000);
    expect(train(table, labels, { ...options, mayDerive: false }).card).not.toHaveProperty('derived');
  });
});

test('rows of one customer are no profiles of each other: they are never in two folds', () => {
  const { table, labels } = repeated(2_000, 600);
  const keys = new Map<string, number>();
  const groups = Array.from({ length: table.rows }, (_, row) => {
    const key = JSON.stringify(rowAt(table, row));
    return String(keys.get(key) ?? keys.set(key, row).get(key));
  });
  const { card: learned } = train(table, labels, { ...options, groups });
  expect(learned.derived?.some(({ type }) => type === 'profiles') ?? false).toBe(false);
});
