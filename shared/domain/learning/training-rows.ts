import type { TextFeatureName } from '../../contracts/features/text-features.ts';
import type { FeatureName } from '../../contracts/features.ts';
import type { FactFile } from '../facts/fact-file.ts';
import type { Night } from '../night.ts';
import type { Cut } from './cuts.ts';
import { type DepartureRule, type Departures, departureRules } from './departures.ts';
import { type FeaturesAt, featuresAt, type PromisedAt, type WantedFeatures } from './features-at.ts';

/** What became of the customers of one cut. */
export type CutTally = {
  /** Month of the cut. */
  month: string;
  /** Customers that were there at the cut and whose outcome is known: rows to learn from. */
  rows: number;
  /** Of those, who is gone in the outcome months. */
  gone: number;
  /** By the first rule that held. */
  by: Record<DepartureRule, number>;
  /** There at the cut, but gone already; no row. */
  goneBefore: number;
  /** Gone within the lead months; no row. */
  goneInLead: number;
  /** Files of the outcome months that would name them have not come; no row. */
  unknown: number;
};

/** Rows to learn from: one a customer and cut. All columns are of one length. */
export type TrainingRows = {
  /** The operator's id: rows of one customer never come apart into training and test of one fold. */
  customerIds: string[];
  /** Place of the row's cut among the design's. */
  cuts: Int32Array;
  /** 1 for who has left, else 0. */
  labels: Uint8Array;
  /** Features as of the cut. */
  numbers: ReadonlyMap<FeatureName, Float64Array>;
  words: ReadonlyMap<TextFeatureName, readonly (string | null)[]>;
  /** Region at the cut, or null. */
  regions: (string | null)[];
  /** Market segment at the cut. */
  segments: string[];
};

/** One shard's rows, and what became of its customers cut by cut. */
export type ShardRows = { rows: TrainingRows; tallies: CutTally[] };

const noTally = (month: string): CutTally => ({
  month,
  rows: 0,
  gone: 0,
  by: { closed: 0, 'ported-out': 0, 'no-usage': 0, 'no-dump': 0 },
  goneBefore: 0,
  goneInLead: 0,
  unknown: 0,
});

/** Fate of a customer after a cut: 1 gone in time, 0 stayed; null where there is no row of it. Counts which. */
const labelOf = (departures: Departures, row: number, cut: Cut, tally: CutTally): 0 | 1 | null => {
  const { months, present, known, gone } = departures;
  const cell = (month: string): number => row * months.length + months.indexOf(month);
  const at = cell(cut.month);
  if (!present[at]) return null;
  if (gone[at]) {
    tally.goneBefore++;
    return null;
  }
  if (cut.lead.some((month) => gone[cell(month)])) {
    tally.goneInLead++;
    return null;
  }
  const left = cut.outcome.find((month) => gone[cell(month)]);
  const label = left === undefined ? 0 : 1;
  if (left === undefined && [...cut.lead, ...cut.outcome].some((month) => !known[cell(month)])) {
    tally.unknown++;
    return null;
  }
  tally.rows++;
  if (left !== undefined) {
    tally.gone++;
    const rule = departureRules[(gone[cell(left)] as number) - 1];
    if (rule) tally.by[rule]++;
  }
  return label;
};

/**
 * Rows of one shard: every customer that was there at a cut and whose outcome is known, with features as of the cut.
 *
 * @param files facts of the shard, older dumps first
 * @param aside customers to leave out: those of held slices, whose months are not all known
 * @param promised what ledgers say of promises, cut by cut; null where there was none
 */
export const shardRows = (
  files: readonly FactFile[],
  cuts: readonly Cut[],
  departures: Departures,
  wanted: WantedFeatures,
  aside: ReadonlySet<string> = new Set(),
  promised: readonly (PromisedAt | null)[] = [],
): ShardRows => {
  const parts: TrainingRows[] = [];
  const rowOf = new Map(departures.customerIds.map((id, row) => [id, row]));
  const tallies = cuts.map((cut, at) => {
    const tally = noTally(cut.month);
    const features = featuresAt(files, cut.night, wanted, promised[at] ?? null);
    const kept: number[] = [];
    const labels: number[] = [];
    for (const [index, id] of features.ids.entries()) {
      const row = rowOf.get(id);
      const label = row === undefined || aside.has(id) ? null : labelOf(departures, row, cut, tally);
      if (label === null) continue;
      kept.push(index);
      labels.push(label);
    }
    parts.push(picked(features, kept, labels, at));
    return tally;
  });
  return { rows: joinRows(parts), tallies };
};

