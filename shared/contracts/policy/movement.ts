import * as z from 'zod';
import { label } from '../field.ts';
import { condition } from './condition.ts';

/** Something so serious that it demotes at once: no margin, stay or grace counts. While it holds nobody is promoted. */
export const demotionEvent = z
  .strictObject({
    /** What happened, for a person. */
    label: label(),
    /** When it has. */
    when: condition,
    /** Tier that the customer falls to, unless that would be a better one. */
    to: z.string().min(1).optional(),
    /** Or: so many tiers down, once, when it begins to hold. */
    steps: z.number().int().min(1).optional(),
  })
  .refine(({ to, steps }) => (to === undefined) !== (steps === undefined), {
    error: 'give either "to" (a tier) or "steps" (how many tiers down)',
  });

/** Promotion only after a clean time, counted from when the condition began to hold, and again in every new tier. */
const cleanTime = z
  .strictObject({
    /** What counts as clean. */
    when: condition,
    /** So many whole months of it. */
    months: z.number().int().min(1).max(120).optional(),
    /** Or so many days of it. */
    days: z.number().int().min(1).max(3660).optional(),
  })
  .refine(({ months, days }) => (months === undefined) !== (days === undefined), {
    error: 'give either "months" or "days"',
  });

/**
 * How a customer moves between the tiers of a scheme. Margins are in what the scheme grades by: points of a card, the
 * feature's unit, or, of percentiles, a share of the customers.
 */
export const movement = z
  .strictObject({
    /** A tier is held for so many days before score or rule may change it, up or down. */
    minimumStayDays: z.number().int().min(0).max(3660).default(0),
    /** At most so many tiers a run, up or down; left out: as many as it takes. */
    steps: z.number().int().min(1).optional(),
    /** Worse tiers. */
    demotion: z
      .strictObject({
        /** The tier is kept until the customer is further than this below its edge: who wavers is not moved every night. */
        margin: z.number().min(0).default(0),
        /** Whole months for which the customer must have been below before it counts. */
        graceMonths: z.number().int().min(0).max(36).default(0),
        /** What demotes at once; of several that hold, the one that demotes furthest counts. */
        events: z.array(demotionEvent).default([]),
      })
      .prefault({}),
    /** Better tiers. */
    promotion: z
      .strictObject({
        /** A better tier is given only to who is this far above its edge. A first decision asks for none. */
        margin: z.number().min(0).default(0),
        /** Time without a fault that promotion asks for. */
        clean: cleanTime.optional(),
      })
      .prefault({}),
  })
  .prefault({});
