import * as z from 'zod';
import { calendarDate, instant, label } from '../field.ts';
import { formerEntry } from './former.ts';

/** Why a score is what it is: one bin of one scorecard that gave points. */
export const reason = z.object({
  /** Scorecard that gave the points. */
  card: z.string(),
  /** Feature of the catalogue. */
  feature: z.string(),
  /** The feature's value in its own unit, or its word; null where it was missing. */
  value: z.union([z.number(), z.string()]).nullable(),
  /** Points that the bin gave. */
  points: z.number(),
  /** What an agent reads, in both languages. */
  label: label(),
});
/** Why a score is what it is. */
export type Reason = z.infer<typeof reason>;

/** What may come of a customer: who may leave, why, and what is at stake. */
const outlook = z.object({
  /** Probability of leaving within the policy's window, 0 to 1. */
  probability: z.number(),
  /** Lifetime value, in the policy's currency; null where the charge is not known. */
  lifetimeValue: z.number().nullable(),
  /** Lifetime value times probability; null likewise. */
  valueAtRisk: z.number().nullable(),
  /** The policy's rule that says why; null for customers who are not asked about. */
  reason: z.string().nullable(),
  /** Kind of churn by that rule. */
  kind: z.string().nullable(),
  /** Cause of churn by that rule. */
  cause: z.string().nullable(),
  /** Pattern of conduct: flea, loyal; null where none holds. */
  conduct: z.string().nullable(),
  /** How the customer is kept. */
  track: z.string().nullable(),
});

/** What the policy says of one customer at one instant: DynamoDB item of the decisions table, and row of a snapshot. */
export const decision = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** Partition key: the operator's id of the customer. */
  customerId: z.string().min(1),
  /** Region at the time, or null. */
  region: z.string().nullable(),
  /** Points by scorecard name: the value score apart from the others (three levels of grading). */
  scores: z.record(z.string(), z.number()),
  /** Tier by scheme name; none of a scheme that does not grade the customer. */
  tiers: z.record(z.string(), z.string()),
  /** Since when each tier holds, by scheme name. */
  tiersSince: z.record(z.string(), instant()),
  /** Since when the customer has been below the tier held, by scheme name: while grace lasts. */
  fallingSince: z.record(z.string(), instant()).default({}),
  /** Since when the customer has been clean, by scheme name: what a promotion asks for. */
  cleanSince: z.record(z.string(), instant()).default({}),
  /** Since when something that demotes at once has held, by scheme name. */
  eventSince: z.record(z.string(), instant()).default({}),
  /** Lifecycle stage. */
  stage: z.string(),
  /** Since when the stage holds. */
  stageSince: instant(),
  /**
   * Churn risk: points of the churn card, the band they fall in, and content hash of the card that made them: of a learned
   * card `cards/<hash>.json`, of a hand-written one that of its text in the policy. Blank in decisions from before there were learned cards.
   */
  risk: z.object({ points: z.number(), band: z.string(), card: z.string().default('') }),
  /** A key customer by the policy's rule. */
  keyCustomer: z.boolean(),
  /** Kinds of key customers that hold, in the policy's order. */
  keyKinds: z.array(z.string()).default([]),
  /** Watch lists that the customer stands on, and since when. */
  watch: z.record(z.string(), instant()).default({}),
  /** Behaviour segment, and id of the method that made it; absent where the policy has none, or nothing is known. */
  behaviour: z.object({ segment: z.string(), method: z.string() }).optional(),
  /** Who may leave, why, and what is at stake; absent where the policy does not ask. */
  churn: outlook.optional(),
  /** Entry in the archive of former customers; absent for who never left. */
  former: formerEntry.optional(),
  /** Names of the best offers, the best first; absent where there are none. */
  offers: z.array(z.string()).optional(),
  /** How the customer is kept: the policy's rule by value tier, stage and brand; null where none holds. */
  upkeep: z.string().nullable().default(null),
  /** Promises to the customer, by name: how many are open, and broken in the days that count; absent where there are none. */
  promises: z.object({ open: z.record(z.string(), z.number()), broken: z.record(z.string(), z.number()) }).optional(),
  /** What desks and the voice menu give the customer; absent where the policy says nothing. */
  entitlements: z
    .object({
      /** The policy's rule. */
      name: z.string(),
      /** Place in the queue: 1 goes first. */
      queueRank: z.number().int(),
      /** Past the voice menu, straight to a person. */
      greenChannel: z.boolean(),
      /** Desk that takes the call; absent: any. */
      desk: z.string().optional(),
    })
    .optional(),
  /** Strongest reasons of the churn card first, then of the value card. */
  reasons: z.array(reason),
  /** Work that stands open for the customer by programme: content-made ids; so the next night does not ask again. */
  work: z.record(z.string(), z.string()),
  /** Instant of the run that asked for that work, by programme: so that a new month does not ask again the day after. */
  workSince: z.record(z.string(), instant()),
  /** Day on which a planned visit is asked for, by programme; absent where none is planned. */
  visits: z.record(z.string(), calendarDate()).optional(),
  /** Content hash of the policy that made it. */
  policy: z.string(),
  /** Dumps whose facts were used, sorted. */
  dumps: z.array(z.string()),
  /** Run that last changed it. */
  runId: z.string(),
  /** Instant the decision was made for. */
  decidedAt: instant(),
});
/** What the policy says of one customer at one instant. */
export type Decision = z.infer<typeof decision>;
