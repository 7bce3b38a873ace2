import { didYouMean } from '../contracts/did-you-mean.ts';
import { type Additive, logOddsOf } from './additive.ts';
import { bindCard } from './bind-card.ts';
import type { Card } from './card.ts';
import { logisticLine } from './metrics.ts';
import type { Slots } from './slots.ts';
import { columnNames, type Table } from './table.ts';
import { CannotLearn } from './trouble.ts';

/** A prior must speak of the table's columns, and of numbers as numbers. @throws CannotLearn with the column */
export const checkPrior = ({ features }: Card, table: Table): void => {
  for (const { feature, bins } of features) {
    const [number, text] = [table.numbers.has(feature), table.texts.has(feature)];
    if (!number && !text)
      throw new CannotLearn(
        `the prior scores "${feature}", which is no column${didYouMean(feature, columnNames(table))}`,
      );
    if (number !== (bins !== undefined))
      throw new CannotLearn(
        `the prior has ${bins ? 'bins' : 'categories'} for "${feature}", which is a column of ${number ? 'numbers' : 'words'}`,
      );
  }
};

/**
 * How sure the prior's own scale is, as inverse variances: the base rate may be elsewhere by a log-odd, the slope by seven tenths. Points that are
 * no log-odds are first brought to a standard deviation of one.
 */
const certainty = { intercept: 1, slope: 2 };

/**
 * The prior on the slots of a table, in log-odds that fit its labels: its ranking is kept, its base and scale follow the labels as far
 * as these are many.
 */
export const priorOn = (card: Card, slots: readonly Slots[], labels: Float64Array): Additive => {
  const model = bindCard(card, slots);
  const scores = logOddsOf(model, slots, labels.length);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) || 1;
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const rate = Math.log(positives / (labels.length - positives));
  const isLogistic = card.link.type === 'logistic';
  const line = isLogistic ? { intercept: 0, slope: 1 } : { intercept: rate - mean / deviation, slope: 1 / deviation };
  const scale = isLogistic ? 1 : deviation;
  const fitted = logisticLine(labels, scores, {
    line,
    intercept: certainty.intercept,
    slope: certainty.slope * scale * scale,
  });
  const scaled = (points: Float64Array): Float64Array => points.map((value) => value * fitted.slope);
  return {
    base: fitted.intercept + fitted.slope * model.base,
    mains: model.mains.map(scaled),
    pairs: model.pairs.map((pair) => ({ ...pair, points: scaled(pair.points) })),
  };
};
