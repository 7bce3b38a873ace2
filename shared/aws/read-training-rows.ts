import { textFeatureNames } from '../contracts/features/text-features.ts';
import { featureNames } from '../contracts/features.ts';
import { featureFeeds } from '../contracts/feeds/index.ts';
import type { DumpItem } from '../contracts/items/ledger.ts';
import { monthsOfLearning } from '../contracts/kept-months.ts';
import type { Learning } from '../contracts/policy/learning.ts';
import { promiseList } from '../contracts/policy/promises.ts';
import type { Policy } from '../contracts/policy.ts';
import { addMonths } from '../domain/calendar.ts';
import { setAside } from '../domain/facts/held-customers.ts';
import { heldOfRun } from '../domain/facts/held-dumps.ts';
import { dumpsOfRun } from '../domain/facts/run-dumps.ts';
import { type Cut, cutsOf, monthsFrom, nightAfter } from '../domain/learning/cuts.ts';
import { type Deliveries, departuresOf } from '../domain/learning/departures.ts';
import { type PromisedAt, promisedAt, type WantedFeatures } from '../domain/learning/features-at.ts';
import {
  addTallies,
  type CutTally,
  joinRows,
  rowsNow,
  type ShardRows,
  shardRows,
  type TrainingRows,
} from '../domain/learning/training-rows.ts';
import type { Night } from '../domain/night.ts';
import { sha256 } from '../domain/sha256.ts';
import type { Ledger } from './ledger.ts';
import type { StoredFacts } from './run-facts.ts';
import type { RunStore } from './run-store.ts';

/** What reading rows to learn from needs. */
export type TrainingPorts = {
  ledger: Pick<Ledger, 'dumpsOf' | 'runs'>;
  runs: Pick<RunStore, 'facts' | 'promisesOfPart'>;
};

/** What is learned from: whose policy, and how far the facts reach. */
export type TrainingScope = {
  policy: Policy;
  learning: Learning;
  /** Operator's IANA time zone. */
  timeZone: string;
  /** Number of shards. */
  shards: number;
  /** Newest month looked at, `YYYY-MM`. */
  through: string;
};

/** All that is learned from, and how it came about. */
export type TrainingData = {
  /** Oldest and newest month with facts; null where there are none. */
  facts: { first: string; last: string } | null;
  /** Released dumps looked at. */
  dumps: number;
  /** Hash of their ids: the same dumps give the same rows. */
  dumpsHash: string;
  /** Cuts, oldest first. */
  cuts: readonly Cut[];
  /** What became of the customers, cut by cut. */
  tallies: readonly CutTally[];
  /** Shards read, from the first on: fewer than there are where the policy's `mostRows` were reached. */
  shardsRead: number;
  rows: TrainingRows;
  /** Customers of the same shards as they are at the end of the newest month; see `rowsNow`. */
  newest: TrainingRows;
};

/** Features that a learned card may use. */
export const featuresToLearn = ({ leaveOut }: Learning): WantedFeatures => ({
  numbers: featureNames.filter((name) => !leaveOut.includes(name)),
  words: textFeatureNames.filter((name) => !leaveOut.includes(name)),
});

/** Feeds that name every customer of a month. */
const naming = new Set<string | null>(['customers', 'usage', 'billing', null]);

const spanOf = (dumps: readonly DumpItem[], files: readonly StoredFacts[]): TrainingData['facts'] => {
  const named = dumps.filter(({ feed }) => naming.has(feed)).map(({ period }) => period);
  // A file may hold months before the one that its key names.
  const held = files.filter(({ feed }) => naming.has(feed)).map(({ period }) => period);
  const months = [...named, ...held].filter((month) => /^\d{4}-\d{2}$/.test(month)).sort();
  const [first] = months;
  const last = months.at(-1);
  return first && last ? { first, last } : null;
};

/** The months that the newest cuts of a policy can look at. */
const monthsOf = ({ policy, learning, through }: TrainingScope): string[] => {
  const { windowMonths } = policy;
  return monthsFrom(addMonths(through, 1 - monthsOfLearning({ windowMonths, learning })), through);
};

