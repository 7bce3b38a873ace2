import * as z from 'zod';
import { outcomeResult } from './feeds/outcomes.ts';
import { instant } from './field.ts';
import { evidenceKind } from './policy/assessment.ts';

/** What the facts say of a result. */
export const verdict = z.enum(['verified', 'unverified', 'contradicted']);
/** What the facts say of a result. */
export type Verdict = z.infer<typeof verdict>;

/** One fact that speaks for a result, or against it. */
export const evidenceFact = z.object({
  /** What kind of fact. */
  kind: evidenceKind,
  /** For or against. */
  speaks: z.enum(['for', 'against']),
  /** Which: id of the call or form, month of the bill. */
  of: z.string(),
  /** What it says: `answered`, `unanswered`, `4` of 5, an amount, `left`. */
  says: z.string(),
});
/** One fact that speaks for a result, or against it. */
export type EvidenceFact = z.infer<typeof evidenceFact>;

/** A result of an agent and what the facts say of it. It names no customer: whoever may, finds the work by its id. */
export const judgedOutcome = z.object({
  workId: z.string().min(1),
  agentId: z.string().min(1),
  result: outcomeResult,
  /** When it was done, as reported, UTC. */
  doneAt: instant(),
  verdict,
  /** The facts that say so. */
  facts: z.array(evidenceFact),
});
/** A result of an agent and what the facts say of it. */
export type JudgedOutcome = z.infer<typeof judgedOutcome>;

const count = () => z.number().int().min(0).default(0);

/** What is counted of one agent. Whole numbers, so that shards add up to the same in any order. */
export const agentCounts = z.object({
  /** Work put on the agent's lists, less what was withdrawn. */
  assigned: count(),
  /** Work that was due or is done. */
  due: count(),
  /** Work done, and done by its due time. */
  done: count(),
  doneInTime: count(),
  /** Late, and not done. */
  overdue: count(),
  /** Taken from the agent, because it was late for too long. */
  escalated: count(),
  /** Results by what the facts say of them. */
  verified: count(),
  unverified: count(),
  contradicted: count(),
  /** Customers that the agent says to have kept, and those of them who still pay. */
  saves: count(),
  savesVerified: count(),
  /** Value at risk of those, in hundredths of the policy's currency. */
  valueKept: count(),
  /** Calls answered, and answered in time, of those whose wait is known. */
  calls: count(),
  callsInTime: count(),
  /** Ratings of the agent's calls, and their sum in hundredths of a point. */
  ratings: count(),
  ratingSum: count(),
});
/** What is counted of one agent. */
export type AgentCounts = z.infer<typeof agentCounts>;

/** What one shard says of agents: `runs/<runId>/agents/<shard>.json` in the facts bucket. */
export const shardAgents = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** Counts by agent. */
  agents: z.record(z.string(), agentCounts),
  /** Results judged, by agent and instant. */
  judged: z.array(judgedOutcome),
});
/** What one shard says of agents. */
export type ShardAgents = z.infer<typeof shardAgents>;

/** Parts of an assessment, 0 to 100 each; null where nothing is known. */
export const assessedAgent = z.object({
  counts: agentCounts,
  ability: z.number().nullable(),
  work: z.number().nullable(),
  effect: z.number().nullable(),
  /** Weighted mean of the parts that are known. */
  total: z.number().nullable(),
});
/** An agent's assessment. */
export type AssessedAgent = z.infer<typeof assessedAgent>;

/** What a run says of all agents: `runs/<runId>/agents.json` in the facts bucket. */
export const agentFigures = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** The run. */
  runId: z.string().min(1),
  /** By agent. */
  agents: z.record(z.string(), assessedAgent),
});
/** What a run says of all agents. */
export type AgentFigures = z.infer<typeof agentFigures>;

/** Keys of what the shards of a run say of agents, in the facts bucket. */
export const shardAgentsPrefix = (runId: string): string => `runs/${runId}/agents/`;
/** Key of what a run says of all agents. */
export const agentFiguresKey = (runId: string): string => `runs/${runId}/agents.json`;
