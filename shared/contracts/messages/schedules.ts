import * as z from 'zod';
import { instant } from '../field.ts';

/** What EventBridge Scheduler sends. `scheduledAt` is the instant the schedule was due, so a retry sees the same one. */
const schedule = <K extends string>(kind: K) =>
  z.object({
    /** Version of this message. */
    version: z.literal(1),
    /** Which schedule fired. */
    kind: z.literal(kind),
    /** When it was due, UTC, from Scheduler's `<aws.scheduler.scheduled-time>`. */
    scheduledAt: instant(),
  });

/** Score everybody tonight. */
export const nightlyRun = schedule('nightly-run');
/** Send each agent the digest of the day. */
export const morningDigest = schedule('morning-digest');
/** Bring back work that is due, and watch for runs that did not finish. */
export const dueSweep = schedule('due-sweep');

/** Learn a card from who left, and look at the one in force. */
export const monthlyTraining = schedule('monthly-training');

/** Take away facts that are past their time. */
export const factExpiry = schedule('fact-expiry');

/** Score everybody tonight. */
export type NightlyRun = z.infer<typeof nightlyRun>;
/** Send each agent the digest of the day. */
export type MorningDigest = z.infer<typeof morningDigest>;
/** Bring back work that is due. */
export type DueSweep = z.infer<typeof dueSweep>;
/** Learn a card from who left. */
export type MonthlyTraining = z.infer<typeof monthlyTraining>;
/** Take away facts that are past their time. */
export type FactExpiry = z.infer<typeof factExpiry>;
