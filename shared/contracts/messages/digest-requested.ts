import * as z from 'zod';
import { calendarDate, instant } from '../field.ts';

/** Digest queue: tell one agent of the day's work, over the first channel that takes it. */
export const digestRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** The agent. */
  agentId: z.string().min(1),
  /** Day of the list, in the operator's time zone. */
  day: calendarDate(),
  /** Run whose roster holds the agent's language and addresses. */
  runId: z.string().min(1),
  /** Instant of the schedule that asked, UTC: recorded with the delivery, so that a retry records the same. */
  requestedAt: instant(),
  /** Tell only what has changed on the list since it went out. */
  news: z.literal(true).optional(),
  /** A channel that is tried again, later. */
  again: z
    .object({
      /** Its name in the roster. */
      channel: z.string().min(1),
      /** Attempts that failed so far. */
      failed: z.number().int().min(1),
      /** Messages of the digest that it took. */
      sent: z.number().int().min(0),
    })
    .optional(),
});

/** Tell one agent of the day's work. */
export type DigestRequested = z.infer<typeof digestRequested>;
