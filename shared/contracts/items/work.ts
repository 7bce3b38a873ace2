import * as z from 'zod';
import { calendarDate, instant } from '../field.ts';
import { workRequested } from '../messages/work-requested.ts';

/** `assigned` to an agent of a day, or `waiting` because every fitting agent was full. */
export const workStatus = z.enum(['assigned', 'waiting']);

/**
 * Item of the work table, partition key `workId`. Index `due`: partition `dueShard` (`YYYY-MM-DD#n` of the day on which
 * the sweep looks again), sort key `dueAt`; only waiting items are in it.
 */
export const workItem = workRequested.extend({
  /** State. */
  status: workStatus,
  /** Agent that holds it; null while waiting. */
  agentId: z.string().nullable(),
  /** Why this agent: own manager, deputy of the manager, region and skill, or skill alone; null while waiting. */
  assignedBy: z.enum(['manager', 'deputy', 'region-skill', 'skill']).nullable(),
  /** Key of the due index; null once assigned, when the stored item has no such attribute: an index key cannot be null. */
  dueShard: z.string().nullable().default(null),
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
  /** When the digest was first about to be sent: from then on the list takes no more work. Null before. */
  closedAt: instant().nullable().default(null),
  /** By channel that took the digest: the instant of the schedule that asked for it. */
  delivered: z.record(z.string(), instant()).default({}),
});
/** An agent's list of one day. */
export type AgentDay = z.infer<typeof agentDay>;
