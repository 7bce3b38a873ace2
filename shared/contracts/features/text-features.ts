import type { Label } from '../field.ts';

/** What a policy, a page and an agent know of a feature whose values are words; all come from the newest profile. */
export type TextFeatureMeta = {
  /** What it says, in one sentence. */
  meaning: string;
  /** Short name, for "not known" and for tables. */
  label: Label;
  /** What an agent reads; `{value}` stands for the value. */
  says: Label;
};

const textFeature = (meaning: string, label: [en: string, zh: string]): TextFeatureMeta => ({
  meaning,
  label: { en: label[0], zh: label[1] },
  says: { en: `${label[0]}: {value}`, zh: `${label[1]}：{value}` },
});

/** Features whose values are words, as the customers feed writes them; a blank cell is missing. */
export const textFeatures = {
  segment: textFeature('Market segment: consumer, household, enterprise or government.', ['Segment', '客户群']),
  region: textFeature('Region that serves the customer.', ['Region', '区域']),
  brand: textFeature('Brand or sub-brand.', ['Brand', '品牌']),
  plan: textFeature("Price plan's name.", ['Plan', '套餐']),
  status: textFeature('State of the subscription: active, suspended or closed.', ['Status', '状态']),
  list: textFeature('Red or black list.', ['List', '红黑名单']),
} as const satisfies Record<string, TextFeatureMeta>;

/** Name of a feature whose values are words. */
export type TextFeatureName = keyof typeof textFeatures;

/** All of them, in the catalogue's order. */
export const textFeatureNames = Object.keys(textFeatures) as TextFeatureName[];

/** Whether a feature's values are words. */
export const isTextFeature = (name: string): name is TextFeatureName => Object.hasOwn(textFeatures, name);
