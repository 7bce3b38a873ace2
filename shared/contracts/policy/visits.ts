import * as z from 'zod';
import { cadence } from '../cadence.ts';
import { didYouMean } from '../did-you-mean.ts';
import { profileFieldNames } from '../feeds/customers.ts';
import { label } from '../field.ts';
import { workingCalendar } from '../working-calendar.ts';
import { condition } from './condition.ts';

const name = () => z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' });

/** How often some customers are visited: of several rules the first that holds counts. */
const cadenceRule = z.strictObject({
  /** What reports call it. */
  name: name(),
  /** What a person reads. */
  label: label(),
  /** Who is visited so: by tier of any scheme, kind of key customer, or anything else. Left out in the last one: everybody else. */
  when: condition.optional(),
  /** How often. */
  cadence,
});

/** A question that the agent takes along. */
const question = z.strictObject({
  /** What outcomes call the answer: `answers` of the feed says `name=answer`. */
  name: z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,39}$/, { error: 'letters, digits and - only, 40 at most' }),
  /** What the agent asks. */
  ask: label(),
  /** Asked where the profile says nothing in this field of the customers feed. Left out: asked always. */
  missing: z
    .enum(profileFieldNames, {
      error: ({ input }) =>
        `unknown field of the customers feed ${JSON.stringify(input)}${didYouMean(String(input), profileFieldNames)}`,
    })
    .optional(),
  /** Programmes that ask it. Left out: all that have a cadence. */
  programmes: z.array(z.string()).min(1, { error: 'names nothing: leave it out, or give at least one' }).optional(),
});
/** What an agent takes along to a visit (回访提纲). */
const outline = z.strictObject({
  /** Questions, the most important first. */
  questions: z.array(question).default([]),
  /** Most questions a visit: the first ones. More is an interview. */
  mostQuestions: z.number().int().min(0).max(20).default(3),
  /** Most talking points a visit (消费热点), of those that the policy's `offers` give. */
  mostPoints: z.number().int().min(0).max(5).default(2),
});

/** When customers are visited, and what about. */
export const visits = z
  .strictObject({
    /**
     * On which days people work. A policy's file gives a name, whose calendar is read from `calendars/<name>.json` beside
     * it, so that a stored policy holds the days that it was decided by; or the calendar itself.
     */
    calendar: workingCalendar,
    /** What `dueInDays` of programmes and playbooks counts: days of the calendar, or working days. */
    dueDays: z.enum(['calendar', 'working'], { error: 'neither "calendar" nor "working"' }).default('calendar'),
    /** How often who is visited, for programmes whose cadence is `byRules`; who fulfils none is not visited. */
    cadences: z.array(cadenceRule).default([]),
    /** The last working days of a window get no new visits: time to make those that are open. */
    spareDays: z.number().int().min(0).max(20).default(0),
    /** Most visits that are asked for on one day, of all programmes with a cadence. Left out: as many as the windows need. */
    mostADay: z.number().int().min(1).optional(),
    /** What an agent takes along. */
    outline: outline.prefault({}),
  })
  .superRefine(({ cadences, outline: { questions } }, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const twice = (list: readonly { name: string }[], path: string[]) =>
      list.forEach(({ name: one }, index) => {
        if (list.findIndex((other) => other.name === one) < index)
          problem([...path, index, 'name'], `"${one}" is there twice: names must differ`);
      });
    twice(cadences, ['cadences']);
    twice(questions, ['outline', 'questions']);
    cadences.slice(0, -1).forEach(({ name: one, when }, index) => {
      if (when === undefined)
        problem(['cadences', index], `"${one}" takes everybody, so that those after it get nobody: give "when"`);
    });
  });
/** When customers are visited, and what about. */
export type VisitsPolicy = z.infer<typeof visits>;
