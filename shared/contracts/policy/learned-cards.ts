import * as z from 'zod';
import { scorecard } from './scorecard.ts';

/** A learned card that takes the place of a scorecard for one run. */
export const learnedCardInForce = z.strictObject({
  /** Content hash of the card's document, `cards/<hash>.json` in the facts bucket. */
  hash: z.string().min(1),
  /** The card itself: what a replay a year later scores with. */
  card: scorecard,
});

/** Learned cards in force, by the scorecard whose place they take. */
export const learnedCards = z.record(z.string(), learnedCardInForce);
/** Learned cards in force, by the scorecard whose place they take. */
export type LearnedCards = z.infer<typeof learnedCards>;
