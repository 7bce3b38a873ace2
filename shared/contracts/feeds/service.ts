import * as z from 'zod';
import { calendarMonth, decimal, field, identifier, integer, text } from '../field.ts';

const count = () => integer({ min: 0, max: 1_000_000 }).optional();

/** One row a customer and month: how service went. Customers without a row had no contact: that is no value, not a 0. */
export const serviceRow = z.object({
  /** The operator's id of the customer, from CRM; no unit. */
  customerId: field(identifier(), {
    kind: 'text',
    description: "The operator's own id of the customer; joins all feeds.",
    unit: 'none',
    source: 'CRM',
    example: 'C0001234',
    personal: true,
  }),
  /** Month of service, `YYYY-MM`. */
  period: field(calendarMonth(), {
    kind: 'month',
    description: 'Month of service. Taken from the object key where the file has no such column.',
    unit: 'month',
    source: 'contact centre',
    example: '2026-10',
  }),
  /** Region (branch, circle, city) of the customer, as this system names it; the feed gate judges each region apart. */
  region: field(text(40).optional(), {
    kind: 'text',
    description:
      'Region (branch, circle or city) of the customer, as this system names it. A dump that is wrong in one region is then held back in that region only.',
    unit: 'none',
    source: 'contact centre',
    example: 'south',
  }),
  /** Complaints, from the contact centre. */
  complaints: field(count(), {
    kind: 'integer',
    description: 'Complaints made.',
    unit: 'complaints',
    source: 'contact centre',
    example: '0',
  }),
  /** Fault reports, from the contact centre. */
  faults: field(count(), {
    kind: 'integer',
    description: 'Faults reported.',
    unit: 'faults',
    source: 'contact centre',
    example: '1',
  }),
  /** Calls to the operator's own hotline, from the contact centre. */
  hotlineCalls: field(count(), {
    kind: 'integer',
    description: "Calls to the operator's own hotline.",
    unit: 'calls',
    source: 'contact centre',
    example: '2',
  }),
  /** Calls to a competitor's or a porting hotline, from the network. */
  competitorCalls: field(count(), {
    kind: 'integer',
    description: "Calls to a competitor's or a porting hotline.",
    unit: 'calls',
    source: 'network',
    example: '0',
  }),
  /** Disputes about refunds, from the contact centre. */
  refundDisputes: field(count(), {
    kind: 'integer',
    description: 'Disputes about a refund.',
    unit: 'disputes',
    source: 'contact centre',
    example: '0',
  }),
  /** Mean satisfaction that the customer gave, 1 (bad) to 5 (good), from surveys. */
  satisfaction: field(decimal({ min: 1, max: 5 }).optional(), {
    kind: 'number',
    description: 'Mean satisfaction that the customer gave.',
    unit: 'points, 1 (bad) to 5 (good)',
    source: 'surveys',
    example: '4',
  }),
});
