import type { PromiseLedger } from '../../contracts/promise-entry.ts';
import { type Coded, wordAt } from '../decide/shard-table.ts';
import type { FactFile } from '../facts/fact-file.ts';
import type { GatheredFacts } from '../facts/gather-facts.ts';
import { type Call, callsIn, type Notice, noticesIn, outcomesIn, type WorkOutcome } from '../facts/happenings.ts';
import { type Ids, rowOfId } from '../ids.ts';

/** What happened to the customer of a row. */
export type Happened = { calls: Call[]; notices: Notice[]; outcomes: WorkOutcome[] };

/** What happened in a shard. */
export type HappenedByRow = {
  /** By row; nobody without anything is in it. */
  rows: Map<number, Happened>;
  /** Calls of callers of whom nothing else is known. */
  strangers: Call[];
  /** Every call and notice, of whomever. */
  all: (Call | Notice)[];
};

/** Rows of each of some regions: one pass over the customers, and only where a whole region is concerned. */
const rowsOfRegions = (regions: Coded, wanted: ReadonlySet<string>): Map<string, number[]> => {
  const found = new Map<string, number[]>();
  const lists = regions.values.map((region) => {
    if (!wanted.has(region)) return undefined;
    const rows = found.get(region) ?? [];
    found.set(region, rows);
    return rows;
  });
  for (let row = 0; row < regions.codes.length; row++) lists[regions.codes[row] ?? -1]?.push(row);
  return found;
};

/**
 * What happened, by customer.
 *
 * @param files facts of the shard, older dumps first
 * @param everywhere facts that are about a region or nobody, older dumps first
 * @param rowOfWork customers by the work that keeps a promise to them: an outcome need not name anybody
 * @param speaksForStrangers calls of nobody's customers are of this shard
 */
export const happenedByRow = (
  facts: Pick<GatheredFacts, 'ids' | 'profileWord'>,
  files: readonly FactFile[],
  everywhere: readonly FactFile[],
  rowOfWork: ReadonlyMap<string, number>,
  speaksForStrangers: boolean,
): HappenedByRow => {
  const rows = new Map<number, Happened>();
  const at = (row: number): Happened => {
    const found = rows.get(row) ?? { calls: [], notices: [], outcomes: [] };
    rows.set(row, found);
    return found;
  };
  const rowOf = (customerId: string | null): number => (customerId === null ? -1 : rowOfId(facts.ids, customerId));
  const calls = [...callsIn(files).values()];
  const notices = [...noticesIn(files).values()];
  const regional = [...noticesIn(everywhere).values()].filter(({ customerId }) => customerId === null);
  const strangers = speaksForStrangers ? [...callsIn(everywhere).values()] : [];
  for (const call of calls) {
    const row = rowOf(call.customerId);
    if (row < 0) strangers.push(call);
    else at(row).calls.push(call);
  }
  for (const notice of notices) {
    const row = rowOf(notice.customerId);
    if (row >= 0) at(row).notices.push(notice);
  }
  const unnamed = rowOfWork.size === 0 ? [] : outcomesIn(everywhere);
  for (const outcome of [...outcomesIn(files), ...unnamed]) {
    const row = outcome.customerId === null ? (rowOfWork.get(outcome.id) ?? -1) : rowOf(outcome.customerId);
    if (row >= 0) at(row).outcomes.push(outcome);
  }
  if (regional.length > 0) {
    const inRegion = rowsOfRegions(facts.profileWord('region'), new Set(regional.map(({ region }) => region ?? '')));
    for (const notice of regional)
      for (const row of inRegion.get(notice.region ?? '') ?? []) at(row).notices.push(notice);
  }
  return { rows, strangers, all: [...calls, ...notices, ...regional] };
};

/** Entries of an earlier night by row. */
export const entriesByRow = (
  ids: Ids,
  before: PromiseLedger | null,
): Map<number, PromiseLedger['entries'][number][]> => {
  const found = new Map<number, PromiseLedger['entries'][number][]>();
  for (const entry of before?.entries ?? []) {
    const row = entry.customerId === null ? -1 : rowOfId(ids, entry.customerId);
    if (row < 0) continue;
    const own = found.get(row) ?? [];
    own.push(entry);
    found.set(row, own);
  }
  return found;
};

/** Region of a row; null where nobody knows. */
export const regionAt = ({ profileWord }: Pick<GatheredFacts, 'profileWord'>, row: number): string | null =>
  wordAt(profileWord('region'), row);
