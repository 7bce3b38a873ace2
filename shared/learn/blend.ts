import { mixture } from './additive.ts';
import type { Learned } from './calibrate.ts';
import { type Folded, lossOfScores, type Mains, outOfFold } from './fit-mains.ts';
import type { Slots } from './slots.ts';

/** Shares of the learned card that are tried beside the prior. */
const shares = [1, 0.75, 0.5, 0.25];

/** The mean of the prior and a learned card, in the shares that tell rows not seen best. */
export const blendedWith = (
  prior: Learned,
  learned: Mains,
  { labels, fold }: Folded,
  slots: readonly Slots[],
): { share: number; mains: Mains } => {
  const tried = shares.map((share) => {
    const byFold = learned.byFold.map((scores, own) =>
      scores.map((score, row) => share * score + (1 - share) * (prior.byFold[own]?.[row] as number)),
    );
    return { share, byFold, loss: lossOfScores(labels, outOfFold(fold, byFold)) };
  });
  const { share, byFold, loss } = tried.reduce((best, next) => (next.loss < best.loss ? next : best));
  const parts = [
    { weight: share, model: learned.model },
    { weight: 1 - share, model: prior.model },
  ];
  const model = mixture(
    parts.filter(({ weight }) => weight > 0),
    slots,
  );
  return { share, mains: { ...learned, model, byFold, losses: { ...learned.losses, mains: loss } } };
};
