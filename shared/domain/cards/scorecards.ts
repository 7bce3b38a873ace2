import {
  isTextFeature,
  type TextFeatureMeta,
  type TextFeatureName,
  textFeatures,
} from '../../contracts/features/text-features.ts';
import { type FeatureMeta, type FeatureName, features } from '../../contracts/features.ts';
import { type Label, plainLabel } from '../../contracts/field.ts';
import type { Reason } from '../../contracts/items/decision.ts';
import type { Scorecard } from '../../contracts/policy/scorecard.ts';
import type { Coded } from '../decide/shard-table.ts';
import { binOf } from './bin-of.ts';

/** Where the values of features stand: a shard's table, or a snapshot's columns. */
export type FeatureColumns = {
  numbers: { get(name: FeatureName): Float64Array | undefined };
  texts: { get(name: TextFeatureName): Coded | undefined };
};

/** One feature of a scorecard. Its slots are the bins or categories in order, then missing, then (categories only) other. */
export type Line = {
  feature: FeatureName | TextFeatureName;
  /** Points by slot, weighted. */
  points: Float64Array;
  /** Words by slot. */
  labels: readonly Label[];
} & (
  | {
      of: 'number';
      feature: FeatureName;
      unit: FeatureMeta['unit'] /** Where each bin but the last ends, ascending. */;
      edges: Float64Array;
    }
  | { of: 'words'; feature: TextFeatureName /** Slot by word. */; slots: ReadonlyMap<string, number> }
);

/** Points of two features together. */
export type PairLine = {
  lines: readonly [Line, Line];
  groups: readonly [readonly number[], readonly number[]];
  points: readonly (readonly number[])[];
};

/** A scorecard, ready for the columns of any shard. */
export type Card = { name: string; base: number; lines: readonly Line[]; pairs: readonly PairLine[] };

const filled = ({ en, zh }: Label, placeholder: string, by: Label): Label => ({
  en: en.replaceAll(placeholder, by.en),
  zh: zh.replaceAll(placeholder, by.zh),
});

const compileLine = (given: Scorecard['features'][number], currency: string): Line => {
  const { feature, weight, bins = [], categories = [], missing, other } = given;
  const meta: FeatureMeta | TextFeatureMeta = isTextFeature(feature) ? textFeatures[feature] : features[feature];
  const unknown: Label = { en: `${meta.label.en}: not known`, zh: `${meta.label.zh}：未知` };
  const money: Label = { en: currency, zh: currency === 'CNY' ? '元' : currency };
  const found = [...bins, ...categories];
  const line = {
    points: Float64Array.from([...found, missing, ...(other ? [other] : [])], ({ points }) => points * weight),
    labels: [
      ...found.map(({ label }) => label ?? meta.says),
      missing.label ?? unknown,
      ...(other ? [other.label ?? meta.says] : []),
    ].map((label) => filled(label, '{currency}', money)),
  };
  if (isTextFeature(feature)) {
    const slots = new Map(categories.flatMap(({ is }, slot) => is.map((word) => [word, slot] as const)));
    return { ...line, feature, of: 'words', slots };
  }
  const edges = Float64Array.from(bins.slice(0, -1), ({ below }) => below ?? Number.POSITIVE_INFINITY);
  return { ...line, feature, of: 'number', unit: (meta as FeatureMeta).unit, edges };
};

/** Prepares a scorecard, once a policy. */
export const compileCard = (name: string, { base, features: scored, pairs }: Scorecard, currency: string): Card => {
  const lines = scored.map((one) => compileLine(one, currency));
  const lineOf = (feature: string): Line => lines.find((line) => line.feature === feature) as Line;
  return {
    name,
    base,
    lines,
    pairs: pairs.map(({ features: [one, two], groups, points }) => ({
      lines: [lineOf(one), lineOf(two)],
      groups,
      points,
    })),
  };
};

/** Slot of a number: how many edges lie at or below it. The slot behind the last bin is for a missing value. */
const slotOf = (edges: Float64Array, value: number): number =>
  Number.isNaN(value) ? edges.length + 1 : binOf(edges, value);

/** Slot by code of a column of words. */
export const slotsByCode = (slots: ReadonlyMap<string, number>, line: Line, { values }: Coded): Int32Array =>
  Int32Array.from(values, (word) => slots.get(word) ?? line.points.length - 1);

