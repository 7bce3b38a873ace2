import * as z from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { billingFeatures } from './features/billing.ts';
import { compositionFeatures } from './features/composition.ts';
import { customersFeatures } from './features/customers.ts';
import type { FeatureMeta } from './features/feature.ts';
import { promiseFeatures } from './features/promises.ts';
import { serviceFeatures } from './features/service.ts';
import { textFeatureNames } from './features/text-features.ts';
import { usageFeatures } from './features/usage.ts';

export type { FeatureMeta } from './features/feature.ts';

/** The catalogue: every feature that a scorecard or a condition may name. A value that is not known is missing, never 0. */
export const features = {
  ...billingFeatures,
  ...compositionFeatures,
  ...customersFeatures,
  ...usageFeatures,
  ...serviceFeatures,
  ...promiseFeatures,
} as const satisfies Record<string, FeatureMeta>;

/** A feature's name. */
export type FeatureName = keyof typeof features;

/** All features, in the order in which their values are kept. */
export const featureNames = Object.keys(features) as FeatureName[];

/** All features: numbers, then words. */
const allFeatureNames = [...featureNames, ...textFeatureNames];

/** Name of a feature of either kind; refuses what the catalogue does not hold, with what was probably meant. */
export const anyFeatureName = () =>
  z.enum(allFeatureNames, {
    error: ({ input }) => `unknown feature ${JSON.stringify(input)}${didYouMean(String(input), allFeatureNames)}`,
  });

/** A feature's name; refuses what the catalogue does not hold, with what was probably meant. */
export const featureName = () =>
  z.enum(featureNames, {
    error: (issue) => `unknown feature ${JSON.stringify(issue.input)}${didYouMean(String(issue.input), featureNames)}`,
  });
