import * as z from 'zod';
import { featureName } from '../features.ts';
import { label } from '../field.ts';

/** Most segments: more than a person tells apart, and few enough that two nights' segments are matched exactly. */
export const mostSegments = 12;

/** One feature that customers are compared by. */
const comparedFeature = z.strictObject({
  /** The feature. */
  feature: featureName(),
  /**
   * `log` where a few customers have many times what most have (charges, minutes, data): sign(x) x ln(1 + |x|), so that
   * twice as much is as far at 20 as at 2,000. Refunds keep their sign.
   */
  scale: z.enum(['linear', 'log'], { error: 'neither linear nor log' }).default('linear'),
  /** How much the feature counts beside the others. */
  weight: z.number().positive().default(1),
  /** Words for a segment that is high in it; `high <feature>` where left out. */
  high: label().optional(),
  /** Words for a segment that is low in it; `low <feature>` where left out. */
  low: label().optional(),
});
/** One feature that customers are compared by. */
export type ComparedFeature = z.infer<typeof comparedFeature>;

const segmentCount = () => z.number().int().min(2).max(mostSegments);

/**
 * Behaviour segments: customers who behave alike, found by k-means on a sample of the whole base. A missing value counts
 * as the mean, which says nothing either way; a customer of whom no feature is known is in no segment.
 */
export const segments = z.strictObject({
  /** What a person calls them. */
  label: label(),
  /** What customers are compared by. */
  features: z
    .array(comparedFeature)
    .min(1, { error: 'no features: give at least one' })
    .max(32)
    .superRefine((list, context) => {
      list.forEach(({ feature }, index) => {
        if (list.findIndex((other) => other.feature === feature) < index)
          context.addIssue({
            code: 'custom',
            path: [index, 'feature'],
            message: `"${feature}" is there twice: give it more "weight" instead`,
          });
      });
    }),
  /** How many; or a range, of which the number with the best mean silhouette is taken. */
  count: z.union([
    segmentCount(),
    z
      .strictObject({ from: segmentCount(), to: segmentCount() })
      .refine(({ from, to }) => from <= to, { error: '"from" must not be more than "to"' }),
  ]),
  /**
   * Customers that the segments are found on, drawn by hash of the id. 5,000 put a segment's mean within 5 % of a standard
   * deviation, even that of a segment of a tenth of the base.
   */
  sampleSize: z.number().int().min(10).max(100_000).default(5_000),
  /** Where the random numbers begin. Another seed may find other segments; the same one finds the same. */
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  /** k-means is begun so many times, and the tightest result is taken: one start in several ends in a bad corner. */
  starts: z.number().int().min(1).max(50).default(4),
  /** Values farther from the mean count as so many standard deviations, so that one odd customer makes no segment. */
  limit: z.number().positive().default(4),
  /** Customers of the sample that a silhouette is computed on: its cost grows with their square. */
  silhouetteSample: z.number().int().min(10).max(5_000).default(1_000),
  /** Within a range, the last run's number is kept unless another one's silhouette is better by more than this. */
  keepMargin: z.number().min(0).default(0.02),
  /** The segments are found anew when they are so many days old, or when this section changed; 0: in every run. */
  refitDays: z.number().int().min(0).max(366).default(28),
  /** Names that people gave to segments, by id (`s1`, `s2`, ...); made of the most distinct features where left out. */
  names: z
    .record(z.string().regex(/^s[1-9]\d{0,5}$/, { error: 'segments are called s1, s2, ...' }), label())
    .default({}),
});
/** Behaviour segments of a policy. */
export type SegmentsPolicy = z.infer<typeof segments>;
