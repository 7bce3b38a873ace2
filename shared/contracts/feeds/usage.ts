import * as z from 'zod';
import { amount, calendarMonth, field, identifier, integer, text } from '../field.ts';

/** One row a customer and month: how much the network was used. A blank cell is a missing value, never 0. */
export const usageRow = z.object({
  /** The operator's id of the customer, from CRM; no unit. */
  customerId: field(identifier(), {
    kind: 'text',
    description: "The operator's own id of the customer; joins all feeds.",
    unit: 'none',
    source: 'CRM',
    example: 'C0001234',
    personal: true,
  }),
  /** Month of use, `YYYY-MM`. */
  period: field(calendarMonth(), {
    kind: 'month',
    description: 'Month of use. Taken from the object key where the file has no such column.',
    unit: 'month',
    source: 'network',
    example: '2026-10',
  }),
  /** Region (branch, circle, city) of the customer, as this system names it; the feed gate judges each region apart. */
  region: field(text(40).optional(), {
    kind: 'text',
    description:
      'Region (branch, circle or city) of the customer, as this system names it. A dump that is wrong in one region is then held back in that region only.',
    unit: 'none',
    source: 'network',
    example: 'south',
  }),
  /** Minutes of calls made, from the network. */
  voiceMinutes: field(amount().optional(), {
    kind: 'number',
    description: 'Calls made.',
    unit: 'minutes',
    source: 'network',
    example: '312.5',
  }),
  /** Minutes of calls received, from the network. */
  incomingMinutes: field(amount().optional(), {
    kind: 'number',
    description: 'Calls received.',
    unit: 'minutes',
    source: 'network',
    example: '280',
  }),
  /** Minutes of long-distance calls made, part of voiceMinutes, from the network. */
  longDistanceMinutes: field(amount().optional(), {
    kind: 'number',
    description: 'Long-distance calls made, a part of voiceMinutes.',
    unit: 'minutes',
    source: 'network',
    example: '40',
  }),
  /** Minutes of international calls made, part of voiceMinutes, from the network. */
  internationalMinutes: field(amount().optional(), {
    kind: 'number',
    description: 'International calls made, a part of voiceMinutes.',
    unit: 'minutes',
    source: 'network',
    example: '0',
  }),
  /** Minutes of calls while roaming, from the network. */
  roamingMinutes: field(amount().optional(), {
    kind: 'number',
    description: 'Calls made and received while roaming.',
    unit: 'minutes',
    source: 'network',
    example: '12',
  }),
  /** Mobile data, megabytes of 10^6 bytes, from the network. */
  dataMb: field(amount().optional(), {
    kind: 'number',
    description: 'Mobile data up and down.',
    unit: 'MB (10^6 bytes)',
    source: 'network',
    example: '20480',
  }),
  /** Short messages sent, from the network. */
  smsCount: field(integer({ min: 0, max: 1_000_000_000 }).optional(), {
    kind: 'integer',
    description: 'Short messages sent.',
    unit: 'messages',
    source: 'network',
    example: '14',
  }),
  /** Days of the month with any use, from the network. */
  activeDays: field(integer({ min: 0, max: 31 }).optional(), {
    kind: 'integer',
    description: 'Days of the month with any use.',
    unit: 'days',
    source: 'network',
    example: '29',
  }),
});
