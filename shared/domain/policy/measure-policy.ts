import type { Policy } from '../../contracts/policy.ts';
import { slotOf, slotsOf } from '../cards/card-slots.ts';

/** Columns of a shard's features; a shard table is one. */
export type FeatureColumns = {
  rows: number;
  /** Values by feature; NaN where missing. */
  numbers: ReadonlyMap<string, Float64Array>;
  /** Words by feature: a code a row, -1 where missing. */
  texts: ReadonlyMap<string, { codes: Int32Array; values: readonly string[] }>;
};

/** What the values of one feature are like, over all customers. */
export type FeatureSpread = {
  /** Customers of whom it is known. */
  known: number;
  /** Least and greatest value of a number; null where none is known, and for words. */
  least: number | null;
  most: number | null;
};

/** How a base of customers falls into the bins of a policy. Those of shards add up to that of the base. */
export type Measured = {
  customers: number;
  /** Features by name. */
  features: Record<string, FeatureSpread>;
  /** Customers by card, feature and slot. */
  slots: Record<string, Record<string, number[]>>;
};

const spreadOf = (values: Float64Array): FeatureSpread => {
  const spread: FeatureSpread = { known: 0, least: null, most: null };
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    spread.known++;
    if (spread.least === null || value < spread.least) spread.least = value;
    if (spread.most === null || value > spread.most) spread.most = value;
  }
  return spread;
};

/** Counts, for every slot of every card, the customers of a shard that fall in it. */
export const measurePolicy = ({ scorecards }: Policy, { rows, numbers, texts }: FeatureColumns): Measured => {
  const features: Measured['features'] = {};
  for (const [name, values] of numbers) features[name] = spreadOf(values);
  for (const [name, { codes }] of texts)
    features[name] = { known: codes.reduce((sum, code) => sum + Number(code >= 0), 0), least: null, most: null };
  const slots: Measured['slots'] = {};
  for (const [card, { features: scored }] of Object.entries(scorecards)) {
    const ofCard: Record<string, number[]> = {};
    for (const one of scored) {
      const counts = slotsOf(one).map(() => 0);
      const [values, words] = [numbers.get(one.feature), texts.get(one.feature)];
      for (let row = 0; row < rows; row++) {
        const value = values ? (values[row] as number) : (words?.values[words.codes[row] as number] ?? null);
        const slot = slotOf(one, value);
        counts[slot] = (counts[slot] ?? 0) + 1;
      }
      ofCard[one.feature] = counts;
    }
    slots[card] = ofCard;
  }
  return { customers: rows, features, slots };
};

const lesser = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? (left ?? right) : Math.min(left, right);
const greater = (left: number | null, right: number | null): number | null =>
  left === null || right === null ? (left ?? right) : Math.max(left, right);

/** Adds what two shards measured by the same policy. */
export const addMeasured = (left: Measured, right: Measured): Measured => {
  const sum: Measured = {
    customers: left.customers + right.customers,
    features: { ...left.features },
    slots: structuredClone(left.slots),
  };
  for (const [name, spread] of Object.entries(right.features)) {
    const other = left.features[name] ?? { known: 0, least: null, most: null };
    sum.features[name] = {
      known: other.known + spread.known,
      least: lesser(other.least, spread.least),
      most: greater(other.most, spread.most),
    };
  }
  for (const [card, ofCard] of Object.entries(right.slots)) {
    const into = sum.slots[card] ?? {};
    sum.slots[card] = into;
    for (const [feature, counts] of Object.entries(ofCard))
      into[feature] = counts.map((count, slot) => count + (into[feature]?.[slot] ?? 0));
  }
  return sum;
};
