import type { Ids } from '../ids.ts';
import { arranged, type DecisionTable, derived, isOfOneNight } from './decision-table.ts';
import type { Coded } from './shard-table.ts';
import { saysTheSame, wordList } from './word-list.ts';

/** Decisions of an earlier run by tonight's rows, and which rows have one. */
export type Earlier = { table: DecisionTable; has: Uint8Array };

/**
 * Puts an earlier run's decisions where tonight's customers are.
 *
 * @param rowsOf tonight's row of each of the table's
 */
export const earlierOf = (table: DecisionTable, rowsOf: Int32Array, ids: Ids): Earlier => {
  const from = new Int32Array(ids.length).fill(-1);
  const has = new Uint8Array(ids.length);
  for (let at = 0; at < rowsOf.length; at++) {
    from[rowsOf[at] as number] = at;
    has[rowsOf[at] as number] = 1;
  }
  return { table: arranged(table, ids, from), has };
};

/** A decision that says the same as the night before keeps the run and the instant that last changed it. */
export const keepUnchanged = (
  words: Map<string, Coded>,
  { table }: Earlier,
  isDecided: Uint8Array,
  isChanged: Uint8Array,
): void => {
  for (const name of ['runId', 'decidedAt']) {
    const before = table.words.get(name);
    const tonight = words.get(name) as Coded;
    if (!before) continue;
    const codes = keptCodes(before, tonight, isDecided, isChanged);
    words.set(name, { codes, values: [...before.values, ...tonight.values] });
  }
};

/** Codes of the night before where the decision is the same, else tonight's, whose words come behind those. */
const keptCodes = (before: Coded, tonight: Coded, isDecided: Uint8Array, isChanged: Uint8Array): Int32Array => {
  const known = before.values.length;
  const codes = new Int32Array(isDecided.length);
  for (let row = 0; row < codes.length; row++) {
    const isSame = isDecided[row] === 1 && isChanged[row] === 0;
    codes[row] = isSame ? (before.codes[row] as number) : known + (tonight.codes[row] as number);
  }
  return codes;
};

/** Words that say the same as the night before become those of its snapshot: a snapshot need not write them anew. */
export const shareColumns = (words: Map<string, Coded>, { table }: Earlier): void => {
  for (const [name, column] of words) {
    const before = table.words.get(name);
    if (before && before !== column && saysTheSame(before, column)) words.set(name, before);
  }
};

/** The table with some rows as they were the night before, in every column. */
export const carriedOver = (tonight: DecisionTable, before: DecisionTable, rows: Int32Array): DecisionTable => {
  const names = (kind: 'numbers' | 'words') => [...new Set([...tonight[kind].names, ...before[kind].names])];
  const size = tonight.rows;
  return {
    ...tonight,
    numbers: derived(names('numbers'), (name) => {
      const column = tonight.numbers.get(name);
      const old = isOfOneNight(name) ? undefined : before.numbers.get(name);
      if (column && column === old) return column;
      const values = column?.slice() ?? new Float64Array(size).fill(Number.NaN);
      for (const row of rows) values[row] = old?.[row] ?? Number.NaN;
      return values;
    }),
    words: derived(names('words'), (name) => {
      const column = tonight.words.get(name);
      const old = isOfOneNight(name) ? undefined : before.words.get(name);
      if (column && column === old) return column;
      const list = wordList(column?.values);
      const codes = column?.codes.slice() ?? new Int32Array(size).fill(-1);
      for (const row of rows) {
        const code = old?.codes[row] ?? -1;
        codes[row] = code < 0 ? -1 : list.codeOf(old?.values[code] as string);
      }
      return { codes, values: list.words };
    }),
  };
};
