import * as z from 'zod';
import { isTextFeature, type TextFeatureName } from '../features/text-features.ts';
import { anyFeatureName, type FeatureName } from '../features.ts';
import { type FormerCondition, formerCondition } from './former-condition.ts';

/**
 * A condition over one customer, as data. Exactly one of the members `all`, `any`, `not`, `feature`, `band`, `tier`,
 * `stage`, `keyCustomer`, `keyKinds`, `specialGrade`, `watch`, `list`, `segment`, `behaviour`, `conduct`, `churnKind`, `churnCause`,
 * `track`, `former`; a feature comes with `from`, `below`, `is` or `missing`.
 */
export type Condition = {
  /** Every one holds. */
  all?: Condition[];
  /** At least one holds. */
  any?: Condition[];
  /** It does not hold. */
  not?: Condition;
  /** A feature's value; a missing value is neither `from` nor `below` anything. */
  feature?: FeatureName | TextFeatureName;
  /** Least value, included; in the feature's unit. */
  from?: number;
  /** Least value that is too great; in the feature's unit. */
  below?: number;
  /** The value is one of these words; of a feature whose values are words. */
  is?: string[];
  /** Holds where the value is missing (true) or known (false). */
  missing?: boolean;
  /** Risk band is one of these. */
  band?: string[];
  /** Tier is one of these. */
  tier?: string[];
  /** Scheme whose tier is meant; the policy's first where left out. */
  scheme?: string;
  /** Lifecycle stage is one of these. */
  stage?: string[];
  /** Is a key customer, or is not. */
  keyCustomer?: boolean;
  /** Is a key customer of one of these kinds. */
  keyKinds?: string[];
  /** Is of so many kinds at once that it is the special grade, or is not. */
  specialGrade?: boolean;
  /** Stands on one of these watch lists of the policy. */
  watch?: string[];
  /** Stands on one of these lists. */
  list?: ('red' | 'black')[];
  /** Market segment is one of these; consumer where the profile names none. */
  segment?: ('consumer' | 'household' | 'enterprise' | 'government')[];
  /** Behaviour segment is one of these: `s1`, `s2`, ... */
  behaviour?: string[];
  /** Pattern of conduct (flea, loyal) is one of these. */
  conduct?: string[];
  /** Kind of churn is one of these. */
  churnKind?: string[];
  /** Cause of churn is one of these. */
  churnCause?: string[];
  /** How the customer is kept is one of these. */
  track?: string[];
  /** Is in the archive of former customers with an entry like this. */
  former?: FormerCondition;
};

const heads = [
  ...(['all', 'any', 'not', 'feature', 'band', 'tier', 'stage'] as const),
  ...(['keyCustomer', 'keyKinds', 'specialGrade', 'watch', 'list', 'segment'] as const),
  ...(['behaviour', 'conduct', 'churnKind', 'churnCause', 'track', 'former'] as const),
];
const names = () => z.array(z.string().min(1)).min(1, { error: 'names nothing: give at least one' });

/** See {@link Condition}. Names of bands, tiers and stages are checked by the policy, which knows them. */
export const condition: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(condition).min(1, { error: 'holds nothing: give at least one condition' }).optional(),
      any: z.array(condition).min(1, { error: 'holds nothing: give at least one condition' }).optional(),
      not: condition.optional(),
      feature: anyFeatureName().optional(),
      from: z.number().optional(),
      below: z.number().optional(),
      is: names().optional(),
      missing: z.boolean().optional(),
      band: names().optional(),
      tier: names().optional(),
      scheme: z.string().optional(),
      stage: names().optional(),
      keyCustomer: z.boolean().optional(),
      keyKinds: names().optional(),
      specialGrade: z.boolean().optional(),
      watch: names().optional(),
      list: z
        .array(z.enum(['red', 'black']))
        .min(1)
        .optional(),
      segment: z
        .array(z.enum(['consumer', 'household', 'enterprise', 'government']))
        .min(1)
        .optional(),
      behaviour: names().optional(),
      conduct: names().optional(),
      churnKind: names().optional(),
      churnCause: names().optional(),
      track: names().optional(),
      former: formerCondition.optional(),
    })
    .superRefine((given, context) => {
      const problem = (message: string) => context.addIssue({ code: 'custom', message });
      const found = heads.filter((head) => given[head] !== undefined);
      if (found.length !== 1)
        problem(
          `a condition says exactly one thing, this one ${found.length === 0 ? 'says none' : `says ${found.join(' and ')}`}: use one of ${heads.join(', ')}; join several with "all" or "any"`,
        );
      const { feature, is, missing } = given;
      const bounded = given.from !== undefined || given.below !== undefined;
      const ways = [bounded, is !== undefined, missing !== undefined].filter(Boolean).length;
      if (feature === undefined && ways > 0) problem('"from", "below", "is" and "missing" need a "feature"');
      if (feature !== undefined && ways === 0)
        problem(`a feature without a bound: give ${isTextFeature(feature) ? '"is"' : '"from", "below"'} or "missing"`);
      if (feature !== undefined && bounded && isTextFeature(feature))
        problem(`the values of "${feature}" are words: give "is" instead of "from" and "below"`);
      if (feature !== undefined && is && !isTextFeature(feature))
        problem(`the values of "${feature}" are numbers: give "from" and "below" instead of "is"`);
      if (ways > 1) problem('give only one of bounds, "is" and "missing"');
      if (given.from !== undefined && given.below !== undefined && given.from >= given.below)
        problem(`never holds: from ${given.from} is not less than below ${given.below}`);
      if (given.scheme !== undefined && given.tier === undefined) problem('"scheme" needs a "tier"');
    }),
);
