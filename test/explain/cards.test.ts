import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Scorecard, scorecard } from '../../shared/contracts/policy/scorecard.ts';
import { slotOf, slotsOf } from '../../shared/domain/cards/card-slots.ts';
import { explainCard } from '../../shared/domain/explain/explain-card.ts';
import { nearestChanges } from '../../shared/domain/explain/nearest-changes.ts';

const label = { en: 'Value', zh: '价值' };

const card: Scorecard = scorecard.parse({
  label,
  base: 10,
  features: [
    {
      feature: 'arpu',
      weight: 2,
      bins: [
        { below: 50, points: 1 },
        { from: 50, below: 100, points: 5 },
        { from: 100, points: 9 },
      ],
      missing: { points: 0 },
    },
    {
      feature: 'tenureMonths',
      bins: [
        { below: 12, points: 0 },
        { from: 12, points: 4 },
      ],
      missing: { points: 1 },
    },
  ],
  pairs: [
    {
      features: ['arpu', 'tenureMonths'],
      groups: [
        [0, 0, 1, 0],
        [0, 1, 0],
      ],
      points: [
        [0, 0],
        [0, 7],
      ],
    },
  ],
});

const values = (arpu: number | null, tenureMonths: number | null) => (feature: string) =>
  feature === 'arpu' ? arpu : tenureMonths;
const explain = (arpu: number | null, tenureMonths: number | null) =>
  explainCard('value', card, values(arpu, tenureMonths), 'CNY');

describe('a score taken apart', () => {
  test('names value, bin and points of each feature, in its unit', () => {
    const { lines, score, base, probability } = explain(128.5, null);
    expect(lines[0]).toMatchObject({
      written: { en: '128.5 CNY', zh: '128.5 元' },
      slotLabel: { en: '100 CNY or more', zh: '100 元及以上' },
      points: 18,
    });
    expect(lines[1]).toMatchObject({ value: null, written: { en: 'not known', zh: '未知' }, points: 1 });
    expect({ score, base, probability }).toEqual({ score: 29, base: 10, probability: null });
  });

  test('two features together give points of their own', () => {
    expect(explain(100, 12)).toMatchObject({ score: 39, pairs: [{ features: ['arpu', 'tenureMonths'], points: 7 }] });
    expect(explain(100, 11)).toMatchObject({ score: 28, pairs: [] });
  });

  test('a logistic link gives the probability that the score stands for', () => {
    const logistic = { ...card, link: { type: 'logistic', offset: 28, factor: 20 } } as const;
    expect(explainCard('c', logistic, values(100, 11), 'CNY').probability).toBe(0.5);
  });

  test('words fall into categories, and what is in none is other', () => {
    const [one] = scorecard.parse({
      label,
      base: 0,
      features: [
        {
          feature: 'segment',
          categories: [{ is: ['a', 'b'], points: 1 }],
          missing: { points: 2 },
          other: { points: 3 },
        },
      ],
    }).features as [Scorecard['features'][number]];
    expect(['b', null, 'z'].map((value) => slotsOf(one)[slotOf(one, value)])).toMatchObject([
      { kind: 'category', points: 1 },
      { kind: 'missing', points: 2 },
      { kind: 'other', points: 3 },
    ]);
  });
});

describe('what would move a score', () => {
  test('is the fewest bins of one feature, pairs counted in', () => {
    const now = explain(60, 12);
    expect(now.score).toBe(24);
    const changes = nearestChanges(card, now, (score) => score >= 30, 'CNY');
    expect(changes).toEqual([
      {
        feature: 'arpu',
        label: { en: 'Average charge', zh: '月均消费' },
        from: { en: '50 CNY to below 100 CNY', zh: '50 元（含）至 100 元' },
        to: { en: '100 CNY or more', zh: '100 元及以上' },
        points: 15,
        score: 39,
      },
    ]);
  });

  test('is nothing where no single feature reaches so far', () => {
    expect(nearestChanges(card, explain(10, 1), (score) => score >= 1000, 'CNY')).toEqual([]);
  });

  test('each change leads where it says', () => {
    const amount = fc.option(fc.double({ min: -10, max: 300, noNaN: true }));
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 0, max: 45 }), (arpu, tenure, wanted) => {
        for (const change of nearestChanges(card, explain(arpu, tenure), (score) => score >= wanted, 'CNY'))
          expect(change.score).toBeGreaterThanOrEqual(wanted);
      }),
    );
  });
});
