import * as z from 'zod';
import { calendarDate, calendarMonth, decimal, field, flag, identifier, integer, list, text } from '../field.ts';

/** A channel that messages reach a customer by. */
const messageChannel = z.enum(['sms', 'email', 'app', 'wechat', 'post'], {
  error: 'not one of sms, email, app, wechat, post',
});

/**
 * One row a customer: who they are at the end of the period. A later period replaces an earlier one.
 * Every field takes the cell's text and gives the typed value; a blank cell is a missing value.
 */
export const customersRow = z.object({
  /** The operator's id of the customer, from CRM; no unit. */
  customerId: field(identifier(), {
    kind: 'text',
    description: "The operator's own id of the customer; joins all feeds.",
    unit: 'none',
    source: 'CRM',
    example: 'C0001234',
    personal: true,
  }),
  /** Month that the row describes, `YYYY-MM`; from the object's key where the file has no such column. */
  period: field(calendarMonth(), {
    kind: 'month',
    description: 'The month that the row describes. Taken from the object key where the file has no such column.',
    unit: 'month',
    source: 'CRM',
    example: '2026-10',
  }),
  /** The customer's name, from CRM; shown masked. */
  name: field(text(80).optional(), {
    kind: 'text',
    description: 'Name; agents see it masked.',
    unit: 'none',
    source: 'CRM',
    example: '王小明',
    personal: true,
  }),
  /** Number to call, from CRM; shown masked. */
  phone: field(
    z
      .string()
      .regex(/^\+?[\d -]{5,20}$/, { error: 'not a phone number' })
      .optional(),
    {
      kind: 'text',
      description: 'Number to call; agents see it masked.',
      unit: 'none',
      source: 'CRM',
      example: '13800001234',
      personal: true,
    },
  ),
  /** Market segment, from CRM; consumer where blank. */
  segment: field(
    z
      .enum(['consumer', 'household', 'enterprise', 'government'], {
        error: 'not one of consumer, household, enterprise, government',
      })
      .optional(),
    {
      kind: 'text',
      description: 'Market segment: consumer, household, enterprise or government; consumer where blank.',
      unit: 'none',
      source: 'CRM',
      example: 'consumer',
    },
  ),
  /** Region (branch, circle, city) that serves the customer, from CRM. */
  region: field(text(40).optional(), {
    kind: 'text',
    description: 'Region (branch, circle or city) that serves the customer; matched to the regions of agents.',
    unit: 'none',
    source: 'CRM',
    example: 'south',
  }),
  /** Language spoken, from CRM. */
  language: field(
    z
      .string()
      .regex(/^[\p{L}\p{N}-]{2,20}$/u, { error: 'not a language such as zh or en' })
      .optional(),
    {
      kind: 'text',
      description: 'Language to speak with the customer; matched to the `languages` of agents. Any where blank.',
      unit: 'none',
      source: 'CRM',
      example: 'zh',
    },
  ),
  /** Brand or sub-brand, from CRM. */
  brand: field(text(40).optional(), {
    kind: 'text',
    description: 'Brand or sub-brand.',
    unit: 'none',
    source: 'CRM',
    example: 'GoTone',
  }),
  /** Price plan's name, from CRM. */
  plan: field(text(80).optional(), {
    kind: 'text',
    description: "Price plan's name.",
    unit: 'none',
    source: 'CRM',
    example: '5G-199',
  }),
  /** First day with the operator, from CRM; gives the tenure. */
  joinedOn: field(calendarDate().optional(), {
    kind: 'date',
    description: 'First day with the operator; gives the tenure.',
    unit: 'date',
    source: 'CRM',
    example: '2021-03-15',
  }),
  /** Months with the operator at the end of the period; for systems that keep no joining date. */
  tenureMonths: field(decimal({ min: 0, max: 1200 }).optional(), {
    kind: 'number',
    description:
      'Months with the operator at the end of the period, for systems that keep no joining date. `joinedOn` wins where both are given.',
    unit: 'months',
    source: 'CRM',
    example: '67',
  }),
  /** Last day of the running contract, from CRM. */
  contractEndsOn: field(calendarDate().optional(), {
    kind: 'date',
    description: 'Last day of the running contract.',
    unit: 'date',
    source: 'CRM',
    example: '2027-02-28',
  }),
  /** Length of the contract, 0 for none (month to month), from CRM. */
  contractMonths: field(integer({ min: 0, max: 120 }).optional(), {
    kind: 'integer',
    description: 'Length of the contract; 0 means month to month.',
    unit: 'months',
    source: 'CRM',
    example: '24',
  }),
  /** Credit score of the operator's own scale, 0 to 1000, from CRM. */
  creditScore: field(decimal({ min: 0, max: 1000 }).optional(), {
    kind: 'number',
    description: "Credit score on the operator's own scale.",
    unit: 'points, 0 to 1000',
    source: 'CRM',
    example: '640',
  }),
  /** Red or black list entry, from CRM. */
  list: field(z.enum(['red', 'black'], { error: 'neither red nor black' }).optional(), {
    kind: 'text',
    description: 'Red or black list; blank for ordinary.',
    unit: 'none',
    source: 'CRM',
    example: 'red',
  }),
  /** State of the subscription, from CRM; active where blank. */
  status: field(
    z
      .enum(['active', 'suspended', 'closed', 'ported-out'], {
        error: 'not one of active, suspended, closed, ported-out',
      })
      .optional(),
    {
      kind: 'text',
      description:
        'State of the subscription: active, suspended, closed, or ported-out (gone to a competitor with the number); active where blank.',
      unit: 'none',
      source: 'CRM',
      example: 'active',
    },
  ),
  /** Moved here from a competitor with the number, from CRM. */
  portedIn: field(flag().optional(), {
    kind: 'flag',
    description: 'Came from a competitor and kept the number.',
    unit: 'yes or no',
    source: 'CRM',
    example: 'no',
  }),
  /** Data-line, IP-gateway or VPDN subscriber, from CRM; makes a key customer whatever the spend. */
  dataLine: field(flag().optional(), {
    kind: 'flag',
    description: 'Subscribes a data line, an IP gateway or VPDN.',
    unit: 'yes or no',
    source: 'CRM',
    example: 'no',
  }),
  /** Customers that this one has brought, from CRM; gives points. */
  referrals: field(integer({ min: 0, max: 10_000 }).optional(), {
    kind: 'integer',
    description: 'How many customers this one has brought so far.',
    unit: 'customers',
    source: 'CRM',
    example: '2',
  }),
  /** Agent that manages the customer, an `agentId` of the agents feed, from CRM. */
  managerId: field(identifier().optional(), {
    kind: 'text',
    description: 'The account manager: an `agentId` of the agents feed.',
    unit: 'none',
    source: 'CRM',
    example: 'A017',
  }),
  /** Channels that the customer reads, from CRM; who must be told is told on all of them. */
  channels: field(list(messageChannel).optional(), {
    kind: 'list',
    description: 'Channels that the customer uses, separated by `;`: sms, email, app, wechat, post. sms where blank.',
    unit: 'none',
    source: 'CRM',
    example: 'sms;app',
  }),
});

/** A field that says something of the customer: all but those that say whose row it is, and of when. */
export type ProfileField = Exclude<keyof typeof customersRow.shape, 'customerId' | 'period'>;
/** Names of those fields. */
export const profileFieldNames = Object.keys(customersRow.shape).filter(
  (name) => name !== 'customerId' && name !== 'period',
) as ProfileField[];
