import * as z from 'zod';
import { type FieldMeta, fieldMeta } from '../field.ts';
import { agentsRow } from './agents.ts';
import { billingRow } from './billing.ts';
import { callsRow } from './calls.ts';
import { customersRow } from './customers.ts';
import { erasuresRow } from './erasures.ts';
import { noticesRow } from './notices.ts';
import { outcomesRow } from './outcomes.ts';
import { serviceRow } from './service.ts';
import { usageRow } from './usage.ts';

/** Names of the feeds. */
export const feedNames = [
  'customers',
  'usage',
  'billing',
  'service',
  'agents',
  'calls',
  'outcomes',
  'notices',
  'erasures',
] as const;

/** A feed's name, as in `feed=usage` of an object key. */
export const feedName = z.enum(feedNames, { error: `not a feed: one of ${feedNames.join(', ')}` });
/** A feed's name. */
export type FeedName = z.infer<typeof feedName>;

/** Feeds whose facts are one value a customer and month. */
export const seriesFeeds = ['usage', 'billing', 'service'] as const satisfies readonly FeedName[];
/** Feeds that features are computed from. */
export const featureFeeds: readonly FeedName[] = ['customers', ...seriesFeeds];

/** What tierline knows of a feed. */
export type Feed = {
  /** The feed's name. */
  name: FeedName;
  /** One sentence for `docs/feeds.md`. */
  description: string;
  /** The field that names the row. Facts of a row that has a `customerId`, its key or not, lie with that customer's. */
  key: 'customerId' | 'agentId' | 'callId' | 'workId' | 'noticeId';
  /** From the cells' text (missing = undefined) to the typed row; the single source of truth. */
  row: z.ZodType<Record<string, unknown>, Record<string, unknown>>;
  /** The row as a whole is checked too, beyond its fields one by one. */
  hasRowChecks: boolean;
  /** The row's fields in order, with their meaning. */
  fields: FeedField[];
};

/** One field of a feed. */
export type FeedField = FieldMeta & {
  /** The field's name: the canonical column name. */
  name: string;
  /** The schema from the cell's text to the value. */
  schema: z.ZodType;
  /** A row without it is refused. */
  required: boolean;
};

const feed = (name: FeedName, key: Feed['key'], description: string, row: z.ZodObject): Feed => ({
  name,
  key,
  description,
  row,
  hasRowChecks: (row.def.checks?.length ?? 0) > 0,
  fields: Object.entries(row.shape as Record<string, z.ZodType>).map(([fieldName, schema]) => ({
    ...fieldMeta(schema),
    name: fieldName,
    schema,
    required: !schema.isOptional(),
  })),
});

/** All feeds by name: contract, meaning and key. */
export const feeds: Record<FeedName, Feed> = {
  customers: feed(
    'customers',
    'customerId',
    'Who the customers are at the end of a month: one row a customer.',
    customersRow,
  ),
  usage: feed(
    'usage',
    'customerId',
    'How much each customer used the network in a month: one row a customer and month.',
    usageRow,
  ),
  billing: feed(
    'billing',
    'customerId',
    'What each customer was charged, recharged and still owes: one row a customer and month.',
    billingRow,
  ),
  service: feed(
    'service',
    'customerId',
    'How service went: complaints, faults, satisfaction; one row a customer and month with any contact.',
    serviceRow,
  ),
  agents: feed(
    'agents',
    'agentId',
    'Account managers and desks: whom they serve, how much they take, how they are reached.',
    agentsRow,
  ),
  calls: feed(
    'calls',
    'callId',
    'Calls of the contact centre: queue entered, answered, ended, desk, agent, rating; one row a call.',
    callsRow,
  ),
  outcomes: feed(
    'outcomes',
    'workId',
    "What came of agents' work: one row a piece of work that was done.",
    outcomesRow,
  ),
  notices: feed(
    'notices',
    'noticeId',
    'Faults, disputes and cut-overs: whom they concern, from when, until when; one row each.',
    noticesRow,
  ),
  erasures: feed('erasures', 'customerId', 'Customers who are to be forgotten: one row each.', erasuresRow),
};