/**
 * Customers that are there in a month and not gone, with features as of its end: whom the card in force scores now. Nobody
 * knows yet who of them leaves, so all labels are 0.
 */
export const rowsNow = (
  files: readonly FactFile[],
  night: Night,
  departures: Departures,
  wanted: WantedFeatures,
  aside: ReadonlySet<string> = new Set(),
  promised: PromisedAt | null = null,
): TrainingRows => {
  const features = featuresAt(files, night, wanted, promised);
  const at = departures.months.indexOf(night.businessDay.slice(0, 7));
  const rowOf = new Map(departures.customerIds.map((id, row) => [id, row]));
  const isThere = (id: string): boolean => {
    const cell = (rowOf.get(id) ?? -1) * departures.months.length + at;
    return departures.present[cell] === 1 && departures.gone[cell] === 0 && !aside.has(id);
  };
  const kept = [...features.ids.keys()].filter((index) => isThere(features.ids[index] as string));
  return picked(
    features,
    kept,
    kept.map(() => 0),
    0,
  );
};

const picked = (
  features: FeaturesAt,
  kept: readonly number[],
  labels: readonly number[],
  cut: number,
): TrainingRows => ({
  customerIds: kept.map((row) => features.ids[row] as string),
  cuts: new Int32Array(kept.length).fill(cut),
  labels: Uint8Array.from(labels),
  numbers: new Map(
    [...features.numbers].map(([name, values]) => [name, Float64Array.from(kept, (row) => values[row] as number)]),
  ),
  words: new Map([...features.words].map(([name, list]) => [name, kept.map((row) => list[row] ?? null)])),
  regions: kept.map((row) => features.regions[row] ?? null),
  segments: kept.map((row) => features.segments[row] as string),
});

/** Rows of several parts, one behind the other. */
export const joinRows = (parts: readonly TrainingRows[]): TrainingRows => {
  const rows = parts.reduce((sum, { customerIds }) => sum + customerIds.length, 0);
  const cuts = new Int32Array(rows);
  const labels = new Uint8Array(rows);
  const names = [...(parts[0]?.numbers.keys() ?? [])];
  const numbers = new Map(names.map((name) => [name, new Float64Array(rows)]));
  let at = 0;
  for (const part of parts) {
    cuts.set(part.cuts, at);
    labels.set(part.labels, at);
    for (const name of names) numbers.get(name)?.set(part.numbers.get(name) ?? [], at);
    at += part.customerIds.length;
  }
  return {
    customerIds: parts.flatMap(({ customerIds }) => customerIds),
    cuts,
    labels,
    numbers,
    words: new Map(
      [...(parts[0]?.words.keys() ?? [])].map((name) => [name, parts.flatMap(({ words }) => words.get(name) ?? [])]),
    ),
    regions: parts.flatMap(({ regions }) => regions),
    segments: parts.flatMap(({ segments }) => segments),
  };
};

/** Some rows, in the order of their numbers. */
export const rowsAt = (rows: TrainingRows, wanted: readonly number[]): TrainingRows => ({
  customerIds: wanted.map((row) => rows.customerIds[row] as string),
  cuts: Int32Array.from(wanted, (row) => rows.cuts[row] as number),
  labels: Uint8Array.from(wanted, (row) => rows.labels[row] as number),
  numbers: new Map(
    [...rows.numbers].map(([name, values]) => [name, Float64Array.from(wanted, (row) => values[row] as number)]),
  ),
  words: new Map([...rows.words].map(([name, list]) => [name, wanted.map((row) => list[row] ?? null)])),
  regions: wanted.map((row) => rows.regions[row] ?? null),
  segments: wanted.map((row) => rows.segments[row] as string),
});

/** Tallies of several shards, added up cut by cut. */
export const addTallies = (parts: readonly (readonly CutTally[])[]): CutTally[] => {
  const [first = [], ...others] = parts;
  const sums = first.map((tally) => ({ ...tally, by: { ...tally.by } }));
  for (const part of others)
    for (const [at, tally] of part.entries()) {
      const sum = sums[at];
      if (!sum) continue;
      for (const what of ['rows', 'gone', 'goneBefore', 'goneInLead', 'unknown'] as const) sum[what] += tally[what];
      for (const rule of departureRules) sum.by[rule] += tally.by[rule];
    }
  return sums;
};
