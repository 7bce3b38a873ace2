import * as z from 'zod';

/** A sum of money in hundredths of the policy's currency: whole numbers add up to the same in any order. */
const hundredths = () => z.number().int();
const count = () => z.number().int().min(0);

/** Customers of one tier, risk band, region and market segment. */
export const figureCell = z.object({
  /** Tier of the policy's first scheme; `none` for who is not graded. */
  tier: z.string().min(1),
  /** Risk band. */
  band: z.string().min(1),
  /** Region, from CRM; null where not known. */
  region: z.string().nullable(),
  /** Market segment, from CRM; null where not known. */
  segment: z.string().nullable(),
  /** Customers decided. */
  customers: count(),
  /** What they pay a month, together. Those of whom nothing is known add nothing. */
  charge: hundredths(),
  /** Lifetime value times the probability of leaving; 0 where the policy does not ask. */
  atRisk: hundredths(),
});
/** Customers of one tier, risk band, region and market segment. */
export type FigureCell = z.infer<typeof figureCell>;

/** Promises of one name to one tier, or at one desk. */
export const promiseTally = z.object({
  /** Name in the policy. */
  promise: z.string().min(1),
  /** Tier when it was made; null of callers nobody knows, and of customers without a tier. */
  tier: z.string().nullable(),
  /** Desk of calls of callers nobody knows; null of customers. */
  desk: z.string().nullable(),
  /** How many were made, and what became of them. */
  promised: count(),
  delivered: count(),
  broken: count(),
  open: count(),
});
/** Promises of one name to one tier, or at one desk. */
export type PromiseTally = z.infer<typeof promiseTally>;

/**
 * What a shard counts for the managers' report, when it makes its snapshot: `runs/<runId>/figures/<shard>.json` in the facts
 * bucket. Not in the ledger's row of the shard, because a row of DynamoDB holds 400 KB and an operator may have a thousand regions.
 */
export const shardFigures = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** By tier, band, region and segment, in the order of their names. Sums of shards are the same object. */
  cells: z.array(figureCell),
  /** By promise, tier and desk, in the order of their names. */
  promises: z.array(promiseTally),
});
/** What a shard counts for the managers' report. */
export type ShardFigures = z.infer<typeof shardFigures>;

/** Keys of what the shards of a run count for the report, in the facts bucket. */
export const figuresPrefix = (runId: string): string => `runs/${runId}/figures/`;
