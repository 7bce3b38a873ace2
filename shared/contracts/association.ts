import * as z from 'zod';
import { instant } from './field.ts';

const count = () => z.number().int().min(0);

/**
 * Part of a shard's measure: what customers use together. A basket is the set of items that a customer uses, one bit an
 * item in the policy's order; whatever is asked of pairs and triples later is in these counts, exactly.
 */
export const baskets = z.object({
  /** Names of the items, in the order of the bits. */
  items: z.array(z.string()),
  /** Basket and customers that have it, ascending by basket. */
  counts: z.array(z.tuple([count(), count()])),
});
/** What customers use together. */
export type Baskets = z.infer<typeof baskets>;

/**
 * A rule of what is used together, one line of a run's offer table. Support and confidence: R. Agrawal, T. Imielinski, A.
 * Swami, Mining association rules between sets of items in large databases, 1993; lift: S. Brin and others, Dynamic
 * itemset counting and implication rules for market basket data, 1997 (as "interest").
 */
export const associationRule = z.object({
  /** Items that the customer uses. */
  asks: z.array(z.string()).min(1),
  /** Item that the customer's like use as well. */
  gives: z.string(),
  /** Offer of that item. */
  offer: z.string(),
  /** Customers that use all of them. */
  customers: count(),
  /** Their share of all customers. */
  support: z.number(),
  /** Their share of those who use what is asked for. */
  confidence: z.number(),
  /** Confidence over the share of all customers that use what is given. */
  lift: z.number(),
});
/** A rule of what is used together. */
export type AssociationRule = z.infer<typeof associationRule>;

/** The offer table of a run: part of `runs/<runId>/base.json`. */
export const offerTable = z.object({
  /** Id of the method: `association-` and a hash of the rules. */
  method: z.string(),
  /** Hash of the policy's section that it was made by: while that stands, the table may be kept. */
  definition: z.string(),
  /** Instant of the run that counted. */
  countedAt: instant(),
  /** Customers that were counted. */
  customers: count(),
  /** Rules, the surest first. */
  rules: z.array(associationRule),
});
/** The offer table of a run. */
export type OfferTable = z.infer<typeof offerTable>;
