import type { TextFeatureName } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import { type Coded, wordAt } from '../decide/shard-table.ts';
import type { FactFile } from '../facts/fact-file.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { featureColumns } from '../features/feature-columns.ts';
import type { Night } from '../night.ts';

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

/**
 * The features of a night, by the formulas that scoring uses. Facts of months after the night's are not looked at, whatever
 * files are given: so nothing that happened after a cut can be in what is learned from.
 *
 * @param files facts of a shard, older dumps first
 */
export const featuresAt = (files: readonly FactFile[], night: Night, wanted: WantedFeatures): FeaturesAt => {
  const facts = gatherFacts(files, night.months);
  const wordsOf = (column: Coded): (string | null)[] => facts.ids.map((_, row) => wordAt(column, row));
  return {
    ids: facts.ids,
    numbers: featureColumns(wanted.numbers, facts, night),
    words: new Map(wanted.words.map((name) => [name, wordsOf(facts.profileWord(name))])),
    regions: wordsOf(facts.profileWord('region')),
    segments: wordsOf(facts.profileWord('segment')).map((segment) => segment ?? 'consumer'),
  };
};
