import type { Coded } from '../decide/shard-table.ts';
import type { FactFile } from './fact-file.ts';

/** Sets of dumps by small numbers: nearly all customers of a shard have facts of the very same dumps. */
const setsOf = (dumps: number) => {
  const sets: (readonly number[])[] = [[]];
  const numbers = new Map([['', 0]]);
  const steps = new Map<number, number>();
  return {
    sets,
    /** The set with one dump more. */
    plus(set: number, dump: number): number {
      const known = steps.get(set * dumps + dump);
      if (known !== undefined) return known;
      const members = [...new Set([...(sets[set] as readonly number[]), dump])].sort((left, right) => left - right);
      const key = members.join();
      const number = numbers.get(key) ?? sets.push(members) - 1;
      numbers.set(key, number);
      steps.set(set * dumps + dump, number);
      return number;
    },
  };
};

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
  const dumpIds = [...new Set(placed.map(({ file }) => file.dumpId))].sort();
  const numberOf = new Map(dumpIds.map((dumpId, number) => [dumpId, number]));
  const { sets, plus } = setsOf(dumpIds.length);
  const codes = new Int32Array(rows);
  const add = (row: number, dump: number): void => {
    codes[row] = plus(codes[row] as number, dump);
  };
  const addAll = (into: Int32Array, dump: number): void => {
    // Nearly every row has the set of the row before it.
    let lastSet = -1;
    let lastSum = -1;
    for (let at = 0; at < into.length; at++) {
      const row = into[at] as number;
      if (row < 0) continue;
      const set = codes[row] as number;
      if (set !== lastSet) {
        lastSet = set;
        lastSum = plus(set, dump);
      }
      codes[row] = lastSum;
    }
  };

  // Who has no row of the service feed had no contact: its dumps speak of everybody. Told apart by row they would also make
  // nearly as many sets as there are customers.
  const spoken = placed.filter(({ file }) => file.feed === 'service').map(({ file }) => file.dumpId);
  let ofAll = 0;
  for (const dumpId of new Set(spoken)) ofAll = plus(ofAll, numberOf.get(dumpId) as number);
  codes.fill(ofAll);

  const series = placed.filter(({ file }) => file.feed !== 'customers' && file.feed !== 'service');
  for (const files of Map.groupBy(series, ({ file }) => `${file.feed} ${file.period}`).values()) {
    const dumps = new Set(files.map(({ file }) => numberOf.get(file.dumpId) as number));
    const [only] = dumps;
    if (dumps.size === 1) for (const { rows: into } of files) addAll(into, only as number);
    else {
      const owners = new Int32Array(rows).fill(-1);
      for (const { file, rows: into } of files) {
        const dump = numberOf.get(file.dumpId) as number;
        for (const row of into) if (row >= 0) owners[row] = dump;
      }
      for (let row = 0; row < rows; row++) if ((owners[row] as number) >= 0) add(row, owners[row] as number);
    }
  }
  const profiles = placed.filter(({ file }) => file.feed === 'customers');
  profiles.forEach(({ file, rows: into }, number) => {
    const its = into.filter((row) => row >= 0 && profileFile[row] === number);
    addAll(its, numberOf.get(file.dumpId) as number);
  });
  return { codes, values: sets.map((members) => members.map((dump) => dumpIds[dump]).join(';')) };
};
