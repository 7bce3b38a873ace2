import * as z from 'zod';
import { isTextFeature } from '../features/text-features.ts';
import { anyFeatureName } from '../features.ts';
import { label } from '../field.ts';
import { bins } from './bins.ts';

export { type Bin, bin } from './bins.ts';

/** What a value outside all bins or categories gives. */
const otherwise = z.strictObject({
  /** Points that it gives. */
  points: z.number(),
  /** What an agent reads instead of "not known". */
  label: label().optional(),
});

/** One group of a categorical feature's values. */
export const category = z.strictObject({
  /** The values, as the feed writes them; each in one group only. */
  is: z.array(z.string()).min(1, { error: 'holds no value: give at least one' }),
  /** Points that they give. */
  points: z.number(),
  /** What an agent reads instead of the catalogue's words. */
  label: label().optional(),
});

const categories = z
  .array(category)
  .min(1, { error: 'no categories: give at least one' })
  .superRefine((list, context) => {
    const seen = new Set<string>();
    list.forEach(({ is }, index) => {
      is.forEach((value, at) => {
        if (seen.has(value))
          context.addIssue({
            code: 'custom',
            path: [index, 'is', at],
            message: `overlap: "${value}" is in two categories; leave it in one`,
          });
        seen.add(value);
      });
    });
  });

/**
 * Points of two features together, on top of what each gives. `groups` says, slot by slot of each feature, which row (first
 * feature) or column (second) of `points` counts. Slots are the feature's bins or categories in their order, then
 * `missing`, then, of a categorical feature, `other`.
 */
export const pair = z.strictObject({
  /** The two features; both stand in `features` of the card. */
  features: z.tuple([z.string(), z.string()]),
  /** Row by slot of the first feature, column by slot of the second; from 0. */
  groups: z.tuple([z.array(z.number().int().min(0)), z.array(z.number().int().min(0))]),
  /** Points by row and column. */
  points: z.array(z.array(z.number())),
});

/** What the points mean. */
export const link = z
  .discriminatedUnion('type', [
    z.strictObject({
      /** Points are points. */
      type: z.literal('points'),
    }),
    z.strictObject({
      /** Points stand for log-odds: probability = 1 / (1 + exp(-(points - offset) / factor)). */
      type: z.literal('logistic'),
      /** Points at which the odds are even. */
      offset: z.number().default(0),
      /** Points that multiply the odds by e; 1 where points are log-odds themselves. */
      factor: z.number().positive().default(1),
    }),
  ])
  .prefault({ type: 'points' });
/** What the points mean. */
export type Link = z.infer<typeof link>;

/**
 * The scorecard contract over any set of feature names: the catalogue's for a policy, a table's columns for a card learned
 * from a file.
 *
 * @param isWords whether a feature's values are words (true) or numbers (false), where that is known
 */
export const scorecardOf = <Name extends string>(
  name: z.ZodType<Name, string | Name>,
  isWords: (name: Name) => boolean | undefined = () => undefined,
) => {
  /** How one feature gives points. */
  const scoredFeature = z
    .strictObject({
      /** Feature that gives them. */
      feature: name,
      /** Multiplies all points of the feature. */
      weight: z.number().default(1),
      /** Of a number: bins in ascending order that cover all numbers. */
      bins: bins.optional(),
      /** Of a categorical feature: groups of its values. */
      categories: categories.optional(),
      /** What a missing value gives. */
      missing: otherwise,
      /** Of a categorical feature: what a value in no group gives. */
      other: otherwise.optional(),
    })
    .superRefine((given, context) => {
      const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if ((given.bins === undefined) === (given.categories === undefined))
        problem('bins', 'give either "bins" (of a number) or "categories" (of words)');
      const words = isWords(given.feature);
      if (words === true && given.bins)
        problem('bins', `the values of "${given.feature}" are words: give "categories" instead of "bins"`);
      if (words === false && given.categories)
        problem('categories', `the values of "${given.feature}" are numbers: give "bins" instead of "categories"`);
      if (given.categories && !given.other) problem('other', 'missing: say what a value in no category gives');
      if (given.bins && given.other) problem('other', 'bins cover every number: remove "other"');
    });

  return z
    .strictObject({
      /** What it measures. */
      label: label(),
      /** Points that everybody starts with. */
      base: z.number(),
      /** What the points mean. */
      link,
      /** How each feature gives points; a feature once. */
      features: z
        .array(scoredFeature)
        .min(1, { error: 'no features: give at least one' })
        .superRefine((list, context) => {
          list.forEach(({ feature }, index) => {
            if (list.findIndex((other) => other.feature === feature) < index)
              context.addIssue({
                code: 'custom',
                path: [index, 'feature'],
                message: `"${feature}" is in this card twice: put all of its bins in one place`,
              });
          });
        }),
      /** Points of two features together. */
      pairs: z.array(pair).default([]),
    })
    .superRefine(({ features, pairs }, context) => {
      pairs.forEach(({ features: two, groups, points }, index) => {
        const problem = (path: (string | number)[], message: string) =>
          context.addIssue({ code: 'custom', path: ['pairs', index, ...path], message });
        two.forEach((wanted, side) => {
          const scored = features.find(({ feature }) => feature === wanted);
          if (!scored) {
            problem(['features', side], `"${wanted}" is not among the card's features`);
            return;
          }
          const slots = scored.bins ? scored.bins.length + 1 : (scored.categories?.length ?? 0) + 2;
          const given = groups[side] ?? [];
          if (given.length !== slots)
            problem(['groups', side], `"${wanted}" has ${slots} slots, but ${given.length} are grouped`);
          const size = side === 0 ? points.length : Math.min(...points.map((row) => row.length));
          if (given.some((group) => group >= size))
            problem(['groups', side], `points to a ${side === 0 ? 'row' : 'column'} that "points" has not`);
        });
      });
    });
};

/** Features -> bins -> points, summed: the score is base + weight x points of every feature + points of every pair. The points are the reasons. */
export const scorecard = scorecardOf(anyFeatureName(), isTextFeature);
/** Features -> bins -> points, summed. */
export type Scorecard = z.infer<typeof scorecard>;
