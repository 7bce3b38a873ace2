import { expect, test } from 'vitest';
import { coded } from '../../shared/learn/infer-columns.ts';
import { randomOf } from '../../shared/learn/random.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { train } from '../../shared/learn/train.ts';

test('of a column of 100,020 words those that rows speak for have points, all others share one, and the card stays small', () => {
  const random = randomOf(1);
  const rows = 130_000;
  // A hundred thousand streets of one customer each, and twenty of fifteen hundred; the first ten of these lose more.
  const streets = Array.from({ length: rows }, (_, row) => (row < 100_000 ? `lane ${row}` : `street ${row % 20}`));
  const months = Float64Array.from(streets, () => Math.floor(random() * 60));
  const labels = Float64Array.from(streets, (_, row) => {
    const odds = -1.5 - (months[row] as number) / 30 + (row >= 100_000 && row % 20 < 10 ? 1.5 : 0);
    return random() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  });
  const table = { rows, numbers: new Map([['months', months]]), texts: new Map([['street', coded(streets)]]) };
  const { card, report } = train(table, labels, { label: { en: 'Leaving', zh: '离网' }, seed: 1, pairs: 0 });
  expect(report.notes.map(({ words }) => words)).toContainEqual(expect.stringMatching(/"other": 100000 rows/));
  expect(JSON.stringify(card).length).toBeLessThan(10_000);
  const { score } = scorer(card);
  const of = (street: string): number => score({ months: 30, street });
  expect(of('street 3') - of('street 13')).toBeGreaterThan(1.2);
  expect(of('street 13')).toBeCloseTo(of('lane 7'), 0);
  expect(of('never seen')).toBe(of('lane 7'));
});
