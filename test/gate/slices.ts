import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import { type DumpProfile, type GatePolicy, gatePolicy } from '../../shared/contracts/gate.ts';
import { type Candidate, judge, type Reference } from '../../shared/domain/gate/gate.ts';
import { type ProfiledBatch, profiler } from '../../shared/domain/gate/gate-profile.ts';

/** A row as a test tells of it; left out is missing. */
export type Row = Record<string, string | number | undefined>;

const numeric = new Set(['charged', 'rechargeAmount', 'voiceMinutes', 'dataMb', 'arrears']);
const columns = ['customerId', 'region', 'lastPaidOn', ...numeric];

/** Rows as a batch of facts. */
export const batchOf = (rows: readonly Row[], feed: FeedName = 'billing'): ProfiledBatch => ({
  feed,
  rows: rows.length,
  columns: columns.map((name) => ({
    name,
    values: numeric.has(name)
      ? Float64Array.from(rows, (row) => Number(row[name] ?? Number.NaN))
      : rows.map((row) => (row[name] === undefined ? null : String(row[name]))),
  })),
});

/** Profile of some rows, read in one go. */
export const profileOf = (rows: readonly Row[], feed?: FeedName): DumpProfile => {
  const { add, profile } = profiler();
  add(batchOf(rows, feed));
  return profile();
};

/** The policy's defaults, less what a test sets. */
export const gate = (own: Partial<GatePolicy> = {}): GatePolicy => ({ ...gatePolicy.parse({}), ...own });

/** A number from 0 to 1 that depends on its arguments alone. */
const chance = (...parts: number[]): number => {
  let hash = 2166136261;
  for (const part of parts) hash = Math.imul(hash ^ (part + 0x9e37), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};

/** A month of billing: the same customers in three provinces, each month's bills a little other than the last. */
export const month = (
  number: number,
  customers = 6_000,
  change: (row: Row, index: number) => Row | undefined = (row) => row,
) =>
  Array.from({ length: customers }, (_, index) => {
    const usual = 20 + 200 * chance(index, 1) ** 3;
    const charged = Math.round(usual * (0.9 + 0.2 * chance(index, number, 2)) * 100) / 100;
    return change(
      {
        customerId: `C${index}`,
        region: ['Guangdong', 'Hunan', 'Hubei'][index % 3],
        charged,
        rechargeAmount: index % 2 === 0 ? Math.round(charged / 10) * 10 : undefined,
        arrears: chance(index, number, 3) < 0.05 ? charged : 0,
      },
      index,
    );
  }).filter((row) => row !== undefined);

/** Released months. */
export const released = (...months: readonly (readonly Row[])[]): Reference[] =>
  months.map((rows, index) => ({ dumpId: `month-${index}`, profile: profileOf(rows), held: [] }));

/** A dump without a refused row that wants to be released. */
export const candidate = (rows: readonly Row[], own: Partial<Candidate> = {}): Candidate => ({
  profile: profileOf(rows),
  rows: rows.length,
  refused: 0,
  refusedIds: 0,
  ...own,
});

/** What the gate says of rows after released months. */
export const judged = (rows: readonly Row[], references: readonly Reference[], own: Partial<GatePolicy> = {}) =>
  judge(candidate(rows), references, gate(own));
