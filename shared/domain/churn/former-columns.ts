import type { FormerEntry } from '../../contracts/items/former.ts';
import { type Coded, wordAt } from '../decide/shard-table.ts';

/** Columns of the archive in the table of decisions; who never left has no value in any. */
export const formerNames = {
  on: 'formerOn',
  tier: 'formerTier',
  kind: 'formerKind',
  cause: 'formerCause',
  back: 'formerBack',
  charge: 'formerCharge',
} as const;

const texts = ['on', 'tier', 'kind', 'cause', 'back'] as const;

/** Entries as columns. */
export const formerColumns = (
  entries: ReadonlyMap<number, FormerEntry>,
  rows: number,
): { numbers: Map<string, Float64Array>; words: Map<string, Coded> } => {
  const charge = new Float64Array(rows).fill(Number.NaN);
  for (const [row, entry] of entries) charge[row] = entry.charge ?? Number.NaN;
  const words = texts.map((member): [string, Coded] => {
    const codes = new Int32Array(rows).fill(-1);
    const places = new Map<string, number>();
    for (const [row, entry] of entries) {
      const word = entry[member];
      if (word === null) continue;
      if (!places.has(word)) places.set(word, places.size);
      codes[row] = places.get(word) as number;
    }
    return [formerNames[member], { codes, values: [...places.keys()] }];
  });
  return { numbers: new Map([[formerNames.charge, charge]]), words: new Map(words) };
};

/** Reads columns by name; some may not be there. */
type Columns = {
  numbers: { get(name: string): Float64Array | undefined };
  words: { get(name: string): Coded | undefined };
};

/** The entry of a row; undefined for who never left. */
export const formerAt = ({ numbers, words }: Columns, row: number): FormerEntry | undefined => {
  const word = (member: (typeof texts)[number]): string | null => {
    const column = words.get(formerNames[member]);
    return column ? wordAt(column, row) : null;
  };
  const on = word('on');
  if (on === null) return undefined;
  const charge = numbers.get(formerNames.charge)?.[row] ?? Number.NaN;
  return {
    on,
    tier: word('tier') ?? '',
    charge: Number.isNaN(charge) ? null : charge,
    kind: word('kind'),
    cause: word('cause'),
    back: word('back'),
  };
};

/** All entries of columns, by row. */
export const formerEntries = (columns: Columns, rows: number): Map<number, FormerEntry> => {
  const entries = new Map<number, FormerEntry>();
  const on = columns.words.get(formerNames.on);
  if (!on) return entries;
  for (let row = 0; row < rows; row++) {
    if ((on.codes[row] as number) < 0) continue;
    const entry = formerAt(columns, row);
    if (entry) entries.set(row, entry);
  }
  return entries;
};
