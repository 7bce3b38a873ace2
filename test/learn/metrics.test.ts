import { describe, expect, test } from 'vitest';
import { drawsOf, middleOfDraws } from '../../shared/learn/challenge/draws.ts';
import {
  auroc,
  brier,
  expectedCalibrationError,
  figuresOf,
  logisticLine,
  logLoss,
  topsOf,
} from '../../shared/learn/metrics.ts';
import { randomOf } from '../../shared/learn/random.ts';

describe('auroc', () => {
  test('is the share of pairs in the right order, ties counting half', () => {
    expect(auroc([0, 0, 1, 1], [1, 3, 2, 4])).toBe(0.75);
    expect(auroc([0, 1], [5, 5])).toBe(0.5);
    expect(auroc([1, 1, 0], [2, 1, 1])).toBe(0.75);
  });
  test('comes to an end where scores are no numbers', () => {
    expect(() => auroc([0, 1, 1], [Number.NaN, Number.NaN, Number.NaN])).not.toThrow();
  });

  test('is not a number where a class is missing', () => {
    expect(auroc([1, 1], [1, 2])).toBeNaN();
  });
});

test('log-loss and Brier are means over rows; a certain error is finite', () => {
  expect(logLoss([1, 0], [0.5, 0.5])).toBeCloseTo(Math.LN2, 12);
  expect(brier([1, 0], [0.8, 0.4])).toBeCloseTo((0.04 + 0.16) / 2, 12);
  expect(logLoss([1], [0])).toBeLessThan(40);
});

test('slope and calibration error see a model that is too sure', () => {
  const random = randomOf(1);
  const truth = Float64Array.from({ length: 20_000 }, () => (random() - 0.5) * 6);
  const labels = truth.map((odds) => (random() < 1 / (1 + Math.exp(-odds)) ? 1 : 0));
  const sure = truth.map((odds) => 1 / (1 + Math.exp(-2 * odds)));
  const good = truth.map((odds) => 1 / (1 + Math.exp(-odds)));
  expect(figuresOf(labels, sure).slope).toBeCloseTo(0.5, 1);
  expect(figuresOf(labels, good).slope).toBeCloseTo(1, 1);
  expect(expectedCalibrationError(labels, good)).toBeLessThan(0.015);
  expect(expectedCalibrationError(labels, sure)).toBeGreaterThan(0.05);
});

test('a line around few labels stays where it is drawn to', () => {
  const around = { line: { intercept: -1, slope: 1 }, intercept: 1e9, slope: 1e9 };
  const line = logisticLine([1, 0, 1], [3, 2, -1], around);
  expect(line.intercept).toBeCloseTo(-1, 6);
  expect(line.slope).toBeCloseTo(1, 6);
});

test('the top of a ranking: captured leavers and lift, whatever the order of equal scores', () => {
  const labels = Array.from({ length: 100 }, (_, row) => (row < 20 ? 1 : 0));
  const scores = labels.map((label, row) => (row < 10 ? 2 : label));
  expect(topsOf(labels, scores)[2]).toEqual({ share: 0.1, captured: 0.5, lift: 5 });
  const flat = topsOf(
    labels,
    labels.map(() => 1),
  );
  expect(flat[2]?.lift).toBeCloseTo(1, 12);
});

test('bounds of a figure hold it, and are the same for the same seed', () => {
  const random = randomOf(3);
  const labels = Float64Array.from({ length: 500 }, () => (random() < 0.3 ? 1 : 0));
  const scores = labels.map((label) => label + random() * 2);
  const customers = Array.from(labels, (_, row) => `C${row}`);
  const drawn = (values: Float64Array, times: Uint16Array): number[] =>
    Array.from(values).flatMap((value, row) => Array<number>(times[row] as number).fill(value));
  const interval = () =>
    middleOfDraws(drawsOf(customers, 200, 7).map((times) => auroc(drawn(labels, times), drawn(scores, times))));
  const bounds = interval();
  expect(bounds?.low).toBeLessThan(auroc(labels, scores));
  expect(bounds?.high).toBeGreaterThan(auroc(labels, scores));
  expect(interval()).toEqual(bounds);
});
