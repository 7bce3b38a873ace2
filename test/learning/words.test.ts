import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scorecard } from '../../shared/contracts/policy/scorecard.ts';
import { withWords } from '../../shared/learn/challenge/words.ts';
import { scorer } from '../../shared/learn/score-card.ts';

const label = { en: 'Churn', zh: '离网' };
const written = scorecard.parse({
  label,
  base: 0,
  features: [
    {
      feature: 'contractMonths',
      bins: [
        { below: 1, points: 9, label: { en: 'Month to month', zh: '按月' } },
        { from: 1, points: 0 },
      ],
      missing: { points: 0 },
    },
  ],
});

/** A learned card whose bins straddle nought, and the edge where the operator's words change. */
const learned = scorecard.parse({
  label,
  base: -3,
  link: { type: 'logistic' },
  features: [
    {
      feature: 'contractMonths',
      bins: [
        { below: 6, points: 1 },
        { from: 6, points: -1 },
      ],
      missing: { points: 0.5 },
    },
    {
      feature: 'voiceFall',
      bins: [
        { below: 0.3, points: -0.2 },
        { from: 0.3, points: 2 },
      ],
      missing: { points: 0 },
    },
  ],
  pairs: [
    {
      features: ['contractMonths', 'voiceFall'],
      groups: [
        [0, 1, 0],
        [0, 1, 0],
      ],
      points: [
        [0, 1],
        [0.5, 0],
      ],
    },
  ],
});

test('bins are cut where words change: the operator’s own stay, and what rose is not said to have fallen', () => {
  const card = withWords(learned, written);
  expect(card.features[0]?.bins?.map(({ from, below, label: words }) => [from, below, words?.en])).toEqual([
    [undefined, 1, 'Month to month'],
    [1, 6, undefined],
    [6, undefined, undefined],
  ]);
  expect(card.features[1]?.bins?.map(({ from, below, label: words }) => [from, below, words?.en])).toEqual([
    [undefined, 0, 'Calls rose {value} against own average'],
    [0, 0.3, undefined],
    [0.3, undefined, undefined],
  ]);
});

test('no score moves, and the card still holds together', () => {
  const card = scorecard.parse(withWords(learned, written));
  const [before, after] = [scorer(learned), scorer(card)];
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 0, max: 30 })),
      fc.option(fc.double({ min: -2, max: 1, noNaN: true })),
      (contractMonths, voiceFall) => {
        const row = { contractMonths, voiceFall };
        expect(after.score(row)).toBe(before.score(row));
      },
    ),
  );
});
