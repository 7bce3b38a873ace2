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

const periods = ['month', 'quarter', 'year'] as const;
/** Months of each period. */
export const monthsOf = { month: 1, quarter: 3, year: 12 } as const;
const period = () => z.enum(periods, { error: `not one of ${periods.join(', ')}` });

const members = {
  /** Once in each of these, on a day of the calendar's month, quarter or year. */
  every: period().optional(),
  /**
   * With `every`: months of the quarter or year in which the visit is made, the first is 1. Left out: the last one of a
   * quarter, as operators have it (季回访), and any of a year.
   */
  inMonths: z
    .strictObject({ from: z.number().int().min(1).max(12), until: z.number().int().min(1).max(12) })
    .optional(),
  /** Once a year, between these two days, `MM-DD`, which may reach over the new year. */
  season: z.strictObject({ from: dayOfYear(), until: dayOfYear() }).optional(),
  /** When it is called for (不定期拜访), at most once in each of these. */
  once: period().optional(),
  /** With `once`: within so many working days, the first day among them. */
  withinDays: z.number().int().min(1).max(92).optional(),
};

type Given = { [Member in keyof typeof members]?: z.infer<(typeof members)[Member]> } & { byRules?: true | undefined };

const check = (heads: readonly (keyof Given)[]) => (given: Given, context: z.RefinementCtx) => {
  const problem = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', path, message });
  const found = heads.filter((head) => given[head] !== undefined);
  if (found.length !== 1)
    problem(
      `a cadence says exactly one thing, this one ${found.length === 0 ? 'says none' : `says ${found.join(' and ')}`}: use one of ${heads.join(', ')}`,
    );
  if ((given.once === undefined) !== (given.withinDays === undefined))
    problem('"once" (month, quarter, year) and "withinDays" (working days) go together');
  if (!given.inMonths) return;
  const { from, until } = given.inMonths;
  if (given.every === undefined || given.every === 'month')
    problem('only a quarter or a year has months to choose from', ['inMonths']);
  else if (until > monthsOf[given.every])
    problem(`a ${given.every} has ${monthsOf[given.every]} months, not ${until}`, ['inMonths', 'until']);
  if (until < from) problem('lies before from', ['inMonths', 'until']);
};

/**
 * How often a customer is visited: once in each month, quarter or year; once a year in a season; or when it is called for.
 * Exactly one of `every`, `season`, `once`.
 */
export const cadence = z.strictObject(members).superRefine(check(['every', 'season', 'once']));
/** How often a customer is visited. */
export type Cadence = z.infer<typeof cadence>;

/** What a programme says: a cadence of its own, or `byRules`, the first rule of the policy's `visits.cadences` that holds. */
export const programmeCadence = z
  .strictObject({ ...members, byRules: z.literal(true).optional() })
  .superRefine(check(['every', 'season', 'once', 'byRules']));
