import * as z from 'zod';
import { baskets, offerTable } from './association.ts';
import { segmentModel, segmentSample } from './segment-model.ts';

/** See `shared/domain/schemes/quantile-sketch.ts`. */
const quantileSketch = z.object({ values: z.array(z.number()), weights: z.array(z.number()) });

/**
 * What one shard says of its customers before anybody is decided: `runs/<runId>/measures/<shard>.json` in the facts bucket.
 * A member a kind of measure, there where the policy asks for it; see `shared/domain/decide/measure.ts`.
 */
export const shardMeasure = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** Of each percentile scheme, by group (`segment=consumer,region=south`): the numbers that it grades by. */
  sketches: z.record(z.string(), z.record(z.string(), quantileSketch)).optional(),
  /** Rows of the sample that behaviour segments are found on. */
  segmentSample: segmentSample.optional(),
  /** What customers use together. */
  baskets: baskets.optional(),
});
/** What one shard says of its customers before anybody is decided. */
export type ShardMeasure = z.infer<typeof shardMeasure>;

/** Least number for each tier but the last, best first; null where nobody reaches it. */
const edges = z.array(z.number().nullable());

/** Where the tiers of one percentile scheme begin tonight. */
export const cutOffs = z.object({
  /** By group, the narrow ones and the wider ones that stand in for them. */
  groups: z.record(
    z.string(),
    z.object({
      /** Customers of the group that have a value. */
      customers: z.number().int().min(0),
      /** Group whose edges count: itself, or a wider one where it has too few customers. */
      uses: z.string(),
    }),
  ),
  /** Groups that have fewer customers than the policy asks for, though there is no wider one. */
  tooFew: z.boolean(),
  /** Edges by group that is used; see `Edges` in `shared/domain/schemes/tiers.ts`. */
  edges: z.record(z.string(), z.object({ earn: edges, rise: edges, stay: edges })),
});
/** Where the tiers of one percentile scheme begin tonight. */
export type CutOffs = z.infer<typeof cutOffs>;

/**
 * What is known of the whole base before anybody is decided: `runs/<runId>/base.json` in the facts bucket. Made of all
 * shards' measures; a replay reads it.
 */
export const runBase = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** Of each percentile scheme. */
  cutOffs: z.record(z.string(), cutOffs).optional(),
  /** Behaviour segments; null where nothing is known of anybody. */
  segments: segmentModel.nullable().optional(),
  /** What is offered to whom, by what is used together. */
  offers: offerTable.optional(),
});
/** What is known of the whole base before anybody is decided. */
export type RunBase = z.infer<typeof runBase>;

/** Key of one shard's measure in the facts bucket. @param shard the shard's name, three digits or more */
export const measureKey = (runId: string, shard: string): string => `runs/${runId}/measures/${shard}.json`;
/** Key of what a run knows of the whole base. */
export const baseKey = (runId: string): string => `runs/${runId}/base.json`;
