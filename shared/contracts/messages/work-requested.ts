import * as z from 'zod';
import { calendarDate, instant, label } from '../field.ts';
import { reason } from '../items/decision.ts';

/** The kinds of work; each has its own queue. */
export const workKind = z.enum(['churn-risk', 'return-visit']);
/** A kind of work. */
export type WorkKind = z.infer<typeof workKind>;

/** Queues `churn-risk` and `return-visit`: one thing for one agent about one customer. Name and number travel masked. */
export const workRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** Made of customer, kind and period: the same work asked for twice has one id. */
  workId: z.string().min(1),
  /** Which queue it belongs to. */
  kind: workKind,
  /** Programme of the policy that asked for it: `retention`, `monthly-visit`, `quarterly-visit`, ... */
  programme: z.string().min(1),
  /** The run whose roster of agents applies: the one that asked, or the newest when waiting work is asked for again. */
  runId: z.string().min(1),
  /** The operator's id of the customer: whoever does the work looks the customer up by it. */
  customerId: z.string().min(1),
  /** The customer's name, masked, or null where unknown. */
  maskedName: z.string().nullable(),
  /** The customer's number, masked, or null where unknown. */
  maskedPhone: z.string().nullable(),
  /** The customer's region, or null where unknown. */
  region: z.string().nullable(),
  /** Tier of the policy's first scheme. */
  tier: z.string(),
  /** Account manager of the customer, an agentId, or null. */
  managerId: z.string().nullable(),
  /** Skill that the policy asks of the agent. */
  skill: z.string().min(1),
  /** Higher goes first where capacity is short: risk points for churn work, value points for visits. */
  priority: z.number(),
  /** What agents read for the programme and the tier, by the policy; the bare names where left out. */
  labels: z.object({ programme: label(), tier: label() }).optional(),
  /** Why, strongest first. */
  reasons: z.array(reason),
  /** Day of the agents' lists that it is meant for, in the operator's time zone; a deferred item gets a later one. */
  day: calendarDate(),
  /** When it must be done. */
  dueAt: instant(),
});

/** One thing for one agent about one customer. */
export type WorkRequested = z.infer<typeof workRequested>;
