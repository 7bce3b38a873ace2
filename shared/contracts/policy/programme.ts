import * as z from 'zod';
import { programmeCadence } from '../cadence.ts';
import { label } from '../field.ts';
import { workKind } from '../messages/work-requested.ts';
import { condition } from './condition.ts';
import { lastTakesRest } from './last-takes-rest.ts';
import { holdOut, playbook } from './playbook.ts';

/** A candidate for work that fulfils this gets none, and the run counts why. */
export const suppression = z.strictObject({
  /** Code in counts and logs. */
  code: z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
  /** Why, for a person. */
  label: label(),
  /** Who is meant. */
  when: condition,
  /** Of a rule for all programmes: those that it does not hold for, such as the one that wins former customers back. */
  except: z.array(z.string()).default([]),
});
/** A rule that keeps work away. */
export type Suppression = z.infer<typeof suppression>;

/** One reason to give an agent work about a customer. */
export const programme = z
  .strictObject({
    /** What a person calls it. */
    label: label(),
    /** Queue that the work goes to. */
    kind: workKind,
    /** Who is a candidate. */
    when: condition,
    /** Skill asked of the agent, one of the policy's skills. */
    skill: z.string().min(1),
    /** How often the same customer may be asked for: once a month or once a quarter, by the business day. */
    period: z.enum(['month', 'quarter'], { error: 'neither month nor quarter' }).optional(),
    /** Instead: how often the customer is visited. Each visit gets a working day of its window, and is asked for on it. */
    cadence: programmeCadence.optional(),
    /**
     * Or promise that this work keeps: only customers to whom one of that name is open are candidates, once for each, and
     * the work is due when the promise is.
     */
    keeps: z.string().min(1).optional(),
    /**
     * Work is withdrawn before it is worked when the customer is no candidate any more: a bill was corrected, use has recovered.
     */
    withdraw: z.boolean().default(false),
    /** Who still gets a visit that has its day; `when` where left out. For what holds only until then, such as "joined this month". */
    still: condition.optional(),
    /** After asking, the programme leaves the customer alone for so many days, also across the end of a period. */
    pauseDays: z.number().int().min(0).max(366).default(0),
    /** The work is due at 18:00 of the day that lies this many days after the agents' day. */
    dueInDays: z.number().int().min(0).max(92),
    /** Scorecard whose points order the work where capacity is short. */
    priority: z.string().min(1),
    /** Candidates that get no work, besides those that the policy keeps from all programmes; the first that holds counts. */
    suppress: z.array(suppression).default([]),
    /** Part of the candidates left alone on purpose, to measure what contact is worth. */
    holdOut: holdOut.default({ share: 0, salt: '' }),
    /** How the candidates are contacted: the first whose condition holds. Without any, the programme is its own playbook. */
    playbooks: z.array(playbook).superRefine(lastTakesRest).default([]),
  })
  .superRefine(({ period, cadence, keeps, still, withdraw }, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (period === undefined && !cadence && keeps === undefined)
      problem('period', 'missing: give "period", or "cadence" for visits that are planned, or "keeps" with a promise');
    if (keeps !== undefined && (period !== undefined || cadence))
      problem('keeps', 'goes without "period" and "cadence": each promise of that name is work once');
    if (period !== undefined && cadence) problem('period', 'goes without "cadence", which names its own periods');
    if (withdraw && period === undefined)
      problem(
        'withdraw',
        'goes with "period" only: a planned visit has "still", and a promise is kept whatever happens',
      );
    if (still && !cadence) problem('still', 'only visits with a "cadence" have a day of their own');
  });
/** One reason to give an agent work about a customer. */
export type Programme = z.infer<typeof programme>;
