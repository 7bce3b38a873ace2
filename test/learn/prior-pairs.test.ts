import { describe, expect, test } from 'vitest';
import { type Card, card } from '../../shared/learn/card.ts';
import { auroc } from '../../shared/learn/metrics.ts';
import { scorer } from '../../shared/learn/score-card.ts';
import { train } from '../../shared/learn/train.ts';
import { base } from './tables.ts';

const options = { label: { en: 'Leaving', zh: '离网' }, seed: 1 };

/** What the made-up base does, as somebody who half knows it would write it: many calls from abroad are worth three log-odds. */
const prior: Card = card.parse({
  label: { en: 'By hand', zh: '人工' },
  base: -1,
  link: { type: 'logistic', offset: 0, factor: 1 },
  features: [
    {
      feature: 'calls',
      bins: [
        { below: 5, points: 0 },
        { from: 5, points: 0 },
      ],
      missing: { points: 0 },
    },
    { feature: 'plan', categories: [{ is: ['abroad'], points: 0 }], missing: { points: 0 }, other: { points: 0 } },
  ],
  pairs: [
    {
      features: ['calls', 'plan'],
      groups: [
        [0, 1, 0],
        [1, 0, 0],
      ],
      points: [
        [0, 0],
        [0, 3],
      ],
    },
  ],
});

/** Log-odds that calls and plan are worth together, beyond what each is worth alone. */
const together = (one: Card): number => {
  const { score, probability } = scorer(one);
  const logOdds = (calls: number, plan: string): number => {
    const chance = probability?.(score({ calls, plan, months: 30, spend: 100, noise: 0.5 })) as number;
    return Math.log(chance / (1 - chance));
  };
  return logOdds(8, 'abroad') - logOdds(1, 'abroad') - logOdds(8, 'home') + logOdds(1, 'home');
};

describe('pairs of a prior', () => {
  const fresh = base(3_000, 2);
  const aurocOf = (one: Card): number => auroc(fresh.labels, scorer(one).scores(fresh.table));

  test('few labels leave them as they are, on a scale that fits the labels', () => {
    const few = base(60, 5);
    const { card: learned, report } = train(few.table, few.labels, { ...options, prior });
    expect(report.from).toBe('prior');
    expect(learned.pairs.map(({ features }) => features)).toEqual([['calls', 'plan']]);
    expect(aurocOf(learned)).toBeCloseTo(aurocOf(prior), 9);
  });

  test('thousands of labels learn around them: what the two do together is counted once', () => {
    const many = base(3_000, 1);
    const { card: learned, report } = train(many.table, many.labels, { ...options, prior });
    expect(report.from).not.toBe('prior');
    expect(aurocOf(learned)).toBeGreaterThan(aurocOf(prior) + 0.05);
    expect(together(learned)).toBeGreaterThan(2);
    expect(together(learned)).toBeLessThan(4);
  });

  test('a pair that the labels speak against is taken back', () => {
    const wrong = structuredClone(prior);
    wrong.pairs[0]?.points.splice(1, 1, [0, -3]);
    const many = base(6_000, 1);
    expect(together(train(many.table, many.labels, { ...options, prior: wrong }).card)).toBeGreaterThan(1);
  });
});
