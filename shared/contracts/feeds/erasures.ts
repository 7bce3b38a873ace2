import * as z from 'zod';
import { calendarMonth, field, identifier, momentInTime } from '../field.ts';

/**
 * One row a customer who is to be forgotten: by the customer's own wish, or because a contract is long over. What is stored
 * of the customer goes as soon as the dump is released; see docs/adr/026.
 */
export const erasuresRow = z.object({
  /** The customer to be forgotten, from CRM. */
  customerId: field(identifier(), {
    kind: 'text',
    description: 'Who is to be forgotten.',
    unit: 'none',
    source: 'CRM',
    example: 'C0001234',
    personal: true,
  }),
  /** Month in which it was asked for, `YYYY-MM`. */
  period: field(calendarMonth(), {
    kind: 'month',
    description: 'Month in which it was asked for. Taken from the object key where the file has no such column.',
    unit: 'month',
    source: 'CRM',
    example: '2026-10',
  }),
  /** The operator's id of the request, for the proof; tells nothing of the customer. */
  requestId: field(identifier(), {
    kind: 'text',
    description: "The CRM's own id of the request: it stands in the proof that the customer is gone.",
    unit: 'none',
    source: 'CRM',
    example: 'ERASE-20261012-7',
  }),
  /** When it was asked for. */
  requestedAt: field(momentInTime(), {
    kind: 'instant',
    description: 'When it was asked for.',
    unit: 'instant',
    source: 'CRM',
    example: '2026-10-12T08:15:00+08:00',
  }),
});
