import { type DecisionTable, isWritten } from './decision-table.ts';
import type { Coded } from './shard-table.ts';
import { markDifferent } from './word-list.ts';

/**
 * Rows whose decision says something else than before, and so is written again: region, tiers, stage, risk band, kinds of
 * key customer, watch lists, upkeep, what a scheme remembers, open work, or what speaks for and against the customer (see
 * `reasonCodes`). Not: points and values that move while all of that stays. The calendar alone moves them for one in
 * seven customers a night (a contract ends one day sooner), and nobody would do anything else for it. They are in every
 * night's snapshot, which is what an auditor reads; the table is for who must look a customer up at once, and its items
 * say of which run their numbers are.
 *
 * @param before of the same customers by row; a row of which it says nothing has changed
 */
export const changedRows = (before: DecisionTable, after: DecisionTable): Uint8Array => {
  const marks = new Uint8Array(after.rows);
  // A column that is not there says nothing.
  const nothing: Coded = { codes: new Int32Array(after.rows).fill(-1), values: [] };
  for (const name of new Set([...before.words.names, ...after.words.names])) {
    const [left, right] = [before.words.get(name) ?? nothing, after.words.get(name) ?? nothing];
    if (isWritten(name) && left !== right) markDifferent(left, right, marks);
  }
  return marks;
};
