import * as z from 'zod';
import { label } from '../field.ts';

/** One tier, or one band: everything from `from` points on that no better one takes. */
export const threshold = z.strictObject({
  /** What decisions, counts and conditions call it. */
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
  /** What a person reads. */
  label: label(),
  /** Least points, included; left out in the last one, which takes everybody else. */
  from: z.number().optional(),
});
/** One tier, or one band. */
export type Threshold = z.infer<typeof threshold>;

/** Tiers or bands, best (or most at risk) first, with falling thresholds; the last takes the rest. */
export const thresholds = z
  .array(threshold)
  .min(1, { error: 'none given: give at least one' })
  .superRefine((list, context) => {
    const problem = (index: number, message: string) => context.addIssue({ code: 'custom', path: [index], message });
    list.forEach(({ name, from }, index) => {
      const before = list[index - 1];
      if (list.findIndex((other) => other.name === name) < index)
        problem(index, `"${name}" is there twice: names must differ`);
      const last = index === list.length - 1;
      if (last && from !== undefined)
        problem(index, `gap: fewer than ${from} points belong to nothing; leave "from" of the last one out`);
      if (!last && from === undefined)
        problem(index, `"${name}" takes everybody, so that those after it get nobody: give "from"`);
      if (before?.from !== undefined && from !== undefined && from >= before.from)
        problem(index, `not sorted: from ${from} stands after from ${before.from}; write the highest first`);
    });
  });

/** How a score becomes a tier. */
export const scheme = z.strictObject({
  /** What it grades. */
  label: label(),
  /** Scorecard whose points decide. */
  card: z.string().min(1),
  /** Tiers, best first. */
  tiers: thresholds,
  /**
   * A customer keeps the tier until the points fall by more than this below its threshold: who wavers around an edge is
   * not moved every night. Points; 0 for none.
   */
  demotionMargin: z.number().min(0).default(0),
  /** What the red and the black list do to the tier. */
  lists: z
    .strictObject({
      /** A red-listed customer is never demoted by a score. */
      redKeepsTier: z.boolean().default(true),
      /** Tier of every black-listed customer; left out: the score decides. */
      blackTier: z.string().optional(),
    })
    .prefault({}),
});
/** How a score becomes a tier. */
export type Scheme = z.infer<typeof scheme>;
