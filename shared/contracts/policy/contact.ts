import * as z from 'zod';
import { contactChannel } from '../contact-channel.ts';
import { didYouMean } from '../did-you-mean.ts';
import { outcomeResult } from '../feeds/outcomes.ts';
import { label } from '../field.ts';
import { timeZone } from '../time-zone.ts';
import { condition } from './condition.ts';

const code = () => z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' });
const hour = () => z.string().regex(/^([01]\d|2[0-3]):00$/, { error: 'not an hour of the day such as "21:00"' });
const days = (most: number) => z.number().int().min(0).max(most);

/** Something that is going on, while which a customer is left alone, or told otherwise. */
const hold = z
  .strictObject({
    /** Code in counts and in the ledger. */
    code: code(),
    /** Why, for a person. */
    label: label(),
    /** While a notice like this is open: on each day that it touches in the customer's region. */
    notice: z
      .strictObject({
        /** Kinds of notices. */
        kind: z
          .array(z.enum(['fault', 'dispute', 'cut-over'], { error: 'not one of fault, dispute, cut-over' }))
          .min(1, { error: 'names nothing: give at least one' }),
        /** Days before it begins that count, too: 1 for a cut-over of tomorrow. */
        daysBefore: days(31).default(0),
        /** Days after its end that count, too. */
        daysAfter: days(31).default(0),
        /**
         * Days after its begin that one without an end counts: what nobody has closed for a month was forgotten, not repaired. Whoever
         * closes it later changes nothing.
         */
        openDays: days(366).default(30),
      })
      .optional(),
    /** While this holds of the customer, such as arrears. */
    when: condition.optional(),
    /** `pause`: nobody contacts the customer. `script`: somebody does, and is told `note`. */
    does: z.enum(['pause', 'script'], { error: 'neither pause nor script' }),
    /** What the agent is told; for `script`. */
    note: label().optional(),
    /** Programmes that it does not hold for. */
    except: z.array(z.string()).default([]),
  })
  .superRefine(({ notice, when, does, note }, context) => {
    const problem = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if ((notice === undefined) === (when === undefined))
      problem([], 'give either "notice" or "when": what is going on?');
    if (does === 'script' && note === undefined) problem(['note'], 'missing: what is the agent told?');
    if (does === 'pause' && note !== undefined)
      problem(['note'], 'nobody reads it while contact is paused: leave it out, or give does: "script"');
  });
/** Something that is going on. */
export type Hold = z.infer<typeof hold>;

/** So many contacts in so many days, of all programmes together. */
const cap = z.strictObject({
  /** Most contacts. */
  most: z.number().int().min(1, { error: 'below 1: who may never be contacted is a rule of "suppress"' }).max(1000),
  /** In how many days: 1, any 7 or any 30 that follow each other, so that no month's end gives two months' contacts. */
  per: z.enum(['day', 'week', 'month'], { error: 'not one of day, week, month' }),
  /** Channels that count, and that it holds back; all where left out. */
  channels: z.array(contactChannel).min(1, { error: 'names nothing: leave it out for all channels' }).optional(),
});
/** So many contacts in so many days. */
export type Cap = z.infer<typeof cap>;

/** Days of each window of a cap. */
export const capDays = { day: 1, week: 7, month: 30 } as const;

/** Results after which a customer may be left in peace: each but `taken`, which is no contact. */
const contactResult = outcomeResult.exclude(['taken']);

/** When, how often and in which circumstances customers may be contacted, whatever the reason. */
export const contact = z
  .strictObject({
    /** What a person calls the section; for reports. */
    label: label().default({ en: 'Contact', zh: '客户接触' }),
    /** Local hours in which nobody is contacted, over midnight; left out: none. */
    quietHours: z
      .strictObject({
        /** Begin. */
        from: hour(),
        /** End. */
        until: hour(),
      })
      .refine(({ from, until }) => from > until || from === '00:00', {
        error: 'do not reach over midnight: give the evening\'s hour first, as { "from": "21:00", "until": "09:00" }',
      })
      .optional(),
    /** Time zones of regions, by the regions' names; of others the operator's. */
    timeZones: z.record(z.string(), timeZone()).default({}),
    /** Language of messages to customers. */
    language: z.enum(['zh', 'en'], { error: 'neither zh nor en' }).default('zh'),
    /** What is going on: the first that pauses counts; of those that change what is said, all are told. */
    holds: z.array(hold).default([]),
    /** Most contacts, of all programmes together. */
    caps: z.array(cap).default([]),
    /** Days of peace after an outcome, by its result. */
    coolDown: z
      .record(z.string(), days(366))
      .superRefine((given, context) => {
        for (const result of Object.keys(given))
          if (!contactResult.safeParse(result).success)
            context.addIssue({
              code: 'custom',
              path: [result],
              message: `no result of a contact is called "${result}"${didYouMean(result, contactResult.options)}`,
            });
      })
      .default({}),
    /**
     * Calls and visits of which nothing was reported may still be made so many days after the day of their list: until then
     * the caps count them as made today. Two: work that finds no room waits for the next list, seldom for longer.
     */
    pendingDays: days(31).default(2),
    /** Results that count as a contact of the day that they were reported for. */
    counts: z
      .array(contactResult)
      .default(['kept', 'leaving', 'visited', 'told', 'undecided', 'not-reached', 'refused']),
  })
  .superRefine(({ holds, caps }, context) => {
    holds.forEach(({ code: given }, index) => {
      if (holds.findIndex((other) => other.code === given) < index)
        context.addIssue({ code: 'custom', path: ['holds', index, 'code'], message: `"${given}" is there twice` });
    });
    const written = caps.map(({ per, channels }) => `${per} ${[...(channels ?? [])].sort().join(' ')}`);
    written.forEach((one, index) => {
      if (written.indexOf(one) < index)
        context.addIssue({
          code: 'custom',
          path: ['caps', index],
          message: 'a second cap of the same days and channels: only the lower one could ever count',
        });
    });
  });
/** When, how often and in which circumstances customers may be contacted. */
export type ContactPolicy = z.infer<typeof contact>;
