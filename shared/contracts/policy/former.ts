import * as z from 'zod';
import { featureName } from '../features.ts';
import { condition } from './condition.ts';

/** Former customers, kept for win-back (保留档案库). Who of them is asked when is a programme like any other. */
export const formerPolicy = z.strictObject({
  /** Who has left: a closed subscription, or nothing heard for so long. */
  left: condition,
  /** Feature that is the charge to remember; one that looks far back, because the last months of a leaver are small. */
  charge: featureName(),
  /** Feature that says how many days ago the customer was last active: the day of leaving. */
  silentDays: featureName(),
});
/** Former customers. */
export type FormerPolicy = z.infer<typeof formerPolicy>;

const names = () => z.array(z.string().min(1)).min(1, { error: 'names nothing: give at least one' });

/** Asks for an entry of the archive of former customers; all that is given must hold. */
export const formerCondition = z
  .strictObject({
    /** Days since leaving, at least. */
    daysFrom: z.number().min(0).optional(),
    /** Days since leaving, fewer than. */
    daysBelow: z.number().min(0).optional(),
    /** Last tier of the policy's first scheme is one of these. */
    tier: names().optional(),
    /** Kind of churn is one of these. */
    kind: names().optional(),
    /** Cause of churn is one of these. */
    cause: names().optional(),
    /** Charge a month, at least. */
    chargeFrom: z.number().optional(),
    /** Has come back since (true), or has not (false). */
    back: z.boolean().optional(),
  })
  .refine(({ daysFrom = 0, daysBelow = Number.POSITIVE_INFINITY }) => daysFrom < daysBelow, {
    error: 'never holds: "daysFrom" is not less than "daysBelow"',
  });
/** Asks for an entry of the archive. */
export type FormerCondition = z.infer<typeof formerCondition>;
