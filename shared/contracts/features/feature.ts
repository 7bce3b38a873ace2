import type { FeedName } from '../feeds/index.ts';
import type { Label } from '../field.ts';

/** What a policy, a page and an agent know of a feature; the code of the formula is in `shared/domain/features/features.ts`. */
export type FeatureMeta = {
  /** What it measures, in one sentence. */
  meaning: string;
  /** Unit of the value; `share` is 0.62 for 62 %, `share a month` 0.05 for 5 % more each month. */
  unit:
    | 'share a month'
    | 'currency'
    | 'minutes'
    | 'MB'
    | 'months'
    | 'days'
    | 'share'
    | 'count'
    | 'points'
    | 'yes or no';
  /** Feeds that it is computed from. */
  source: readonly FeedName[];
  /** Months that the formula looks at, or `now` where it looks at the newest profile. */
  window: string;
  /** How it is computed, in fields of the feeds; NaN (missing) wherever it would be no number. */
  formula: string;
  /** Short name, for "not known" and for tables. */
  label: Label;
  /** What an agent reads; `{value}` stands for the value (a share or days without sign), `{currency}` for the policy's currency. */
  says: Label;
};

/** Puts a feature together; labels are given as [English, Chinese]. */
export const feature = (
  unit: FeatureMeta['unit'],
  source: readonly FeedName[],
  window: string,
  meaning: string,
  formula: string,
  label: [en: string, zh: string],
  says: [en: string, zh: string],
): FeatureMeta => ({
  unit,
  source,
  window,
  meaning,
  formula,
  label: { en: label[0], zh: label[1] },
  says: { en: says[0], zh: says[1] },
});

/** Window of the features that compare a month with the customer's own past. */
export const againstOwn =
  'newest month (at most one month old) against the mean of up to 6 months before it, at least 2';
