import type { Coded } from '../decide/shard-table.ts';
import type { FactFile } from './fact-file.ts';

/** A file and the row of the shard that each of its rows is about, -1 for none. */
type Placed = { file: Pick<FactFile, 'feed' | 'period' | 'dumpId'>; rows: Int32Array };

/**
 * Dumps that each customer was decided on: ids, sorted, joined by `;`. Of several facts of one customer, feed and month
 * the later file's dump counts; of profiles that of the one that holds.
 *
 * @param placed files, older dumps first
 * @param profileFile which of the files of the customers feed holds each customer's profile, -1 for none
 */
export const dumpSets = (placed: readonly Placed[], profileFile: Int32Array, rows: number): Coded => {
  const sets = setsByRow(rows);
  // Who has no row of the service feed had no contact: its dumps speak of everybody. Told apart by row they would also make
  // nearly as many sets as there are customers.
  for (const { file } of placed) if (file.feed === 'service') sets.addToAll(file.dumpId);

  const series = placed.filter(({ file }) => file.feed !== 'customers' && file.feed !== 'service');
  for (const files of Map.groupBy(series, ({ file }) => `${file.feed} ${file.period}`).values()) {
    if (new Set(files.map(({ file }) => file.dumpId)).size === 1) {
      for (const { file, rows: into } of files) sets.add(file.dumpId, into);
      continue;
    }
    const owners = new Int32Array(rows).fill(-1);
    for (const [number, { rows: into }] of files.entries()) for (const row of into) if (row >= 0) owners[row] = number;
    for (const [number, { file, rows: into }] of files.entries())
      sets.add(file.dumpId, ownedRows(into, owners, number));
  }
  const profiles = placed.filter(({ file }) => file.feed === 'customers');
  for (const [number, { file, rows: into }] of profiles.entries())
    sets.add(file.dumpId, ownedRows(into, profileFile, number));
  return sets.coded();
};

/** Those of some rows that a file owns; -1 in place of the others. */
const ownedRows = (rows: Int32Array, owners: Int32Array, owner: number): Int32Array => {
  const owned = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    owned[at] = row >= 0 && owners[row] === owner ? row : -1;
  }
  return owned;
};

/** Bits of an Int32Array that sets are told apart by, before they are given numbers. */
const mostBits = 31;

/** Sets a bit of rows, of which -1 is none. @param bits those of none are before those of the rows, as marks are (`markRows`) */
const setBits = (bits: Int32Array, rows: Int32Array, bit: number): void => {
  for (let at = 0; at < rows.length; at++) {
    const place = (rows[at] as number) + 1;
    bits[place] = (bits[place] as number) | bit;
  }
};

/** Puts the number of each pair of a code and some bits in the code's place. */
const renumber = (codes: Int32Array, bits: Int32Array, numberOf: (code: number, its: number) => number): void => {
  // Nearly every row has the set of the row before it.
  let [lastCode, lastBits, last] = [-1, 0, -1];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    const its = bits[row] as number;
    if (code !== lastCode || its !== lastBits) {
      last = numberOf(code, its);
      lastCode = code;
      lastBits = its;
    }
    codes[row] = last;
  }
};

/** A set of dumps by row. Nearly all customers of a shard have facts of the very same dumps. */
const setsByRow = (rows: number) => {
  const ofAll: string[] = [];
  /** Dumps of the same rows are added at once: usage and billing of a month often speak of the same customers. */
  const byRows = new Map<Int32Array, string[]>();

  /** Numbers each pair of a set and some bits anew, in place; answers the new sets. */
  const split = (codes: Int32Array, sets: readonly string[][], bits: Int32Array, added: readonly string[][]) => {
    const made: string[][] = [];
    const known = sets.map(() => new Map<number, number>());
    const numberOf = (code: number, its: number): number => {
      const found = known[code]?.get(its);
      if (found !== undefined) return found;
      const plus = added.flatMap((dumps, bit) => ((its >>> bit) & 1 ? dumps : []));
      const number = made.push([...(sets[code] as string[]), ...plus]) - 1;
      known[code]?.set(its, number);
      return number;
    };
    renumber(codes, bits, numberOf);
    return made;
  };

  return {
    addToAll: (dumpId: string): void => void ofAll.push(dumpId),
    /** Adds a dump to the sets of some rows; -1 is none. */
    add(dumpId: string, its: Int32Array): void {
      byRows.set(its, [...(byRows.get(its) ?? []), dumpId]);
    },
    /** The sets: ids, sorted, each once, joined by `;`. */
    coded(): Coded {
      const codes = new Int32Array(rows);
      let sets: string[][] = [ofAll];
      const all = [...byRows];
      for (let first = 0; first < all.length; first += mostBits) {
        const part = all.slice(first, first + mostBits);
        const bits = new Int32Array(rows + 1);
        for (const [bit, [its]] of part.entries()) setBits(bits, its, 1 << bit);
        sets = split(
          codes,
          sets,
          bits.subarray(1),
          part.map(([, dumps]) => dumps),
        );
      }
      return { codes, values: sets.map((dumps) => [...new Set(dumps)].sort().join(';')) };
    },
  };
};
