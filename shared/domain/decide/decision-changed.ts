import { type DecisionTable, isWritten } from './decision-table.ts';
import type { Coded } from './shard-table.ts';
import { codesIn } from './word-list.ts';

/** Marks the rows whose code, in the other column's words, is another one. */
const markOthers = (codes: Int32Array, translated: Int32Array, others: Int32Array, marks: Uint8Array): void => {
  for (let row = 0; row < marks.length; row++) {
    const code = codes[row] as number;
    if ((code < 0 ? -1 : (translated[code] as number)) !== (others[row] as number)) marks[row] = 1;
  }
};

/** Marks the rows where two columns say different words. A column that is not there says nothing. */
const markDifferent = (left: Coded | undefined, right: Coded | undefined, marks: Uint8Array): void => {
  if (left === right) return;
  const translated = codesIn(left?.values ?? [], right?.values ?? []);
  const none = left && right ? undefined : new Int32Array(marks.length).fill(-1);
  markOthers(left?.codes ?? (none as Int32Array), translated, right?.codes ?? (none as Int32Array), marks);
};

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
  for (const name of new Set([...before.words.names, ...after.words.names]))
    if (isWritten(name)) markDifferent(before.words.get(name), after.words.get(name), marks);
  return marks;
};
