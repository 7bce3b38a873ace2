import * as z from 'zod';
import { instant, label } from './field.ts';

/** Part of a shard's measure: rows of the sample that segments are found on. It holds no id. */
export const segmentSample = z.object({
  /** Names of the features, in the order of the values. */
  features: z.array(z.string()),
  /** A customer each: hash of the id, then the features' values, null where missing. */
  rows: z.array(z.tuple([z.number().int().min(0)], z.number().nullable())),
});
/** Rows of the sample that segments are found on. */
export type SegmentSample = z.infer<typeof segmentSample>;

/** How a feature was standardised: (scaled value - mean) / deviation, cut off at the limit, times the weight. */
const standardised = z.object({
  /** The feature. */
  feature: z.string(),
  /** See `scale` of the policy. */
  scale: z.enum(['linear', 'log']),
  /** See `weight` of the policy. */
  weight: z.number(),
  /** Mean of the sample's known values, scaled. */
  mean: z.number(),
  /** Their standard deviation; 0 where all are the same: the feature then says nothing. */
  deviation: z.number().min(0),
});
/** How a feature was standardised. */
export type Standardised = z.infer<typeof standardised>;

const segment = z.object({
  /** `s1`, `s2`, ...: kept from run to run as long as the segment is found again. */
  id: z.string(),
  /** Its most distinct features, or the name that the policy gives. */
  label: label(),
  /** Where its customers are on average, in standardised values. */
  centroid: z.array(z.number()),
  /** Customers of the sample in it. */
  sampled: z.number().int().min(0),
});
/** One behaviour segment. */
export type Segment = z.infer<typeof segment>;

/** The behaviour segments of a run: part of `runs/<runId>/base.json`. */
export const segmentModel = z.object({
  /** Id of the method: `k-means-` and a hash of everything that says where a customer belongs. Decisions carry it. */
  method: z.string(),
  /** Hash of the policy's section that it was made by: while that stands, the model may be kept. */
  definition: z.string(),
  /** Instant of the run that found them. */
  fittedAt: instant(),
  /** Customers that they were found on. */
  sampled: z.number().int().min(0),
  /** Mean silhouette (Rousseeuw 1987), -1 to 1; null where there is only one segment. */
  silhouette: z.number().nullable(),
  /** Standard deviations beyond which a value counts no further. */
  limit: z.number().positive(),
  /** How values were standardised. */
  features: z.array(standardised),
  /** The segments. */
  segments: z.array(segment),
  /** Number of the next segment that is new: those that are gone give theirs to nobody. */
  next: z.number().int().min(1),
});
/** The behaviour segments of a run. */
export type SegmentModel = z.infer<typeof segmentModel>;
