import * as z from 'zod';
import { calendarDate } from './field.ts';
import { assignedBy, waitsFor } from './items/work.ts';

/**
 * Key of the work that one shard of a run asks for, in the facts bucket: JSON lines of `workRequested`, in the order of the
 * shard's customers. An object without lines where it asks for none, so that a missing one is seen.
 *
 * @param shard the shard's name, three digits or more
 */
export const workKey = (runId: string, shard: string): string => `runs/${runId}/work/${shard}.jsonl`;

/**
 * Keys of the work that a run withdraws, in the facts bucket: `withdrawnWork`, a JSON array by shard. There is none of a shard that withdraws
 * nothing.
 */
export const withdrawnPrefix = (runId: string): string => `runs/${runId}/withdrawn/`;

/**
 * Work of earlier nights about a customer who may not be contacted tonight: if it waits, it goes on waiting. It is asked at the
 * steps that kept nobody away on the night that asked for the work.
 */
export const pausedWork = z.object({
  /** The work. */
  workId: z.string().min(1),
  /** Step that says so; one of `governSteps`. */
  step: z.string().min(1),
  /** Code of the reason. */
  reason: z.string().min(1),
  /** The rule's place in the policy. */
  rule: z.string().min(1),
  /** Day for which it may be given out; null where no date is known. */
  until: calendarDate().nullable(),
});
/** Work about a customer who may not be contacted tonight. */
export type PausedWork = z.infer<typeof pausedWork>;

/** Keys of a run's paused work in the facts bucket: a JSON array by shard. There is none of a shard that pauses nothing. */
export const pausedPrefix = (runId: string): string => `runs/${runId}/paused/`;

/** So many agents are named where something is wrong with them: enough to find the cause. */
export const mostNamed = 20;

/** Agents with whom something is wrong, and the work that it is about. */
export const agentsAmiss = z.object({
  /** The first of them by id, see {@link mostNamed}. */
  agentIds: z.array(z.string().min(1)),
  /** How many. */
  agents: z.number().int().min(0),
  /** Pieces of work. */
  pieces: z.number().int().min(0),
});
/** Agents with whom something is wrong. */
export type AgentsAmiss = z.infer<typeof agentsAmiss>;

/**
 * Who gets which work of a night: `runs/<runId>/assignment.json` in the facts bucket, written once. Whoever gives the work
 * out, and every retry, does as it says.
 */
export const runAssignment = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** The run. */
  runId: z.string().min(1),
  /** Day of the agents' lists, in the operator's time zone. */
  day: calendarDate(),
  /** Work for an agent: its id, the agent, and why this one. By agent, then the most urgent first. */
  given: z.array(z.tuple([z.string().min(1), z.string().min(1), assignedBy])),
  /** Work left over: its id, the day that it waits for, and what there was too little of. The most urgent first. */
  deferred: z.array(z.tuple([z.string().min(1), calendarDate(), waitsFor])),
  /** Which of it was asked for by earlier nights and waited for this day. */
  waited: z.array(z.string().min(1)),
  /** Agents of the roster. */
  agents: z.number().int().min(0),
  /** Work that nobody can do, by what nobody has: `skill data`, `language en`, `tier high`. */
  missing: z.record(z.string(), z.number().int().min(0)),
  /** Agents who have left since the night before, and the open work that was taken back from them. */
  left: agentsAmiss,
  /** Managers whom customers name and the roster does not know. */
  unknownManagers: agentsAmiss,
});
/** Who gets which work of a night. */
export type RunAssignment = z.infer<typeof runAssignment>;

/** Key of a run's assignment in the facts bucket. */
export const assignmentKey = (runId: string): string => `runs/${runId}/assignment.json`;
