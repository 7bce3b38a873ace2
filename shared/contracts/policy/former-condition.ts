import * as z from 'zod';

const names = () => z.array(z.string().min(1)).min(1, { error: 'names nothing: give at least one' });

/** Asks for an entry of the archive of former customers; all that is given must hold. */
export const formerCondition = z
  .strictObject({
    /** Days since leaving, at least. */
    daysFrom: z.number().min(0).optional(),
    /** Days since leaving, fewer than. */
    daysBelow: z.number().min(0).optional(),
    /** Last tier of the scheme that the archive remembers is one of these. */
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
