import type { FeatureName } from '../contracts/features.ts';
import { featureNames } from '../contracts/features.ts';
import type { Condition } from '../contracts/policy/condition.ts';

/** What is known of one customer while the policy decides; conditions read it. */
export type State = {
  /** Feature values in the catalogue's order, NaN where missing. */
  values: Float64Array;
  /** Tier by scheme. */
  tiers: Record<string, string>;
  /** Risk band. */
  band: string;
  /** Is a key customer. */
  keyCustomer: boolean;
  /** Lifecycle stage. */
  stage: string;
  /** Red or black list, or null. */
  list: string | null;
  /** Market segment. */
  segment: string;
};

/** A condition, ready to be asked. */
export type Test = (state: State) => boolean;

/** Place of each feature in {@link State.values}. */
export const featureIndex = Object.fromEntries(featureNames.map((name, index) => [name, index])) as Record<
  FeatureName,
  number
>;

/**
 * Turns a condition into a function, once a policy.
 *
 * @param firstScheme scheme whose tier is meant where a condition names none
 * @param uses told every feature that the condition reads
 */
export const compileCondition = (given: Condition, firstScheme: string, uses: (feature: FeatureName) => void): Test => {
  const compile = (part: Condition): Test => compileCondition(part, firstScheme, uses);
  if (given.all) {
    const tests = given.all.map(compile);
    return (state) => tests.every((test) => test(state));
  }
  if (given.any) {
    const tests = given.any.map(compile);
    return (state) => tests.some((test) => test(state));
  }
  if (given.not) {
    const test = compile(given.not);
    return (state) => !test(state);
  }
  if (given.feature !== undefined) return compileBounds(given, given.feature, uses);
  if (given.band) {
    const bands = new Set(given.band);
    return ({ band }) => bands.has(band);
  }
  if (given.tier) {
    const tiers = new Set(given.tier);
    const scheme = given.scheme ?? firstScheme;
    return (state) => tiers.has(state.tiers[scheme] ?? '');
  }
  if (given.stage) {
    const stages = new Set(given.stage);
    return ({ stage }) => stages.has(stage);
  }
  if (given.keyCustomer !== undefined) {
    const wanted = given.keyCustomer;
    return ({ keyCustomer }) => keyCustomer === wanted;
  }
  if (given.list) {
    const lists = new Set<string | null>(given.list);
    return ({ list }) => lists.has(list);
  }
  const segments = new Set<string>(given.segment);
  return ({ segment }) => segments.has(segment);
};

const compileBounds = (given: Condition, feature: FeatureName, uses: (feature: FeatureName) => void): Test => {
  uses(feature);
  const index = featureIndex[feature];
  const { missing, from = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = given;
  if (missing !== undefined) return ({ values }) => Number.isNaN(values[index]) === missing;
  // NaN fails both comparisons: a missing value is within no bounds.
  return ({ values }) => (values[index] as number) >= from && (values[index] as number) < below;
};
