import * as z from 'zod';
import { calendarMonth, decimal, field, flag, identifier, momentInTime, text } from '../field.ts';

/**
 * One row a call of the contact centre. A call whose customer is not known has no `customerId`: it counts for its desk and
 * for the promise of an answer in time, and says nothing of any customer. Nobody answered a call that has neither
 * `answeredAt` nor `answerSeconds`.
 */
export const callsRow = z
  .object({
    /** The contact centre's id of the call; no unit. */
    callId: field(identifier(), {
      kind: 'text',
      description: "The contact centre's own id of the call.",
      unit: 'none',
      source: 'contact centre',
      example: 'CALL-88120',
    }),
    /** Month of the call, `YYYY-MM`. */
    period: field(calendarMonth(), {
      kind: 'month',
      description: 'Month of the call. Taken from the object key where the file has no such column.',
      unit: 'month',
      source: 'contact centre',
      example: '2026-10',
    }),
    /** Who called or was called, from CRM; blank where nobody knows. */
    customerId: field(identifier().optional(), {
      kind: 'text',
      description: 'Who called, or was called. Blank where it is not known: the call then counts for its desk alone.',
      unit: 'none',
      source: 'CRM',
      example: 'C0001234',
      personal: true,
    }),
    /** Region of the caller, as this system names it; the feed gate judges each region apart. */
    region: field(text(40).optional(), {
      kind: 'text',
      description: 'Region (branch, circle or city) of the caller, as this system names it.',
      unit: 'none',
      source: 'contact centre',
      example: 'south',
    }),
    /** Who called whom; in where blank. */
    direction: field(z.enum(['in', 'out'], { error: 'neither in nor out' }).optional(), {
      kind: 'text',
      description: 'in: the customer called; out: an agent called. in where blank.',
      unit: 'none',
      source: 'contact centre',
      example: 'in',
    }),
    /** Desk (queue) of the call, from the contact centre. */
    desk: field(text(40).optional(), {
      kind: 'text',
      description: 'Desk, or queue, that the call came to: the skill that it asked for.',
      unit: 'none',
      source: 'contact centre',
      example: 'vip',
    }),
    /** Who took the call, an `agentId`. */
    agentId: field(identifier().optional(), {
      kind: 'text',
      description: 'Who took the call: an `agentId` of the agents feed.',
      unit: 'none',
      source: 'contact centre',
      example: 'A017',
    }),
    /** When the call entered the queue. */
    queuedAt: field(momentInTime(), {
      kind: 'instant',
      description: 'When the call entered the queue; for a call out, when it was placed.',
      unit: 'instant',
      source: 'contact centre',
      example: '2026-10-12T09:30:00+08:00',
    }),
    /** When somebody answered. */
    answeredAt: field(momentInTime().optional(), {
      kind: 'instant',
      description: 'When somebody answered; blank where nobody did.',
      unit: 'instant',
      source: 'contact centre',
      example: '2026-10-12T09:30:12+08:00',
    }),
    /** Seconds until somebody answered, for systems that keep no `answeredAt`. */
    answerSeconds: field(decimal({ min: 0, max: 86_400 }).optional(), {
      kind: 'number',
      description: 'Time in the queue until somebody answered, for systems that keep no `answeredAt`, which wins.',
      unit: 'seconds',
      source: 'contact centre',
      example: '12',
    }),
    /** When the call ended, answered or not. */
    endedAt: field(momentInTime().optional(), {
      kind: 'instant',
      description: 'When the call ended: somebody hung up, also while the lines were busy.',
      unit: 'instant',
      source: 'contact centre',
      example: '2026-10-12T09:34:05+08:00',
    }),
    /** What it was about, in the contact centre's words. */
    topic: field(text(80).optional(), {
      kind: 'text',
      description: "What it was about, in the contact centre's words.",
      unit: 'none',
      source: 'contact centre',
      example: 'billing',
    }),
    /** Whether it was settled in this call. */
    resolved: field(flag().optional(), {
      kind: 'flag',
      description: 'Settled in this call.',
      unit: 'yes or no',
      source: 'contact centre',
      example: 'yes',
    }),
    /** Satisfaction that the caller gave, 1 (bad) to 5 (good). */
    rating: field(decimal({ min: 1, max: 5 }).optional(), {
      kind: 'number',
      description: 'Satisfaction that the caller gave.',
      unit: 'points, 1 (bad) to 5 (good)',
      source: 'surveys',
      example: '4',
    }),
  })
  .refine(({ queuedAt, answeredAt }) => answeredAt === undefined || answeredAt >= queuedAt, {
    path: ['answeredAt'],
    error: 'lies before queuedAt: is the offset of one of them wrong?',
  })
  .refine(({ queuedAt, answeredAt = queuedAt, endedAt }) => endedAt === undefined || endedAt >= answeredAt, {
    path: ['endedAt'],
    error: 'lies before the call began or was answered: is the offset of one of them wrong?',
  });
