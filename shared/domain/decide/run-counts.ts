import type { RunCounts } from '../../contracts/items/ledger.ts';
import { addAtRisk } from '../churn/at-risk.ts';
import { valueAtRisk } from '../churn/lifetime-value.ts';
import { type CompiledPolicy, playbookOf } from '../policy/compile-policy.ts';
import { countCodes } from '../rows.ts';
import type { Candidate } from '../work/candidate.ts';
import { addCandidate, slicesOf, unbalancedSlices } from '../work/suppression-ledger.ts';
import { outlookNames } from './decide-outlook.ts';
import { type Coded, type RuleColumns, wordAt } from './shard-table.ts';

/** Nothing counted yet. */
export const noCounts = (): RunCounts => ({
  customers: 0,
  kept: 0,
  decisionsWritten: 0,
  candidates: 0,
  queued: 0,
  suppressed: 0,
  heldOut: 0,
  deferred: 0,
  queuedByKind: {},
  suppressedByReason: {},
  ledger: {},
  tiers: {},
  stages: {},
  bands: {},
  moves: {},
  schemes: {},
  watched: {},
  watchMoves: {},
});

/** Stands among the tiers for customers whom a scheme does not grade. */
export const ungraded = 'none';

/** How often each name is there. */
export const countBy = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) addTo(counts, name);
  return counts;
};

const addTo = (counts: Record<string, number>, name: string, count = 1): void => {
  counts[name] = (counts[name] ?? 0) + count;
};

/** Counts what became of one customer's candidates, in place: in all, and in the ledger of the customer's region. */
export const countCandidates = (
  counts: RunCounts,
  candidates: readonly Candidate[],
  compiled: Pick<CompiledPolicy, 'programmes'>,
  region: string | null,
): void => {
  counts.candidates += candidates.length;
  counts.ledger ??= {};
  for (const candidate of candidates) {
    counts[candidate.became]++;
    if (candidate.became === 'queued') addTo(counts.queuedByKind, queueOf(compiled, candidate));
    if (candidate.became === 'suppressed') addTo(counts.suppressedByReason, candidate.reason);
    addCandidate(counts.ledger, candidate, region);
  }
};

/** Queue that a candidate's work goes to: messages take no agent, so they have one of their own. */
const queueOf = ({ programmes }: Pick<CompiledPolicy, 'programmes'>, candidate: Candidate): string =>
  playbookOf({ programmes }, candidate).channel === 'message'
    ? 'customer-messages'
    : (programmes.find(({ name }) => name === candidate.programme)?.rules.kind ?? '');

/** Names what was counted by code; 0 is nobody's. */
const named = (counted: Int32Array, nameOf: (place: number) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (let place = 0; place < counted.length; place++)
    if (counted[place] !== 0) addTo(counts, nameOf(place), counted[place]);
  return counts;
};

/** Customers decided, by word of a column. */
const countWords = ({ codes, values }: Coded, isDecided: Uint8Array): Record<string, number> =>
  named(countCodes(codes, isDecided, values.length), (place) => values[place - 1] ?? ungraded);

/** The same of those who have a word. */
const countSaid = ({ codes, values }: Coded, isDecided: Uint8Array): Record<string, number> =>
  named(countCodes(codes, isDecided, values.length).subarray(1), (code) => values[code] as string);

/** Customers decided by two codes, those of `before` times the number of words after; who has neither has not moved. */
const countPairs = (
  before: Int32Array | undefined,
  after: Int32Array,
  isDecided: Uint8Array,
  pairs: Int32Array,
  width: number,
): void => {
  for (let row = 0; row < after.length; row++) {
    const from = (before?.[row] ?? -1) + 1;
    const to = (after[row] as number) + 1;
    if (isDecided[row] === 1 && from + to > 0) pairs[from * width + to] = (pairs[from * width + to] as number) + 1;
  }
};

/** Customers who moved between tiers: `mid>high`, `new>high`. */
const countMoves = (before: Coded | undefined, after: Coded, isDecided: Uint8Array): Record<string, number> => {
  const width = after.values.length + 1;
  const pairs = new Int32Array(width * ((before?.values.length ?? 0) + 1));
  countPairs(before?.codes, after.codes, isDecided, pairs, width);
  const counts: Record<string, number> = {};
  for (const [pair, count] of pairs.entries()) {
    if (count === 0) continue;
    const from = before?.values[Math.floor(pair / width) - 1] ?? 'new';
    const to = after.values[(pair % width) - 1] ?? ungraded;
    if (from !== to) addTo(counts, `${from}>${to}`, count);
  }
  return counts;
};

/** Something that was, or was not, so the night before, and tonight. */
type BeforeAfter = { before: Coded | undefined; after: Coded };

