import type { FeeWaiver } from '../../contracts/fee-waiver.ts';
import type { PromiseEntry, PromiseLedger } from '../../contracts/promise-entry.ts';
import type { FactFile } from '../facts/fact-file.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { lowBalances } from './balances.ts';
import type { CustomerFacts } from './customer-facts.ts';
import { entriesByRow, happenedByRow } from './facts-by-row.ts';
import { answersToStrangers, marksOf, promisesTo } from './ledger.ts';
import { instantOf } from './settle.ts';
import { type StandingInput, standingsOf } from './standings.ts';
import { waiversOf } from './waivers.ts';

/** What a shard's promises are made of, besides what standings are known from. */
export type PromiseInput = StandingInput & {
  /** Facts of what happened to the shard's customers, older dumps first. */
  own: readonly FactFile[];
  /** Facts about regions and nobody, older dumps first. */
  everywhere: readonly FactFile[];
  /** Promises as the last completed run left them. */
  before: PromiseLedger | null;
  /** Customers of held slices: their promises stay as they were. */
  kept: ReadonlySet<string>;
  /** Number of the shard: the first one speaks for callers nobody knows, and for them all. */
  shard: number;
};

/** Promises to the customers of a shard. */
export type ShardPromises = {
  ledger: PromiseLedger;
  /** Promises by row; nobody without any is in it. */
  byRow: ReadonlyMap<number, readonly PromiseEntry[]>;
  /** Fees that billing waives. */
  waivers: readonly FeeWaiver[];
  /** Dumps of calls, notices and outcomes that they were made of, by row. */
  dumpsByRow: ReadonlyMap<number, ReadonlySet<string>>;
};

const byId = (left: PromiseEntry, right: PromiseEntry): number =>
  left.id < right.id ? -1 : Number(left.id > right.id);

/** All promises of a shard tonight; null where the policy makes none. The same arguments give the same ledger. */
export const shardPromises = (input: PromiseInput, compiled: CompiledPolicy, night: Night): ShardPromises | null => {
  const { promises } = compiled;
  if (!promises) return null;
  const { facts, before, kept } = input;
  const earlier = entriesByRow(facts.ids, before);
  const rowOfWork = new Map([...earlier].flatMap(([row, entries]) => entries.map(({ id }) => [id, row] as const)));
  const happened = happenedByRow(facts, input.own, input.everywhere, rowOfWork, input.shard === 0);
  const balances = lowBalances(facts, night.months, promises, (row) => earlier.has(row));
  const rows = Int32Array.from(new Set([...happened.rows.keys(), ...balances.keys(), ...earlier.keys()])).sort();
  const standings = standingsOf(rows, input, compiled, night);
  const now = Date.parse(night.now);
  const seen = new Set(before?.seen);
  const byRow = new Map<number, readonly PromiseEntry[]>();
  const dumpsByRow = new Map<number, ReadonlySet<string>>();
  for (const row of rows) {
    const customerId = facts.ids.at(row) as string;
    const own = earlier.get(row) ?? [];
    const its = happened.rows.get(row);
    const given: CustomerFacts = {
      customerId,
      standing: standings.get(row) ?? { tier: null, keyKinds: [], region: null },
      ...{ calls: [], notices: [], outcomes: [], ...its },
      balances: balances.get(row) ?? [],
    };
    const known = { entries: new Map(own.map((entry) => [entry.id, entry])), seen };
    const entries = kept.has(customerId) ? own : promisesTo(given, promises, known, now);
    if (entries.length > 0) byRow.set(row, entries);
    if (its) dumpsByRow.set(row, new Set([its.calls, its.notices, its.outcomes].flat().map(({ dumpId }) => dumpId)));
  }
  const entries = [...[...byRow.values()].flat(), ...answersToStrangers(happened.strangers, promises, now)].sort(byId);
  return { ledger: { seen: marksOf(happened.all), entries }, byRow, waivers: waiversOf(byRow, facts), dumpsByRow };
};

/** The ledger with the promises marked that tonight asked for work to keep: it has their ids. */
export const withAsked = (
  { seen, entries }: PromiseLedger,
  work: readonly { workId: string }[],
  { now }: Night,
): PromiseLedger => {
  const asked = new Set(work.map(({ workId }) => workId));
  return {
    seen,
    entries: entries.map((entry) => (asked.has(entry.id) ? { ...entry, askedAt: instantOf(Date.parse(now)) } : entry)),
  };
};
