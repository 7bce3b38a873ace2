import * as z from 'zod';
import { type FeedName, featureFeeds, feedNames } from './feeds/index.ts';
import type { Policy } from './policy.ts';

/** Months for which facts are kept, by feed: so many that are over, besides the one under way. */
export const keptMonths = z.record(z.enum(feedNames), z.number().int().min(1));
/** Months for which facts are kept, by feed. */
export type KeptMonths = z.infer<typeof keptMonths>;

type Windows = Pick<Policy, 'windowMonths' | 'learning'>;

/**
 * Months that learning looks back: what became of customers after the newest cut, back to the oldest cut, and what a night at
 * that cut would have seen. 0 where nothing is learned.
 */
export const monthsOfLearning = ({ windowMonths, learning }: Windows): number =>
  learning ? windowMonths + learning.cuts + learning.leadMonths + learning.outcomeMonths : 0;

/** Months that a policy looks back at a feed's facts. Of erasures, nothing is left once they are done. */
export const monthsLookedBack = (feed: FeedName, policy: Windows): number => {
  if (feed === 'erasures') return 0;
  return featureFeeds.includes(feed) ? Math.max(policy.windowMonths, monthsOfLearning(policy)) : policy.windowMonths;
};