/** Counts who is on a watch list, who came and who left. */
const countWatched = (counts: RunCounts, name: string, { before, after }: BeforeAfter, isDecided: Uint8Array): void => {
  for (let row = 0; row < after.codes.length; row++) {
    if (isDecided[row] === 0) continue;
    const was = (before?.codes[row] ?? -1) >= 0;
    const is = (after.codes[row] as number) >= 0;
    if (is) addTo(counts.watched, name);
    if (is !== was) addTo(counts.watchMoves, `${is ? '+' : '-'}${name}`);
  }
};

/**
 * Counts the customers decided, in place.
 *
 * @param lead tier of the policy's first scheme
 * @param watched since when each customer is on each watch list
 */
export const countCustomers = (
  counts: RunCounts,
  columns: Pick<RuleColumns, 'stage' | 'band' | 'tiers'>,
  lead: BeforeAfter,
  watched: ReadonlyMap<string, BeforeAfter>,
  isDecided: Uint8Array,
): void => {
  for (const [scheme, column] of columns.tiers)
    for (const [tier, customers] of Object.entries(countWords(column, isDecided)))
      if (tier !== ungraded) addTo(counts.schemes, `${scheme}:${tier}`, customers);
  for (const [name, column] of watched) countWatched(counts, name, column, isDecided);
  counts.tiers = countWords(lead.after, isDecided);
  counts.stages = countWords(columns.stage, isDecided);
  counts.bands = countWords(columns.band, isDecided);
  counts.moves = countMoves(lead.before, lead.after, isDecided);
};

/** Counts what may come of the customers decided, in place; nothing where the policy does not ask. */
export const countOutlook = (
  counts: RunCounts,
  { outlook }: Pick<CompiledPolicy, 'outlook'>,
  columns: RuleColumns,
  table: { numbers: ReadonlyMap<string, Float64Array>; tier: Coded; region: Coded },
  isDecided: Uint8Array,
): void => {
  const { behaviour, churnReason, conduct, track, former } = columns;
  if (behaviour) counts.behaviours = countSaid(behaviour, isDecided);
  if (conduct) counts.conducts = countSaid(conduct, isDecided);
  if (track) counts.tracks = countSaid(track, isDecided);
  if (churnReason) {
    counts.churnKinds = {};
    for (const [name, count] of Object.entries(countSaid(churnReason, isDecided)))
      addTo(counts.churnKinds, outlook.churn?.policy.rules.find((rule) => rule.name === name)?.kind ?? '', count);
  }
  if (former)
    counts.former = former.entries
      .entries()
      .reduce((sum, [row, { back }]) => sum + Number(back === null && isDecided[row] === 1), 0);
  const probability = table.numbers.get(outlookNames.probability);
  const lifetime = table.numbers.get(outlookNames.lifetimeValue);
  if (!probability || !lifetime) return;
  counts.valueAtRisk = {};
  for (let row = 0; row < probability.length; row++) {
    if (isDecided[row] === 0) continue;
    const value = valueAtRisk(lifetime[row] as number, probability[row] as number);
    addAtRisk(counts.valueAtRisk, wordAt(table.tier, row) ?? '', wordAt(table.region, row), value);
  }
};

/** Sums of all shards. Names come in alphabetical order, so that the sums do not show in which order shards were done. */
export const sumCounts = (shards: readonly RunCounts[]): RunCounts => {
  const sum = noCounts();
  for (const shard of shards)
    for (const [name, value] of Object.entries(shard) as [keyof RunCounts, RunCounts[keyof RunCounts]][]) {
      const into = sum[name] ?? (typeof value === 'number' ? 0 : {});
      Object.assign(sum, { [name]: typeof value === 'number' ? (into as number) + value : into });
      if (typeof value === 'object')
        for (const [key, count] of Object.entries(value)) addTo(into as Record<string, number>, key, count);
    }
  return Object.fromEntries(
    Object.entries(sum).map(([name, value]) => [name, typeof value === 'number' ? value : sorted(value)]),
  ) as RunCounts;
};

const sorted = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([left], [right]) => (left < right ? -1 : 1)));

/**
 * Candidates = queued + suppressed + held out + deferred, in all and in every slice of the ledger, and the slices hold all
 * candidates; anything else is an alarm. Runs of older editions have no ledger.
 */
export const isBalanced = ({ candidates, queued, suppressed, heldOut, deferred, ledger = {} }: RunCounts): boolean =>
  candidates === queued + suppressed + heldOut + deferred &&
  unbalancedSlices(ledger).length === 0 &&
  (Object.keys(ledger).length === 0 ||
    slicesOf(ledger).reduce((sum, slice) => sum + slice.candidates, 0) === candidates);
