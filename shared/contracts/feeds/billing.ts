import * as z from 'zod';
import { calendarDate, calendarMonth, field, identifier, integer, money, text } from '../field.ts';

/** One row a customer and month: what was charged, recharged and left unpaid. Refunds are negative. */
export const billingRow = z.object({
  /** The operator's id of the customer, from CRM; no unit. */
  customerId: field(identifier(), {
    kind: 'text',
    description: "The operator's own id of the customer; joins all feeds.",
    unit: 'none',
    source: 'CRM',
    example: 'C0001234',
    personal: true,
  }),
  /** Billing month, `YYYY-MM`. */
  period: field(calendarMonth(), {
    kind: 'month',
    description: 'Billing month. Taken from the object key where the file has no such column.',
    unit: 'month',
    source: 'billing',
    example: '2026-10',
  }),
  /** Region (branch, circle, city) of the customer, as this system names it; the feed gate judges each region apart. */
  region: field(text(40).optional(), {
    kind: 'text',
    description:
      'Region (branch, circle or city) of the customer, as this system names it. A dump that is wrong in one region is then held back in that region only.',
    unit: 'none',
    source: 'billing',
    example: 'south',
  }),
  /** Revenue of the month, in the policy's currency, from billing: the ARPU of one customer. */
  charged: field(money().optional(), {
    kind: 'number',
    description: 'Revenue of the month (what ARPU averages); refunds are negative.',
    unit: 'currency',
    source: 'billing',
    example: '128.50',
  }),
  /** Part of charged for local and national voice. */
  voiceFee: field(money().optional(), {
    kind: 'number',
    description: 'Part of charged: voice.',
    unit: 'currency',
    source: 'billing',
    example: '38',
  }),
  /** Part of charged for long distance. */
  longDistanceFee: field(money().optional(), {
    kind: 'number',
    description: 'Part of charged: long distance.',
    unit: 'currency',
    source: 'billing',
    example: '12.5',
  }),
  /** Part of charged for international calls. */
  internationalFee: field(money().optional(), {
    kind: 'number',
    description: 'Part of charged: international.',
    unit: 'currency',
    source: 'billing',
    example: '0',
  }),
  /** Part of charged for data. */
  dataFee: field(money().optional(), {
    kind: 'number',
    description: 'Part of charged: data.',
    unit: 'currency',
    source: 'billing',
    example: '70',
  }),
  /** Part of charged for short messages. */
  smsFee: field(money().optional(), {
    kind: 'number',
    description: 'Part of charged: short messages.',
    unit: 'currency',
    source: 'billing',
    example: '3',
  }),
  /** Part of charged for roaming. */
  roamingFee: field(money().optional(), {
    kind: 'number',
    description: 'Part of charged: roaming.',
    unit: 'currency',
    source: 'billing',
    example: '5',
  }),
  /** Recharges of the month (prepaid), from billing. */
  rechargeAmount: field(money().optional(), {
    kind: 'number',
    description: 'Recharges of the month (prepaid).',
    unit: 'currency',
    source: 'billing',
    example: '100',
  }),
  /** Number of recharges in the month, from billing. */
  rechargeCount: field(integer({ min: 0, max: 100_000 }).optional(), {
    kind: 'integer',
    description: 'Number of recharges in the month (prepaid).',
    unit: 'recharges',
    source: 'billing',
    example: '2',
  }),
  /** Owed and overdue at the end of the month, from billing. */
  arrears: field(money().optional(), {
    kind: 'number',
    description: 'Owed and overdue at the end of the month.',
    unit: 'currency',
    source: 'billing',
    example: '0',
  }),
  /** Age of the oldest overdue bill at the end of the month, from billing. */
  arrearsDays: field(integer({ min: 0, max: 10_000 }).optional(), {
    kind: 'integer',
    description: 'Age of the oldest overdue bill at the end of the month; 0 for none.',
    unit: 'days',
    source: 'billing',
    example: '0',
  }),
  /** Day of the last payment or recharge, from billing. */
  lastPaidOn: field(calendarDate().optional(), {
    kind: 'date',
    description: 'Day of the last payment or recharge.',
    unit: 'date',
    source: 'billing',
    example: '2026-10-12',
  }),
  /** Prepaid money left at the end of the month, from billing; a low one is warned of. */
  balance: field(money().optional(), {
    kind: 'number',
    description: 'Prepaid money left when the bill was made; blank for who pays afterwards.',
    unit: 'currency',
    source: 'billing',
    example: '18.50',
  }),
  /** Fixed fee of the plan, from billing; waived for the time of a fault that was not repaired as promised. */
  monthlyFee: field(money().optional(), {
    kind: 'number',
    description: 'Fixed monthly fee of the plan, used or not.',
    unit: 'currency',
    source: 'billing',
    example: '58',
  }),
});
