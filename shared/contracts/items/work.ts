import * as z from 'zod';
import { outcomeResult } from '../feeds/outcomes.ts';
import { calendarDate, instant } from '../field.ts';
import { workRequested } from '../messages/work-requested.ts';
import { withdrawalWhy } from '../withdrawal.ts';
import { workState, workStep } from '../work-life.ts';

/** Where it lies: `assigned` to an agent of a day, or `waiting` for one. What became of it is its `state`. */
export const workStatus = z.enum(['assigned', 'waiting']);

/** Why an agent got work: owner of the matter, own manager, the manager's deputy, region and skill, or skill alone. */
export const assignedBy = z.enum(['owner', 'manager', 'deputy', 'region-skill', 'skill']);
/** Why an agent got work. */
export type AssignedBy = z.infer<typeof assignedBy>;

/**
 * Why work waits: whoever fits has no room; or nobody has the skill, speaks the language, serves the tier; or the customer may not be
 * contacted on the day (a hold, a cap, a cool-down).
 */
export const waitsFor = z.enum(['room', 'skill', 'language', 'tier', 'customer']);
/** Why work waits. */
export type WaitsFor = z.infer<typeof waitsFor>;
/** What there is too little of, where it waits for an agent. */
export type Shortage = Exclude<WaitsFor, 'customer'>;

/**
 * Item of the work table, partition key `workId`. Index `due`: partition `dueShard`, sort key `dueAt`. Waiting work is in
 * it under `YYYY-MM-DD#n`, the day on which the sweep looks again; work with an agent under `late:YYYY-MM-DD#n`, the day
 * (UTC) on which it falls due; work that is over is not in it.
 */
export const workItem = workRequested.extend({
  /** State. */
  status: workStatus,
  /** Agent that holds it; null while waiting. */
  agentId: z.string().nullable(),
  /** Why this agent; null while waiting. */
  assignedBy: assignedBy.nullable(),
  /** Why it waits; absent where no plan said so. */
  waitsFor: waitsFor.optional(),
  /** Key of the due index; null once it is over, when the stored item has no such attribute: an index key cannot be null. */
  dueShard: z.string().nullable().default(null),
  /** What became of it; see `workLife`. */
  state: workState.default('open'),
  /** What happened to it, oldest first; being put on a list is not one. */
  steps: z.array(workStep).default([]),
  /** What came of it, as the first outcome that ended it says. */
  outcome: z
    .object({
      result: outcomeResult,
      churnKind: z.string().nullable(),
      churnCause: z.string().nullable(),
      /** When it was done, UTC. */
      doneAt: instant(),
      /** Dump that said so. */
      dumpId: z.string().min(1),
    })
    .optional(),
  /** Agent whom it was taken from, because it was late for too long. */
  escalatedFrom: z.string().min(1).optional(),
  /** Agent who left the operator while holding it; absent once another has it. */
  leftBy: z.string().min(1).optional(),
  /** The run that took it back, its instant, and why; kept when a later run asks again. */
  withdrawn: z.object({ runId: z.string().min(1), at: instant(), why: withdrawalWhy.optional() }).optional(),
});
/** Item of the work table. */
export type WorkItem = z.infer<typeof workItem>;

/**
 * An agent's list of one day: item of the agent-days table, partition key `day`, sort key `agentId`. The set of work ids
 * IS the load: adding an id twice changes nothing, and a condition on its size holds the capacity.
 */
export const agentDay = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** Day, in the operator's time zone. */
  day: calendarDate(),
  /** The agent. */
  agentId: z.string().min(1),
  /** Run whose roster applies. */
  runId: z.string().min(1),
  /** Work on the list. DynamoDB keeps no empty set: the attribute goes with its last id. */
  workIds: z.set(z.string()).default(() => new Set<string>()),
  /** When the digest was first about to be sent: from then on the list takes no more work but what is urgent. Null before. */
  closedAt: instant().nullable().default(null),
  /** By channel that took the digest: the instant of the schedule that asked for it. */
  delivered: z.record(z.string(), instant()).default({}),
  /** By channel that did not take it when it was last tried: why. */
  tried: z.record(z.string(), z.string()).default({}),
  /** Since when no channel takes it: the instant of the schedule that asked first; null where one did, or none was tried. */
  undeliveredAt: instant().nullable().default(null),
  /** Work put on it after it was closed, because it is urgent, and not told yet. */
  added: z.set(z.string()).default(() => new Set<string>()),
  /** Work of it that was taken back after it was closed, and not told yet. */
  takenBack: z.set(z.string()).default(() => new Set<string>()),
  /** Work of which the agent was told that it is taken back. */
  corrected: z.set(z.string()).default(() => new Set<string>()),
});
/** An agent's list of one day. */
export type AgentDay = z.infer<typeof agentDay>;
