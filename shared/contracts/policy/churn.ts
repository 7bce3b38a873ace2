import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { featureName } from '../features.ts';
import { label } from '../field.ts';
import { condition } from './condition.ts';
import { lastTakesRest } from './last-takes-rest.ts';

const name = () => z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' });
const probability = () => z.number().min(0).max(1);
const named = () => z.record(name(), label());

/** What a card's points mean where the card has no link: measured shares of leavers, straight lines between them. */
const calibration = z
  .array(
    z.strictObject({
      /** Points of the risk card. */
      points: z.number(),
      /** Share of customers with so many points that left within `windowMonths`. */
      probability: probability(),
    }),
  )
  .min(2, { error: 'a line has two ends: give at least two' })
  .superRefine((list, context) => {
    list.forEach((one, index) => {
      const before = list[index - 1];
      const problem = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [index, path], message });
      if (before && one.points <= before.points)
        problem(
          'points',
          `not sorted: ${one.points} stands after ${before.points}; write the points in ascending order`,
        );
      if (before && one.probability < before.probability)
        problem(
          'probability',
          `${one.probability} is less than the ${before.probability} of fewer points: more risk cannot be less likely`,
        );
    });
  });

/** Why customers like this leave: the first rule that holds. */
const cause = z.strictObject({
  /** What counts and other rules call it. */
  name: name(),
  /** What an agent reads: the reason. */
  label: label(),
  /** Kind of churn, one of `kinds`. */
  kind: z.string(),
  /** Cause, one of `causes`. */
  cause: z.string(),
  /** Who is meant; left out in the last one, which takes the rest. */
  when: condition.optional(),
});
/** Why customers like this leave. */
export type ChurnCause = z.infer<typeof cause>;

/** A pattern of conduct: who is a flea, who is loyal. */
const conduct = z.strictObject({
  /** What conditions call it. */
  name: name(),
  /** What a person reads. */
  label: label(),
  /** What is done with such customers. */
  care: label(),
  /** Who is meant. */
  when: condition,
});

/** How customers are kept: by an agent's call, or without. */
const track = z.strictObject({
  /** What conditions and suppressions call it. */
  name: name(),
  /** What a person reads. */
  label: label(),
  /** Who is meant; left out in the last one, which takes the rest. */
  when: condition.optional(),
});

/** Who is about to leave, why, and what is at stake. */
export const churn = z
  .strictObject({
    /** The probability is that of leaving within so many months. */
    windowMonths: z.number().int().min(1).max(24).default(3),
    /** Points of the risk card -> probability. Left out where the card's link is logistic: then the link says it. */
    calibration: calibration.optional(),
    /** Kinds of churn. */
    kinds: named(),
    /** Causes of churn. */
    causes: named(),
    /** Of whom kind and cause are asked; the others have none. */
    asked: condition,
    /** Why customers leave, in order: the first rule that holds gives kind and cause. */
    rules: z.array(cause).min(1, { error: 'no rules: give at least one' }).superRefine(lastTakesRest),
    /** Patterns of conduct; the first that holds. A flea (跳蚤用户) is not a loyal customer with a low ARPU. */
    conduct: z.array(conduct).default([]),
    /** How customers are kept, in order: the first that holds. */
    tracks: z.array(track).min(1, { error: 'no tracks: give at least one' }).superRefine(lastTakesRest),
    /** What a customer is worth. */
    value: z.strictObject({
      /** Feature that is the monthly charge. */
      charge: featureName(),
      /** Share of the charge that is margin. */
      marginRate: z.number().min(0).max(1),
      /** What money of next month is worth less, a month: 0.008 is about a tenth a year. */
      discountRate: z.number().min(0).max(1),
      /** Months looked ahead. */
      horizonMonths: z.number().int().min(1).max(240),
    }),
  })
  .superRefine(({ kinds, causes, rules, conduct: patterns }, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const known = (what: string, given: string, all: string[], path: (string | number)[]) => {
      if (!all.includes(given)) problem(path, `unknown ${what} "${given}"${didYouMean(given, all)}`);
    };
    rules.forEach((rule, index) => {
      known('kind of churn', rule.kind, Object.keys(kinds), ['rules', index, 'kind']);
      known('cause of churn', rule.cause, Object.keys(causes), ['rules', index, 'cause']);
    });
    patterns.forEach((one, index) => {
      if (patterns.findIndex((other) => other.name === one.name) < index)
        problem(['conduct', index, 'name'], `"${one.name}" is there twice: names must differ`);
    });
  });
/** Who is about to leave, why, and what is at stake. */
export type ChurnPolicy = z.infer<typeof churn>;
