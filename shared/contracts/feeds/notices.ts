import * as z from 'zod';
import { calendarMonth, field, identifier, momentInTime, text } from '../field.ts';

/**
 * One row a fault, dispute or cut-over: whom it concerns, from when, until when. About one customer, or about all of a
 * region: a row that names neither is refused, because nobody could be spared or told. An open one has no end.
 */
export const noticesRow = z
  .object({
    /** The operator's id of the notice; no unit. */
    noticeId: field(identifier(), {
      kind: 'text',
      description: "The system's own id of the fault, dispute or cut-over.",
      unit: 'none',
      source: 'network, CRM',
      example: 'FAULT-20261012-7',
    }),
    /** Month that the row describes, `YYYY-MM`. */
    period: field(calendarMonth(), {
      kind: 'month',
      description: 'The month that the row describes. Taken from the object key where the file has no such column.',
      unit: 'month',
      source: 'network, CRM',
      example: '2026-10',
    }),
    /** What it is. */
    kind: field(z.enum(['fault', 'dispute', 'cut-over'], { error: 'not one of fault, dispute, cut-over' }), {
      kind: 'text',
      description: 'fault: a service is broken; dispute: a bill or refund is contested; cut-over: planned work (割接).',
      unit: 'none',
      source: 'network, CRM',
      example: 'fault',
    }),
    /** The customer that it concerns, from CRM. */
    customerId: field(identifier().optional(), {
      kind: 'text',
      description: 'Whom it concerns; blank where it concerns all of the region.',
      unit: 'none',
      source: 'CRM',
      example: 'C0001234',
      personal: true,
    }),
    /** Region that it concerns; needed where no customer is named. */
    region: field(text(40).optional(), {
      kind: 'text',
      description: 'Region (branch, circle or city); without a customer all of its customers are meant.',
      unit: 'none',
      source: 'network, CRM',
      example: 'south',
    }),
    /** Town or country: how long a repair may take. */
    area: field(z.enum(['town', 'country'], { error: 'neither town nor country' }).optional(), {
      kind: 'text',
      description: 'town or country: how soon a fault is promised to be repaired.',
      unit: 'none',
      source: 'network',
      example: 'town',
    }),
    /** When it begins. */
    startsAt: field(momentInTime(), {
      kind: 'instant',
      description: 'When it begins: the fault was reported, the dispute opened, the work starts.',
      unit: 'instant',
      source: 'network, CRM',
      example: '2026-10-12T08:15:00+08:00',
    }),
    /** When it is over. */
    endsAt: field(momentInTime().optional(), {
      kind: 'instant',
      description: 'When it is over; blank while it is open.',
      unit: 'instant',
      source: 'network, CRM',
      example: '2026-10-13T11:00:00+08:00',
    }),
  })
  .refine(({ customerId, region }) => customerId !== undefined || region !== undefined, {
    path: ['customerId'],
    error: 'names nobody: give a customerId, or the region that it concerns',
  })
  .refine(({ startsAt, endsAt }) => endsAt === undefined || endsAt >= startsAt, {
    path: ['endsAt'],
    error: 'lies before startsAt: a notice cannot end before it begins',
  });