const valuesOf = ({ numbers }: FeatureColumns, feature: FeatureName): Float64Array => {
  const values = numbers.get(feature);
  if (!values) throw new Error(`a scorecard asks for "${feature}", which was not computed`);
  return values;
};
const wordsOf = ({ texts }: FeatureColumns, feature: TextFeatureName): Coded => {
  const words = texts.get(feature);
  if (!words) throw new Error(`a scorecard asks for "${feature}", which was not read`);
  return words;
};

/** Slot of a line by row. */
export const slotsOf = (line: Line, columns: FeatureColumns): ((row: number) => number) => {
  if (line.of === 'number') {
    const values = valuesOf(columns, line.feature);
    return (row) => slotOf(line.edges, values[row] as number);
  }
  const words = wordsOf(columns, line.feature);
  const slots = slotsByCode(line.slots, line, words);
  const missing = line.points.length - 2;
  return (row) => {
    const code = words.codes[row] as number;
    return code < 0 ? missing : (slots[code] as number);
  };
};

const pairPoints = ({ lines, groups, points }: PairLine, columns: FeatureColumns): ((row: number) => number) => {
  const [one, two] = [slotsOf(lines[0], columns), slotsOf(lines[1], columns)];
  return (row) => points[groups[0][one(row)] as number]?.[groups[1][two(row)] as number] as number;
};

/** Points of one customer: the base, then each feature's points, then those of pairs, in the card's order. Of all of a shard `scoreTable` gives them. */
export const scoreIn = ({ base, lines, pairs }: Card, columns: FeatureColumns): ((row: number) => number) => {
  const slots = lines.map((line) => slotsOf(line, columns));
  const together = pairs.map((pair) => pairPoints(pair, columns));
  return (row) => {
    let score = base;
    for (const [place, line] of lines.entries()) score += line.points[slots[place]?.(row) as number] as number;
    for (const pointsAt of together) score += pointsAt(row);
    return score;
  };
};

/** A number as an agent reads it: 62 % of a share, +4.5 % of a share a month, one decimal of all else. Of shares and days the words say which way they went. */
const written = (value: number, unit: FeatureMeta['unit']): Label => {
  if (unit === 'share') {
    const percent = Math.round(Math.abs(value) * 100);
    return { en: `${percent} %`, zh: `${percent}%` };
  }
  if (unit === 'share a month') {
    const percent = `${value > 0 ? '+' : ''}${Math.round(value * 1000) / 10}`;
    return { en: `${percent} %`, zh: `${percent}%` };
  }
  const shown = String(Math.round((unit === 'days' ? Math.abs(value) : value) * 10) / 10);
  return plainLabel(shown);
};

/** A line's value of a customer, and how it is written; null where missing. */
const valueAt = (line: Line, columns: FeatureColumns, row: number): { value: number | string; shown: Label } | null => {
  if (line.of === 'number') {
    const value = valuesOf(columns, line.feature)[row] as number;
    return Number.isNaN(value) ? null : { value, shown: written(value, line.unit) };
  }
  const { codes, values } = wordsOf(columns, line.feature);
  const word = values[codes[row] as number];
  return word === undefined ? null : { value: word, shown: plainLabel(word) };
};

/** Where a customer's points came from, strongest first: the slots that gave any. With the base they add up to the score. */
export const reasonsOf = ({ name, lines, pairs }: Card, columns: FeatureColumns, row: number): Reason[] => {
  const reasons: Reason[] = [];
  for (const line of lines) {
    const slot = slotsOf(line, columns)(row);
    const points = line.points[slot] as number;
    if (points === 0) continue;
    const found = valueAt(line, columns, row);
    const words = line.labels[slot] as Label;
    const label = found && words.en.includes('{value}') ? filled(words, '{value}', found.shown) : words;
    reasons.push({ card: name, feature: line.feature, value: found?.value ?? null, points, label });
  }
  for (const pair of pairs) {
    const points = pairPoints(pair, columns)(row);
    if (points === 0) continue;
    const [one, two] = pair.lines.map(({ feature }) => metaLabel(feature)) as [Label, Label];
    reasons.push({
      card: name,
      feature: pair.lines.map(({ feature }) => feature).join('*'),
      value: null,
      points,
      label: { en: `${one.en} together with ${two.en.toLowerCase()}`, zh: `${one.zh}与${two.zh}` },
    });
  }
  return reasons.sort((left, right) => right.points - left.points);
};

const metaLabel = (feature: FeatureName | TextFeatureName): Label =>
  isTextFeature(feature) ? textFeatures[feature].label : features[feature].label;
