import * as z from 'zod';
import { instant } from './field.ts';
import { condition } from './policy/condition.ts';

/** When a playbook stops by itself: part of the policy. Every number has a default, so that it may be left out. */
export const harmGuardPolicy = z.strictObject({
  /**
   * Chance of ever stopping a playbook that does no harm, however often one looks. One false stop in 20 playbooks costs
   * an operator a look at the figures and a word to resume.
   */
  alpha: z.number().gt(0).max(0.5).default(0.05),
  /**
   * How much more often contacted customers may leave than those left alone, as ratios of hazards, each with equal
   * weight. Between 10 % more and three times as often: less harm is not found in a year, more needs no test.
   */
  hazardRatios: z
    .array(z.number().gt(1, { error: 'no harm: give ratios above 1' }).max(20))
    .min(1)
    .default([1.1, 1.25, 1.5, 2, 3]),
  /** Confidence of the interval that is reported of the uplift. */
  confidence: z.number().min(0.5).max(0.999).default(0.95),
  /**
   * Days after the draw for which a customer is followed. Half a year: who falls silent counts as gone only after some three
   * months, and what contact does should have shown by then.
   */
  followDays: z.number().int().min(1).max(1_000).default(180),
  /** Who has left. Left out: whoever `former.left` means, and where the policy keeps no archive, closed subscriptions. */
  left: condition.optional(),
});
/** When a playbook stops by itself. */
export type HarmGuardPolicy = z.infer<typeof harmGuardPolicy>;

const group = z
  .object({
    /** Customers of the group that had not left before the look before. */
    atRisk: z.number().int().min(0),
    /** How many of them have left since. */
    left: z.number().int().min(0),
  })
  .refine(({ atRisk, left }) => left <= atRisk, { error: 'more customers left than were there' });

/**
 * What one look at a playbook sees, by risk band at the draw: who is at high risk leaves more often whatever anybody does,
 * so only customers of one band are compared. `contacted` are all that were to be contacted, whether or not anybody reached
 * them: only so do both groups differ by nothing but the draw.
 */
export const guardLook = z.object({
  /** Instant of the look: the run's. */
  at: instant(),
  /** By band. */
  bands: z.record(z.string(), z.object({ contacted: group, heldOut: group })),
});
/** What one look at a playbook sees. */
export type GuardLook = z.infer<typeof guardLook>;

/** What the guard knows of a playbook, from night to night. */
export const guardState = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** `stopped`: the playbook contacts nobody until an operator resumes it. */
  status: z.enum(['running', 'stopped']),
  /** Instant of the last look; null before the first. */
  lastLook: instant().nullable(),
  /** Ratios that the evidence is for; a policy that changes them begins anew. */
  hazardRatios: z.array(z.number()),
  /** By hazard ratio: logarithm of the evidence for it against "no harm". */
  logEvidence: z.array(z.number()),
  /** Looks, and leavers by group, since the beginning or the last resume. */
  looks: z.number().int().min(0),
  contactedLeft: z.number().int().min(0),
  heldOutLeft: z.number().int().min(0),
  /** When it stopped, and what the evidence then was (1 / alpha or more). */
  stopped: z.object({ at: instant(), evidence: z.number() }).nullable(),
  /** Who resumed it, when, and why, oldest first. */
  resumed: z.array(z.object({ at: instant(), by: z.string().min(1), why: z.string().min(1) })),
});
/** What the guard knows of a playbook. */
export type GuardState = z.infer<typeof guardState>;
