import type { Card } from './card.ts';

/**
 * A logistic card in whole points, as people add them up by hand: only roundings change its scores. Weights are folded into the points.
 *
 * @param doubling points that double the odds of what the card measures; 20 is the custom of credit scoring
 */
export const inWholePoints = (card: Card, doubling: number): Card => {
  if (card.link.type !== 'logistic')
    throw new Error(
      'only points that stand for log-odds can be put on another scale: give a card with a logistic link',
    );
  const factor = doubling / Math.LN2;
  const scale = factor / card.link.factor;
  // + 0: a rounded nought may be a negative one, which JSON would write and read back as another.
  const whole = (points: number): number => Math.round(points * scale) + 0;
  const exact = (card.base - card.link.offset) * scale;
  const base = whole(card.base - card.link.offset);
  return {
    ...card,
    base,
    // What rounding takes from the base comes back here: nobody's probability shifts by it.
    link: { type: 'logistic', offset: base - exact, factor },
    features: card.features.map(({ weight, bins, categories, missing, other, ...rest }) => {
      const rounded = <Part extends { points: number }>(part: Part): Part => ({
        ...part,
        points: whole(part.points * weight),
      });
      return {
        ...rest,
        weight: 1,
        ...(bins ? { bins: bins.map(rounded) } : {}),
        ...(categories ? { categories: categories.map(rounded) } : {}),
        missing: rounded(missing),
        ...(other ? { other: rounded(other) } : {}),
      };
    }),
    pairs: card.pairs.map((pair) => ({ ...pair, points: pair.points.map((row) => row.map(whole)) })),
  };
};
