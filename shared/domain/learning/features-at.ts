import { isPromiseFeature, type PromiseFeature } from '../../contracts/features/promises.ts';
import type { TextFeatureName } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { PromiseList } from '../../contracts/policy/promises.ts';
import type { PromiseLedger } from '../../contracts/promise-entry.ts';
import { type Coded, wordAt } from '../decide/shard-table.ts';
import type { FactFile } from '../facts/fact-file.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { featureColumns } from '../features/feature-columns.ts';
import type { Night } from '../night.ts';
import { answersOf, promiseFeaturesOf } from '../promises/promise-features.ts';
import { everyRow } from '../rows.ts';

/** Features to learn from: numbers, and words. */
export type WantedFeatures = { numbers: readonly FeatureName[]; words: readonly TextFeatureName[] };

/** Features of the customers of a shard as a night saw them; a customer is a row number, the same in every column. */
export type FeaturesAt = {
  /** The operator's ids, sorted. */
  ids: readonly string[];
  /** Values by feature, in the unit of the catalogue; NaN where missing. */
  numbers: ReadonlyMap<FeatureName, Float64Array>;
  /** Words by feature; null where missing. */
  words: ReadonlyMap<TextFeatureName, readonly (string | null)[]>;
  /** Region at the time, or null. */
  regions: readonly (string | null)[];
  /** Market segment at the time; consumer where the profile names none. */
  segments: readonly string[];
};

/** What a ledger of promises says of customers, by id; whoever is not in it was promised nothing. */
export type PromisedAt = ReadonlyMap<string, Readonly<Record<PromiseFeature, number>>>;

/**
 * What the ledger of a night says, as features.
 *
 * @param ledger of that very night: a later one knows what became of promises since
 */
export const promisedAt = ({ entries }: Pick<PromiseLedger, 'entries'>, list: PromiseList): PromisedAt => {
  const answers = answersOf(list);
  const its = Map.groupBy(entries, ({ customerId }) => customerId);
  return new Map(
    [...its].flatMap(([id, own]) => (id === null ? [] : [[id, promiseFeaturesOf(own, answers)] as const])),
  );
};

/** Columns of wanted features of promises; none where no ledger of the time is known: they are missing then. */
const promiseColumns = (
  wanted: readonly FeatureName[],
  ids: readonly string[],
  promised: PromisedAt | null,
): [FeatureName, Float64Array][] =>
  promised === null
    ? []
    : wanted
        .filter(isPromiseFeature)
        .map((name) => [name, Float64Array.from(ids, (id) => promised.get(id)?.[name] ?? 0)]);

/**
 * The features of a night, by the formulas that scoring uses. Facts of months after the night's are not looked at, whatever
 * files are given: so nothing that happened after a cut can be in what is learned from.
 *
 * @param files facts of a shard, older dumps first
 * @param promised what the ledger of the time says of promises; null where there is none
 */
export const featuresAt = (
  files: readonly FactFile[],
  night: Night,
  wanted: WantedFeatures,
  promised: PromisedAt | null = null,
): FeaturesAt => {
  const facts = gatherFacts(files, night.months);
  const ids = [...facts.ids];
  const wordsOf = (column: Coded): (string | null)[] => Array.from(everyRow(facts.rows), (row) => wordAt(column, row));
  return {
    ids,
    numbers: new Map([
      ...featureColumns(wanted.numbers, facts, night),
      ...promiseColumns(wanted.numbers, ids, promised),
    ]),
    words: new Map(wanted.words.map((name) => [name, wordsOf(facts.profileWord(name))])),
    regions: wordsOf(facts.profileWord('region')),
    segments: wordsOf(facts.profileWord('segment')).map((segment) => segment ?? 'consumer'),
  };
};
