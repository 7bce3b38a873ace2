import { type Fit, heldOutLoss } from './passes.ts';
import { type Block, sweepsOf } from './sweep.ts';

/** Sweeps at most. */
const mostSweeps = 400;
/** Sweeps without a gain on the rows held out before it ends. */
const patience = 12;

/** Least loss that counts as a gain. */
const least = 1e-6;

/**
 * Lets boosted fits of the same features go on together, sweep by sweep, until the mean loss on the rows that each holds out has not
 * fallen for a while; their points and odds are those of the best sweep.
 */
export const fitTogether = (fits: readonly { fit: Fit; blocks: readonly Block[] }[]): void => {
  const heldOut = (): number => fits.reduce((sum, { fit }) => sum + heldOutLoss(fit), 0) / fits.length;
  const sweeps = fits.map(({ fit, blocks }) => sweepsOf(fit, blocks, 8));
  let best = { sweeps: 0, loss: heldOut() };
  const kept = fits.map(({ fit, blocks }) => ({
    odds: Float64Array.from(fit.odds),
    points: blocks.map(({ points }) => Float64Array.from(points)),
  }));
  for (let done = 1; done <= mostSweeps && done - best.sweeps <= patience; done++) {
    for (const sweep of sweeps) sweep();
    const loss = heldOut();
    if (loss > best.loss - least) continue;
    best = { sweeps: done, loss };
    fits.forEach(({ fit, blocks }, at) => {
      kept[at]?.odds.set(fit.odds);
      blocks.forEach(({ points }, block) => {
        kept[at]?.points[block]?.set(points);
      });
    });
  }
  fits.forEach(({ fit, blocks }, at) => {
    const from = kept[at];
    if (!from) return;
    fit.odds.set(from.odds);
    blocks.forEach(({ points }, block) => {
      points.set(from.points[block] as Float64Array);
    });
  });
};
