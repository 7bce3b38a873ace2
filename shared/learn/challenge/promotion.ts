import type { JudgedCard, LearnedCard } from '../../contracts/learned-card.ts';
import type { Learning } from '../../contracts/policy/learning.ts';

/** Whether a challenger may take the place of the card in force by the policy's rule, and every condition in words. */
export type Promotion = {
  passes: boolean;
  conditions: { holds: boolean; words: string }[];
};

const three = (value: number): string => value.toFixed(3);

/** The card that a challenger must beat: the one in force, else the hand-written one, which is then in force. */
export const rivalIn = ({ backtest: { cards } }: LearnedCard): JudgedCard | undefined =>
  ['in-force', 'parent', 'hand-written'].map((who) => cards.find((card) => card.who === who)).find((card) => card);

/** Asks the policy's rule: better by a margin, calibrated, and no slice worse by more than it allows. */
export const promotionOf = (card: LearnedCard, rule: Learning['promote']): Promotion => {
  const challenger = card.backtest.cards.find(({ who }) => who === 'challenger');
  const rival = rivalIn(card);
  if (!challenger || !rival) return { passes: false, conditions: [{ holds: false, words: 'there is no backtest' }] };
  const gain = rival.behind?.value ?? Number.NaN;
  const slope = challenger.figures.slope?.value ?? Number.NaN;
  const ece = challenger.figures.ece?.value ?? Number.NaN;
  const falls = challenger.slices.flatMap(({ by, value, figures }) => {
    const other = rival.slices.find((slice) => slice.by === by && slice.value === value)?.figures.auroc?.value;
    const own = figures.auroc?.value;
    return other === undefined || own === undefined ? [] : [{ slice: `${by} ${value}`, fall: other - own }];
  });
  const worst = falls.sort((left, right) => right.fall - left.fall)[0];
  // NaN fails every comparison: what is not known does not pass.
  const conditions = [
    {
      holds: gain >= rule.margin,
      words: `AUROC better than the ${rival.who} card's by ${three(gain)} (at least ${rule.margin})`,
    },
    {
      holds: slope >= rule.slope[0] && slope <= rule.slope[1],
      words: `calibration slope ${three(slope)} (${rule.slope[0]} to ${rule.slope[1]})`,
    },
    { holds: ece <= rule.ece, words: `expected calibration error ${three(ece)} (at most ${rule.ece})` },
    {
      holds: !worst || worst.fall <= rule.sliceWorse,
      words: worst
        ? `no slice worse by more than ${rule.sliceWorse}: the worst is ${worst.slice}, by ${three(Math.max(0, worst.fall))}`
        : 'no slice has enough leavers to be judged',
    },
  ];
  return { passes: conditions.every(({ holds }) => holds), conditions };
};
