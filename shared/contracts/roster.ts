import * as z from 'zod';

/** One agent of a run: an account manager or a desk, as the newest released row of the agents feed says. */
export const agent = z.object({
  /** The operator's id of the agent, from CRM. */
  agentId: z.string().min(1),
  /** Name for the greeting, from CRM; null where unknown. */
  name: z.string().nullable(),
  /** Regions served, from CRM; all of them where empty. */
  regions: z.array(z.string()),
  /** Skills, from CRM: `retention`, `visit`, ... */
  skills: z.array(z.string()),
  /** Language of the digest, from CRM. */
  language: z.enum(['zh', 'en']),
  /** Languages spoken with customers, from CRM; all of them where empty. */
  languages: z.array(z.string()).default([]),
  /** Value tiers served, from CRM, by the names of the policy's first scheme; all of them where empty. */
  tiersServed: z.array(z.string()).default([]),
  /** Most work items a day, from CRM. */
  capacity: z.number().int().min(0),
  /** When the agent's day begins, local, `09:30`; the operator's hour of digests where left out. */
  worksFrom: z.string().optional(),
  /** The agent's IANA time zone; the operator's where left out. */
  timeZone: z.string().optional(),
  /** Channels that reach the agent, in order of preference: `sns`, `webhook`, or a robot such as `wecom:team-south`. */
  channels: z.array(z.string().min(1)),
  /** Where the signed webhook is posted; null where the agent has none. */
  webhookUrl: z.string().nullable(),
  /** Agent that stands in, an agentId; null where there is none. */
  deputyId: z.string().nullable(),
  /** Who is told when the agent's work stays late, an agentId; null where nobody is. */
  supervisorId: z.string().nullable().default(null),
});
/** One agent of a run. */
export type Agent = z.infer<typeof agent>;

/** All agents of a run: `runs/<runId>/roster.json` in the facts bucket, written before the run's first work. */
export const roster = z.array(agent);
/** All agents of a run. */
export type Roster = z.infer<typeof roster>;

/** Key of a run's roster in the facts bucket. */
export const rosterKey = (runId: string): string => `runs/${runId}/roster.json`;
