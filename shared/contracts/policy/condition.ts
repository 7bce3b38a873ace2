import * as z from 'zod';
import { type FeatureName, featureName } from '../features.ts';

/**
 * A condition over one customer, as data. Exactly one of the members `all`, `any`, `not`, `feature`, `band`, `tier`,
 * `stage`, `keyCustomer`, `keyKinds`, `specialGrade`, `watch`, `list`, `segment`; a feature comes with `from`, `below` or `missing`.
 */
export type Condition = {
  /** Every one holds. */
  all?: Condition[];
  /** At least one holds. */
  any?: Condition[];
  /** It does not hold. */
  not?: Condition;
  /** A feature's value; a missing value is neither `from` nor `below` anything. */
  feature?: FeatureName;
  /** Least value, included; in the feature's unit. */
  from?: number;
  /** Least value that is too great; in the feature's unit. */
  below?: number;
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
};

const heads = [
  ...(['all', 'any', 'not', 'feature', 'band', 'tier', 'stage'] as const),
  ...(['keyCustomer', 'keyKinds', 'specialGrade', 'watch', 'list', 'segment'] as const),
];
const names = () => z.array(z.string().min(1)).min(1, { error: 'names nothing: give at least one' });

/** See {@link Condition}. Names of bands, tiers and stages are checked by the policy, which knows them. */
export const condition: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      all: z.array(condition).min(1, { error: 'holds nothing: give at least one condition' }).optional(),
      any: z.array(condition).min(1, { error: 'holds nothing: give at least one condition' }).optional(),
      not: condition.optional(),
      feature: featureName().optional(),
      from: z.number().optional(),
      below: z.number().optional(),
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
    })
    .superRefine((given, context) => {
      const problem = (message: string) => context.addIssue({ code: 'custom', message });
      const found = heads.filter((head) => given[head] !== undefined);
      if (found.length !== 1)
        problem(
          `a condition says exactly one thing, this one ${found.length === 0 ? 'says none' : `says ${found.join(' and ')}`}: use one of ${heads.join(', ')}; join several with "all" or "any"`,
        );
      const bounded = given.from !== undefined || given.below !== undefined;
      if (given.feature !== undefined && !bounded && given.missing === undefined)
        problem('a feature without a bound: give "from", "below" or "missing"');
      if (given.feature === undefined && (bounded || given.missing !== undefined))
        problem('"from", "below" and "missing" need a "feature"');
      if (bounded && given.missing !== undefined) problem('give either bounds or "missing", not both');
      if (given.from !== undefined && given.below !== undefined && given.from >= given.below)
        problem(`never holds: from ${given.from} is not less than below ${given.below}`);
      if (given.scheme !== undefined && given.tier === undefined) problem('"scheme" needs a "tier"');
    }),
);
