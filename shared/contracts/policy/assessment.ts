import * as z from 'zod';
import { outcomeResult } from '../feeds/outcomes.ts';
import { label } from '../field.ts';

/** What may show that a result is true. `bill`: the customer still pays in the month after. `named`: a form or photograph. */
export const evidenceKind = z.enum(['call', 'rating', 'bill', 'named'], {
  error: 'not one of call, rating, bill, named',
});
/** What may show that a result is true. */
export type EvidenceKind = z.infer<typeof evidenceKind>;

/** Results that claim something; an agent who has taken work claims nothing yet. */
const claimed = outcomeResult.exclude(['taken']);

const kinds = () => z.array(evidenceKind).min(1, { error: 'names nothing: give at least one' });
const needs = z
  .strictObject({
    /** All of these. */
    all: kinds().optional(),
    /** Any one of these. */
    any: kinds().optional(),
  })
  .refine(({ all, any }) => (all === undefined) !== (any === undefined), {
    error: 'give either "all" or "any": what must show it?',
  });

/** How agents' results are checked, and how agents are assessed by what was found true. */
export const assessmentPolicy = z.strictObject({
  /** What a person calls the section; for reports. */
  label: label().default({ en: 'Assessment of agents', zh: '客户经理考核' }),
  /** Days back of work and calls that count: a quarter, the pace at which people are assessed. */
  days: z.number().int().min(1).max(366).default(92),
  /**
   * Hours about the reported instant in which a call shows that the customer was spoken to. Results are often entered at the
   * end of the day, or the morning after: 36 hours before; and a clock may go wrong by an hour.
   */
  callHours: z
    .strictObject({
      before: z.number().min(0).max(744).default(36),
      after: z.number().min(0).max(744).default(1),
    })
    .prefault({}),
  /** What must show a result, by result; the others need an answered call. */
  needs: z
    .partialRecord(claimed, needs)
    .default({ kept: { all: ['call', 'bill'] }, visited: { any: ['call', 'named'] } }),
  /** Seconds in which a call in is answered; see the promises of answers. */
  answerSeconds: z.number().min(1).max(3_600).default(20),
  /** Weights of the three parts of an assessment; a part of which nothing is known is left out, and the others count for it. */
  weights: z
    .strictObject({
      /** Ability: calls answered in time, and what customers say of them. */
      ability: z.number().min(0).default(0.3),
      /** Work: done in time, of what was due. */
      work: z.number().min(0).default(0.3),
      /** Effect: results that were found true. */
      effect: z.number().min(0).default(0.4),
    })
    .refine(({ ability, work, effect }) => ability + work + effect > 0, {
      error: 'all weights are 0: nothing would count',
    })
    .prefault({}),
});
/** How agents' results are checked, and how agents are assessed. */
export type AssessmentPolicy = z.infer<typeof assessmentPolicy>;
