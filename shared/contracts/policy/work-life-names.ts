import type * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import type { Policy } from '../policy.ts';

/** Refuses hours for a tier that the first scheme has not: late work of its customers would go by the hours of all. */
export const checkWorkLifeNames = ({ schemes, workLife }: Policy, context: z.RefinementCtx<Policy>): void => {
  const tiers = Object.values(schemes)[0]?.tiers.map(({ name }) => name) ?? [];
  for (const tier of Object.keys(workLife.tiers))
    if (!tiers.includes(tier))
      context.addIssue({
        code: 'custom',
        path: ['workLife', 'tiers', tier],
        message: `unknown tier "${tier}"${didYouMean(tier, tiers)}`,
      });
};
