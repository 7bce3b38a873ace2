import * as z from 'zod';
import { calendarDate, instant } from '../field.ts';

/** Digest queue: tell one agent, over one channel, of the day's work. */
export const digestRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** The agent. */
  agentId: z.string().min(1),
  /** Day of the list, in the operator's time zone. */
  day: calendarDate(),
  /** Channel to use; each is its own message, so that one that fails does not repeat the others. */
  channel: z.enum(['sns', 'webhook']),
  /** Run whose roster holds the agent's language and addresses. */
  runId: z.string().min(1),
  /** Instant of the schedule that asked, UTC: recorded with the delivery, so that a retry records the same. */
  requestedAt: instant(),
});

/** Tell one agent of the day's work. */
export type DigestRequested = z.infer<typeof digestRequested>;
