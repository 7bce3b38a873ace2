import { expect, test } from 'vitest';
import { card } from '../../shared/learn/card.ts';
import { figuresOf } from '../../shared/learn/metrics.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { train } from '../../shared/learn/train.ts';
import { inWholePoints } from '../../shared/learn/whole-points.ts';
import { base } from './tables.ts';

const { table, labels } = base(2_000);
const learned = train(table, labels, { label: { en: 'Leaving', zh: '离网' }, seed: 1 }).card;
const fresh = base(2_000, 2);
const promised = (given: typeof learned): Float64Array => {
  const { scores, probability } = scorer(given);
  return scores(fresh.table).map((score) => probability?.(score) as number);
};
const pointsOf = (given: typeof learned): number[] => [
  given.base,
  ...given.features.flatMap(({ bins, categories, missing, other }) =>
    [...(bins ?? []), ...(categories ?? []), missing, ...(other ? [other] : [])].map(({ points }) => points),
  ),
  ...given.pairs.flatMap(({ points }) => points.flat()),
];

test('whole points, 20 to double the odds, rank and promise nearly as the card does', () => {
  const whole = inWholePoints(learned, 20);
  expect(card.parse(whole)).toEqual(whole);
  expect(pointsOf(whole).every((points) => Number.isInteger(points) && !Object.is(points, -0))).toBe(true);
  const [before, after] = [learned, whole].map((one) => figuresOf(fresh.labels, promised(one)));
  expect(after?.auroc).toBeCloseTo(before?.auroc as number, 2);
  expect(after?.logLoss).toBeCloseTo(before?.logLoss as number, 2);
  const probability = scorer(whole).probability as (score: number) => number;
  const odds = (score: number): number => probability(score) / (1 - probability(score));
  expect(odds(30) / odds(10)).toBeCloseTo(2, 9);
});

test('so many points that nothing is rounded away change no probability', () => {
  const [exact, fine] = [promised(learned), promised(inWholePoints(learned, 1e9))];
  for (let row = 0; row < exact.length; row++) expect(fine[row]).toBeCloseTo(exact[row] as number, 6);
});

test('weights are folded into the points', () => {
  const heavier = { ...learned, features: learned.features.map((feature) => ({ ...feature, weight: 2 })) };
  const [exact, fine] = [promised(heavier), promised(inWholePoints(heavier, 1e9))];
  for (let row = 0; row < 200; row++) expect(fine[row]).toBeCloseTo(exact[row] as number, 6);
});

test('points that are no log-odds have no such scale', () => {
  expect(() => inWholePoints({ ...learned, link: { type: 'points' } }, 20)).toThrow('logistic link');
});
