import * as z from 'zod';

/** Days of the longest February: a window may end on 29 February; in other years it ends a day sooner. */
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const dayOfYear = () =>
  z
    .string()
    .regex(/^\d{2}-\d{2}$/, { error: 'not a day of the year such as 03-20' })
    .refine(
      (text) => {
        const [month = 0, day = 0] = text.split('-').map(Number);
        return day >= 1 && day <= (monthLengths[month - 1] ?? 0);
      },
      { error: 'not a day of the calendar' },
    );

/**
 * How often a customer is visited: every month, once a quarter (in its last month), once a year, or once a year in a
 * season, which may reach over the new year.
 */
export const cadence = z.union(
  [
    z.strictObject({
      /** Once in each. */
      every: z.enum(['month', 'quarter', 'year'], { error: 'not one of month, quarter, year' }),
    }),
    z.strictObject({
      /** First and last day of the season, `MM-DD`. */
      season: z.strictObject({ from: dayOfYear(), until: dayOfYear() }),
    }),
  ],
  { error: 'give either every (month, quarter, year) or season (from, until)' },
);
/** How often a customer is visited. */
export type Cadence = z.infer<typeof cadence>;
