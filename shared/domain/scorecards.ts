import { type FeatureMeta, type FeatureName, features } from '../contracts/features.ts';
import type { Label } from '../contracts/field.ts';
import type { Reason } from '../contracts/items/decision.ts';
import type { Scorecard } from '../contracts/policy/scorecard.ts';
import { featureIndex } from './features.ts';

/** One feature of a scorecard, ready to be looked up. */
type Line = {
  feature: FeatureName;
  index: number;
  unit: FeatureMeta['unit'];
  /** Where each bin but the last ends, ascending. */
  edges: Float64Array;
  /** Points by bin; the last is for a missing value. */
  points: readonly number[];
  /** Words by bin; the last is for a missing value. */
  labels: readonly Label[];
};

/** A scorecard, ready to be asked. */
export type Card = { name: string; base: number; lines: readonly Line[] };

const filled = ({ en, zh }: Label, placeholder: string, by: Label): Label => ({
  en: en.replaceAll(placeholder, by.en),
  zh: zh.replaceAll(placeholder, by.zh),
});

/** Prepares a scorecard, once a policy. */
export const compileCard = (name: string, { base, features: scored }: Scorecard, currency: string): Card => ({
  name,
  base,
  lines: scored.map(({ feature, weight, bins = [], missing }) => {
    const meta: FeatureMeta = features[feature];
    const money: Label = { en: currency, zh: currency === 'CNY' ? '元' : currency };
    const unknown: Label = { en: `${meta.label.en}: not known`, zh: `${meta.label.zh}：未知` };
    return {
      feature,
      index: featureIndex[feature],
      unit: meta.unit,
      edges: Float64Array.from(bins.slice(0, -1), ({ below }) => below ?? Number.POSITIVE_INFINITY),
      points: [...bins.map(({ points }) => points), missing.points].map((points) => points * weight),
      labels: [...bins.map(({ label }) => label ?? meta.says), missing.label ?? unknown].map((label) =>
        filled(label, '{currency}', money),
      ),
    };
  }),
});

/** Bin of a value: how many edges lie at or below it. The place behind the last bin is for a missing value. */
const binOf = ({ edges }: Line, value: number): number => {
  if (Number.isNaN(value)) return edges.length + 1;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (edges[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The value as an agent reads it: 62 % of a share, one decimal of all else. The words say which way it went. */
const written = (value: number, unit: FeatureMeta['unit']): Label => {
  if (unit === 'share') {
    const percent = Math.round(Math.abs(value) * 100);
    return { en: `${percent} %`, zh: `${percent}%` };
  }
  const shown = String(Math.round((unit === 'days' ? Math.abs(value) : value) * 10) / 10);
  return { en: shown, zh: shown };
};

/** Points of a customer. */
export const scoreOf = ({ base, lines }: Card, values: Float64Array): number => {
  let score = base;
  for (const line of lines) score += line.points[binOf(line, values[line.index] as number)] as number;
  return score;
};

/** Where the points came from, strongest first: the bins that gave any. With the base they add up to the score. */
export const reasonsOf = ({ name, lines }: Card, values: Float64Array): Reason[] => {
  const reasons: Reason[] = [];
  for (const line of lines) {
    const value = values[line.index] as number;
    const bin = binOf(line, value);
    const points = line.points[bin] as number;
    if (points === 0) continue;
    const known = !Number.isNaN(value);
    const words = line.labels[bin] as Label;
    const label = known && words.en.includes('{value}') ? filled(words, '{value}', written(value, line.unit)) : words;
    reasons.push({ card: name, feature: line.feature, value: known ? value : null, points, label });
  }
  return reasons.sort((left, right) => right.points - left.points);
};