/** A ledger of promises that is older at a cut says too little of it: there was no night for a week. */
const oldestLedgerMs = 7 * 86_400_000;
/** Runs looked through for those of the cuts: three years of nights. */
const mostRuns = 1_100;

/** Finds what the ledger of promises said of a shard at a night: that of the last run that had closed by then, never a later one. */
const ledgersOf = async (
  { policy, shards }: TrainingScope,
  { ledger, runs }: TrainingPorts,
): Promise<(night: Night, shard: number) => Promise<PromisedAt | null>> => {
  const list = promiseList(policy.promises);
  if (!list) return async () => null;
  const closed = (await ledger.runs(mostRuns)).filter(({ status }) => status === 'completed');
  return async ({ now }, shard) => {
    const age = ({ scheduledAt }: { scheduledAt: string }) => Date.parse(now) - Date.parse(scheduledAt);
    const last = closed.find((run) => age(run) >= 0 && age(run) < oldestLedgerMs);
    const promises = last ? await runs.promisesOfPart(last.runId, { shard, shards }, last.shards) : null;
    return promises && promisedAt(promises, list);
  };
};

/**
 * Reads the facts shard by shard and makes rows of them, until there are as many as the policy wants: customers are spread
 * over shards by a hash, so the first shards are a fair sample, whole customers at a time.
 */
export const readTrainingRows = async (
  scope: TrainingScope,
  { ledger, runs }: TrainingPorts,
): Promise<TrainingData> => {
  const { policy, learning, timeZone, shards } = scope;
  const promisedIn = await ledgersOf(scope, { ledger, runs });
  const months = monthsOf(scope);
  const known = (await Promise.all(months.map((month) => ledger.dumpsOf(month)))).flat();
  const dumps = dumpsOfRun(known);
  const held = heldOfRun(known);
  const byId = new Map(dumps.map((dump) => [dump.dumpId, `${dump.feed} ${dump.source}`]));
  const byMonth = Map.groupBy(dumps, ({ period }) => period);
  const deliveries: Deliveries = {
    of: (dumpId) => byId.get(dumpId) ?? dumpId,
    in: (month) => (byMonth.get(month) ?? []).map(({ dumpId }) => byId.get(dumpId) ?? dumpId),
  };

  const parts: ShardRows[] = [];
  const newest: TrainingRows[] = [];
  let facts: TrainingData['facts'] = null;
  let cuts: Cut[] = [];
  let rows = 0;
  let shard = 0;
  for (; shard < shards && rows < learning.mostRows; shard++) {
    const stored = await runs.facts({ shard, shards }, [...dumps, ...held.filter(({ whole }) => whole)], featureFeeds);
    if (!facts && stored.length > 0) {
      facts = spanOf(dumps, stored);
      cuts = facts ? cutsOf(facts.first, facts.last, learning, policy.windowMonths, timeZone) : [];
    }
    if (!facts || cuts.length === 0) continue;
    const { files, kept } = setAside(stored, held);
    const departures = departuresOf(files, monthsFrom(facts.first, facts.last), deliveries, learning.gone);
    const promised = await Promise.all(cuts.map(({ night }) => promisedIn(night, shard)));
    const part = shardRows(files, cuts, departures, featuresToLearn(learning), kept, promised);
    const now = nightAfter(facts.last, policy.windowMonths, timeZone);
    newest.push(rowsNow(files, now, departures, featuresToLearn(learning), kept, await promisedIn(now, shard)));
    rows += part.rows.customerIds.length;
    parts.push(part);
  }
  return {
    facts,
    dumps: dumps.length,
    dumpsHash: sha256(JSON.stringify(dumps.map(({ dumpId }) => dumpId))).slice(0, 32),
    cuts,
    tallies: addTallies(parts.map(({ tallies }) => tallies)),
    shardsRead: shard,
    rows: joinRows(parts.map(({ rows: some }) => some)),
    newest: joinRows(newest),
  };
};
