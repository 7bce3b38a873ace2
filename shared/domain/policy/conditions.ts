import { type TextFeatureName, textFeatures } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { ChurnCause } from '../../contracts/policy/churn.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { FormerCondition } from '../../contracts/policy/former-condition.ts';
import { isFormer } from '../churn/former.ts';
import type { Coded, RuleColumns } from '../decide/shard-table.ts';

/** Whether a condition holds for the customer of a row. */
export type RowTest = (row: number) => boolean;

/** A condition with its names resolved, ready for the columns of any shard. */
export type CompiledCondition = (columns: RuleColumns) => RowTest;

/** What conditions of a policy speak of without saying it. */
export type RuleNames = {
  /** Scheme whose tier is meant where a condition names none. */
  firstScheme: string;
  /** Kinds of key customers; a kind's place is its bit. */
  keyKinds: readonly string[];
  /** Kinds that make the special grade. */
  specialKinds: number;
  /** Watch lists; a list's place is its bit. */
  watchLists: readonly string[];
  /** Rules that say why customers leave: each has one kind and one cause. */
  churnRules: readonly Pick<ChurnCause, 'name' | 'kind' | 'cause'>[];
};

/** Bits of some names: a name's place among all of them. */
export const bitsOf = (all: readonly string[], names: readonly string[]): number =>
  names.reduce((mask, name) => (all.includes(name) ? mask | (1 << all.indexOf(name)) : mask), 0);

/** Names of the bits that are set, in the order of all. */
export const namesOfBits = (all: readonly string[], bitsSet: number): string[] =>
  all.filter((_, place) => (bitsSet & (1 << place)) !== 0);

const countBits = (given: number): number => {
  let count = 0;
  for (let rest = given; rest !== 0; rest &= rest - 1) count++;
  return count;
};

/** Told every feature that a condition reads. */
export type Uses = (feature: FeatureName | TextFeatureName) => void;

/**
 * Prepares a condition, once a policy. Bound to the columns of a shard it is asked by row, and makes nothing: columns may
 * be filled after it is bound, but before it is asked.
 */
export const compileCondition = (given: Condition, names: RuleNames, uses: Uses): CompiledCondition => {
  const compile = (part: Condition): CompiledCondition => compileCondition(part, names, uses);
  if (given.all) return every(given.all.map(compile));
  if (given.any) return some(given.any.map(compile));
  if (given.not) return none(compile(given.not));
  if (given.feature !== undefined)
    return isText(given.feature) ? words(given, given.feature, uses) : bounds(given, given.feature, uses);
  if (given.band) return among(given.band, ({ band }) => band);
  if (given.tier) return among(given.tier, ({ tiers }) => tiers.get(given.scheme ?? names.firstScheme));
  if (given.stage) return among(given.stage, ({ stage }) => stage);
  if (given.list) return word('list', given.list, uses);
  // The contract of the customers feed: consumer where the profile names no segment.
  if (given.segment) return word('segment', given.segment, uses, 'consumer');
  if (given.keyKinds) return bits(names.keyKinds, given.keyKinds, ({ keyKinds }) => keyKinds);
  if (given.behaviour) return among(given.behaviour, ({ behaviour }) => behaviour);
  if (given.conduct) return among(given.conduct, ({ conduct }) => conduct);
  if (given.track) return among(given.track, ({ track }) => track);
  if (given.churnKind) return ofRules(names, ({ kind }) => given.churnKind?.includes(kind) === true);
  if (given.churnCause) return ofRules(names, ({ cause }) => given.churnCause?.includes(cause) === true);
  if (given.former) return archived(given.former);
  if (given.watch) return bits(names.watchLists, given.watch, ({ watch }) => watch);
  if (given.specialGrade !== undefined) return special(names.specialKinds, given.specialGrade);
  const wanted = given.keyCustomer === true;
  return ({ keyKinds }) =>
    (row) =>
      (keyKinds[row] !== 0) === wanted;
};

const isText = (name: FeatureName | TextFeatureName): name is TextFeatureName => Object.hasOwn(textFeatures, name);

/** Whether any of some names holds, where a row has a bit a name. */
const bits = (
  all: readonly string[],
  wanted: readonly string[],
  column: (columns: RuleColumns) => Int32Array,
): CompiledCondition => {
  const mask = bitsOf(all, wanted);
  return (columns) => {
    const found = column(columns);
    return (row) => ((found[row] as number) & mask) !== 0;
  };
};

/** Whether one of the rules that say why customers leave is among these. */
const ofRules = (
  { churnRules }: RuleNames,
  isWanted: (rule: RuleNames['churnRules'][number]) => boolean,
): CompiledCondition =>
  among(
    churnRules.filter(isWanted).map(({ name }) => name),
    ({ churnReason }) => churnReason,
  );

const archived =
  (asked: FormerCondition): CompiledCondition =>
  ({ former }) =>
  (row) =>
    former !== undefined && isFormer(asked, former.entries.get(row) ?? null, former.day);

const special =
  (kinds: number, wanted: boolean): CompiledCondition =>
  ({ keyKinds }) =>
  (row) =>
    countBits(keyKinds[row] as number) >= kinds === wanted;

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

const words = (given: Condition, feature: TextFeatureName, uses: Uses): CompiledCondition => {
  if (given.is) return word(feature, given.is, uses);
  uses(feature);
  const { missing } = given;
  return ({ texts }) => {
    const codes = texts.get(feature)?.codes;
    return (row) => (codes?.[row] ?? -1) < 0 === missing;
  };
};

const word = (feature: TextFeatureName, words: readonly string[], uses: Uses, blank?: string): CompiledCondition => {
  uses(feature);
  return among(words, ({ texts }) => texts.get(feature), blank);
};
