import * as z from 'zod';
import { calendarDate } from '../field.ts';
import { assignedBy, waitsFor } from '../items/work.ts';
import { workRequested } from './work-requested.ts';

/** What the plan of a night says of a piece of work: whose it is, or until when it waits. */
export const placement = z.union([
  z.object({
    /** The agent, who has room for it by the plan. */
    agentId: z.string().min(1),
    /** Why this one. */
    assignedBy,
  }),
  z.object({
    /** Day of the agents' lists that it waits for. */
    until: calendarDate(),
    /** What there was too little of. */
    waitsFor,
  }),
]);
/** What the plan of a night says of a piece of work. */
export type Placement = z.infer<typeof placement>;

/** What the queues `churn-risk` and `return-visit` carry: work, and what the plan says of it; work that no plan knows goes to who has room. */
export const workSent = workRequested.extend({
  placement: placement.optional(),
  /** It does not wait for the next list: it may go on one that was told already, and its agent hears of it at once. */
  urgent: z.literal(true).optional(),
});
/** What the queues of work carry. */
export type WorkSent = z.infer<typeof workSent>;
