import * as z from 'zod';
import { calendarDate } from '../field.ts';

/** Entry of the archive of former customers: part of a decision, and so erased with it. */
export const formerEntry = z.object({
  /** Day of leaving: the last day of the newest month with any use or charge. */
  on: calendarDate(),
  /** Tier the night before the customer was gone, of the scheme that the archive remembers. */
  tier: z.string(),
  /** Charge a month that the policy remembers, in its currency; null where not known. */
  charge: z.number().nullable(),
  /** Kind of churn; null where nobody asked before the customer was gone. */
  kind: z.string().nullable(),
  /** Cause of churn; null likewise. */
  cause: z.string().nullable(),
  /** Day on which the customer was seen again; null while gone. */
  back: calendarDate().nullable(),
});
/** Entry of the archive of former customers. */
export type FormerEntry = z.infer<typeof formerEntry>;
