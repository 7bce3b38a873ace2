import { expect, test } from 'vitest';
import { driftOf, spreadOf, wordDriftOf, wordSpreadOf } from '../../shared/learn/challenge/drift.ts';
import { coded } from '../../shared/learn/infer-columns.ts';

const repeated = (counts: Record<string, number>): string[] =>
  Object.entries(counts).flatMap(([word, count]) => new Array<string>(count).fill(word));
const drift = (before: Record<string, number>, after: Record<string, number>): number =>
  wordDriftOf(wordSpreadOf(coded(repeated(before))), coded(repeated(after)));

const plans = { Gold: 600, Silver: 300, Basic: 100 };

test('equal shares of words have not drifted, whatever the number and order of rows', () => {
  expect(drift(plans, { Basic: 10, Silver: 30, Gold: 60 })).toBeCloseTo(0, 10);
});

test('shares that turn around are another population', () => {
  expect(drift(plans, { Gold: 100, Silver: 300, Basic: 600 })).toBeGreaterThan(0.25);
});

test('a word that training did not name is drift: a tenth of it is above the usual limit', () => {
  expect(drift(plans, { Gold: 540, Silver: 270, Basic: 90, Platinum: 100 })).toBeGreaterThan(0.25);
});

test('words that went missing are drift, and so is a column that went empty', () => {
  expect(drift(plans, { Gold: 300, Silver: 150, Basic: 50, '': 500 })).toBeGreaterThan(0.25);
  expect(drift(plans, { '': 1000 })).toBeGreaterThan(0.25);
});

test('many rare words that are drawn anew make no index by chance', () => {
  const areas = (start: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: 500 }, (_, area) => [`A${area}`, 6 + ((area * 7 + start) % 5)]));
  expect(drift(areas(0), areas(3))).toBeLessThan(0.01);
});

test('words of fewer than five rows are not kept by name', () => {
  const spread = wordSpreadOf(coded(repeated({ Gold: 10, 'Ms Li': 1 })));
  expect(spread).toEqual({ words: [['Gold', 10]], others: 1, blanks: 0 });
});

test('numbers: equal ones have not drifted, shifted and missing ones have', () => {
  const values = Float64Array.from({ length: 1_000 }, (_, row) => row);
  expect(driftOf(spreadOf(values), spreadOf(values))).toBe(0);
  expect(driftOf(spreadOf(values), spreadOf(values.map((value) => value * 4)))).toBeGreaterThan(0.25);
  expect(driftOf(spreadOf(values), spreadOf(values.map((v, row) => (row % 2 ? v : Number.NaN))))).toBeGreaterThan(0.25);
});
