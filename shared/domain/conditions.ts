import type { TextFeatureName } from '../contracts/features/text-features.ts';
import type { FeatureName } from '../contracts/features.ts';
import type { Condition } from '../contracts/policy/condition.ts';
import type { Coded, RuleColumns } from './shard-table.ts';

/** Whether a condition holds for the customer of a row. */
export type RowTest = (row: number) => boolean;

/** A condition with its names resolved, ready for the columns of any shard. */
export type CompiledCondition = (columns: RuleColumns) => RowTest;

/** Told every feature that a condition reads. */
export type Uses = (feature: FeatureName | TextFeatureName) => void;

/**
 * Prepares a condition, once a policy. Bound to the columns of a shard it is asked by row, and makes nothing: columns may
 * be filled after it is bound, but before it is asked.
 *
 * @param firstScheme scheme whose tier is meant where a condition names none
 */
export const compileCondition = (given: Condition, firstScheme: string, uses: Uses): CompiledCondition => {
  const compile = (part: Condition): CompiledCondition => compileCondition(part, firstScheme, uses);
  if (given.all) return every(given.all.map(compile));
  if (given.any) return some(given.any.map(compile));
  if (given.not) return none(compile(given.not));
  if (given.feature !== undefined) return bounds(given, given.feature, uses);
  if (given.band) return among(given.band, ({ band }) => band);
  if (given.tier) return among(given.tier, ({ tiers }) => tiers.get(given.scheme ?? firstScheme));
  if (given.stage) return among(given.stage, ({ stage }) => stage);
  if (given.list) return word('list', given.list, uses);
  // The contract of the customers feed: consumer where the profile names no segment.
  if (given.segment) return word('segment', given.segment, uses, 'consumer');
  const wanted = Number(given.keyCustomer);
  return ({ keyCustomer }) =>
    (row) =>
      keyCustomer[row] === wanted;
};

const every =
  (parts: readonly CompiledCondition[]): CompiledCondition =>
  (columns) => {
    const tests = parts.map((part) => part(columns));
    return (row) => {
      for (const test of tests) if (!test(row)) return false;
      return true;
    };
  };

const some =
  (parts: readonly CompiledCondition[]): CompiledCondition =>
  (columns) => {
    const tests = parts.map((part) => part(columns));
    return (row) => {
      for (const test of tests) if (test(row)) return true;
      return false;
    };
  };

const none =
  (part: CompiledCondition): CompiledCondition =>
  (columns) => {
    const test = part(columns);
    return (row) => !test(row);
  };

const bounds = (given: Condition, feature: FeatureName, uses: Uses): CompiledCondition => {
  uses(feature);
  const { missing, from = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = given;
  return ({ numbers }) => {
    const values = numbers.get(feature);
    if (!values) throw new Error(`a condition asks for "${feature}", which was not computed`);
    if (missing !== undefined) return (row) => Number.isNaN(values[row]) === missing;
    // NaN fails both comparisons: a missing value is within no bounds.
    return (row) => (values[row] as number) >= from && (values[row] as number) < below;
  };
};

/** Whether a column of words says one of these. @param blank what a missing word stands for */
const among = (
  words: readonly string[],
  column: (columns: RuleColumns) => Coded | undefined,
  blank?: string,
): CompiledCondition => {
  const wanted = new Set(words);
  const blankCounts = blank !== undefined && wanted.has(blank);
  return (columns) => {
    const found = column(columns);
    if (!found) return () => blankCounts;
    const { codes, values } = found;
    const counts = Uint8Array.from(values, (value) => Number(wanted.has(value)));
    return (row) => {
      const code = codes[row] as number;
      return code < 0 ? blankCounts : counts[code] === 1;
    };
  };
};

const word = (feature: TextFeatureName, words: readonly string[], uses: Uses, blank?: string): CompiledCondition => {
  uses(feature);
  return among(words, ({ texts }) => texts.get(feature), blank);
};
