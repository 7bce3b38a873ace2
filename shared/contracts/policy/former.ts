import * as z from 'zod';
import { featureName } from '../features.ts';
import { condition } from './condition.ts';

/** Former customers, kept for win-back (保留档案库). Who of them is asked when is a programme like any other. */
export const formerPolicy = z.strictObject({
  /** Who has left: a closed subscription, or nothing heard for so long. */
  left: condition,
  /** Scheme whose tier is remembered; the policy's first where left out. */
  scheme: z.string().optional(),
  /** Feature that is the charge to remember; one that looks far back, because the last months of a leaver are small. */
  charge: featureName(),
  /** Feature that says how many days ago the customer was last active: the day of leaving. */
  silentDays: featureName(),
});
/** Former customers. */
export type FormerPolicy = z.infer<typeof formerPolicy>;
