import * as z from 'zod';
import { calendarMonth, field, identifier, list, momentInTime, text } from '../field.ts';

/** What came of a piece of work; see the field's description for the meaning of each. */
export const outcomeResult = z.enum(
  ['taken', 'kept', 'leaving', 'visited', 'told', 'undecided', 'not-reached', 'refused'],
  { error: 'not one of taken, kept, leaving, visited, told, undecided, not-reached, refused' },
);

/** An answer to one question of the outline: the question's name, `=`, what the customer said. */
const answer = () =>
  z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9-]{0,39}=[^=;\p{Cc}]{1,200}$/u, { error: 'not an answer such as segment=household' });

/**
 * One row a piece of work that somebody did: what came of it. The work's id is the one on the agent's list; without it
 * nobody can tell which work is done, so such a row is refused.
 */
export const outcomesRow = z.object({
  /** Id of the work, from the agent's list; no unit. */
  workId: field(identifier(), {
    kind: 'text',
    description: "Id of the work, as the agent's list has it (`workId`).",
    unit: 'none',
    source: 'CRM',
    example: '5f0c1d2e3b4a59687766554a',
  }),
  /** Month in which the work was done, `YYYY-MM`. */
  period: field(calendarMonth(), {
    kind: 'month',
    description: 'Month in which it was done. Taken from the object key where the file has no such column.',
    unit: 'month',
    source: 'CRM',
    example: '2026-10',
  }),
  /** The customer that it is about, from CRM. */
  customerId: field(identifier().optional(), {
    kind: 'text',
    description: 'The customer, so that the result lies beside what else is known of them. Blank: the work id tells.',
    unit: 'none',
    source: 'CRM',
    example: 'C0001234',
    personal: true,
  }),
  /** Who did it, an `agentId`. */
  agentId: field(identifier().optional(), {
    kind: 'text',
    description: 'Who did it: an `agentId` of the agents feed.',
    unit: 'none',
    source: 'CRM',
    example: 'A017',
  }),
  /** When it was done. */
  doneAt: field(momentInTime(), {
    kind: 'instant',
    description: 'When it was done. Of two results of one piece of work the earlier one ends it.',
    unit: 'instant',
    source: 'CRM',
    example: '2026-10-13T15:20:00+08:00',
  }),
  /** What came of it. */
  result: field(outcomeResult, {
    kind: 'text',
    description:
      'taken: the agent has it, nothing is done yet; kept: the customer stays; leaving: left or will leave; visited: the visit was made; told: the message reached the customer, on every channel it was sent by; undecided: spoken to, nothing settled; not-reached: nobody answered; refused: wants no contact. Kept, leaving, visited, told and refused end the work.',
    unit: 'none',
    source: 'CRM',
    example: 'kept',
  }),
  /** Kind of churn that the agent saw: 自然 / 恶意 / 竞争 / 过失. */
  churnKind: field(
    z
      .enum(['natural', 'malicious', 'competitive', 'negligent'], {
        error: 'not one of natural, malicious, competitive, negligent',
      })
      .optional(),
    {
      kind: 'text',
      description: 'Kind of churn: natural, malicious, competitive or negligent (自然/恶意/竞争/过失).',
      unit: 'none',
      source: 'CRM',
      example: 'competitive',
    },
  ),
  /** Cause of churn that the agent saw. */
  churnCause: field(
    z
      .enum(['value', 'system', 'employee', 'service', 'price', 'mismatch', 'competitor'], {
        error: 'not one of value, system, employee, service, price, mismatch, competitor',
      })
      .optional(),
    {
      kind: 'text',
      description: 'Cause: value, system, employee, service, price, mismatch (of the product) or competitor.',
      unit: 'none',
      source: 'CRM',
      example: 'price',
    },
  ),
  /** Answers to the outline of the visit. */
  answers: field(list(answer()).optional(), {
    kind: 'list',
    description: 'Answers to the outline, `question=answer`, separated by `;`.',
    unit: 'none',
    source: 'CRM',
    example: 'segment=household;plan=wants more data',
    personal: true,
  }),
  /** What shows that it was done: ids of calls, photographs, forms. */
  evidence: field(list(identifier()).optional(), {
    kind: 'list',
    description: 'What shows it, separated by `;`: a `callId` of the calls feed, the id of a form or a photograph.',
    unit: 'none',
    source: 'CRM',
    example: 'CALL-88120',
  }),
  /** What the agent adds. */
  remarks: field(text(2_000).optional(), {
    kind: 'text',
    description: 'What the agent adds, in a line.',
    unit: 'none',
    source: 'CRM',
    example: 'calls back on Monday',
    personal: true,
  }),
});
