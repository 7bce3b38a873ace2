import type { ProfileField } from '../../contracts/feeds/customers.ts';
import { monthNumber } from '../calendar.ts';
import type { Coded } from '../decide/shard-table.ts';
import { wordList } from '../decide/word-list.ts';
import { each } from './each.ts';
import { codedOf, entryAt, textAt, textsIn } from './fact-file.ts';
import type { ProfileNumber, ProfileText, ProfileWord } from './facts.ts';
import type { Placed } from './placed.ts';
import { putColumn } from './put-column.ts';
import { newNumbers, type ShardRoom } from './room.ts';

/** Takes what a file says of the customers whose newest profile it holds. */
const takeCodes = (
  into: Int32Array,
  { file, at }: { file: Int32Array; at: Int32Array },
  number: number,
  from: Int32Array,
): void => {
  for (let row = 0; row < into.length; row++) if (file[row] === number) into[row] = from[at[row] as number] as number;
};

/** Gives a file those whom no newer one speaks of; of two rows of a customer the later one holds. */
const takeRows = (
  into: Int32Array,
  number: number,
  period: number,
  { file, at, month }: { file: Int32Array; at: Int32Array; month: Float64Array },
): void => {
  for (let from = into.length - 1; from >= 0; from--) {
    const row = into[from] as number;
    if (row < 0 || (file[row] as number) >= 0) continue;
    file[row] = number;
    at[row] = from;
    month[row] = period;
  }
};

/** Which file and row of it hold each customer's newest profile, and the columns that follow from it. @param room for numbers; new arrays where left out */
export const newestProfiles = (placed: readonly Placed[], rows: number, room: ShardRoom | undefined) => {
  const take = room?.take ?? newNumbers;
  const files = placed.filter(({ file }) => file.feed === 'customers');
  const file = new Int32Array(rows).fill(-1);
  const at = new Int32Array(rows);
  const month = take(rows).fill(Number.NaN);
  // Of two files of one month the later one holds; the newest goes first, and nearly always leaves nobody to the others.
  const newestFirst = [...files.keys()].sort(
    (left, right) => (files[right] as Placed).month - (files[left] as Placed).month || right - left,
  );
  for (const number of newestFirst) {
    const { file: its, rows: into } = files[number] as Placed;
    takeRows(into, number, monthNumber(its.period), { file, at, month });
  }
  const used = files.map((_, number) => file.includes(number));
  const held = { file, at };

  const numbers = (name: ProfileNumber): Float64Array => {
    const values = take(rows).fill(Number.NaN);
    // The newest is put over what the others say.
    for (const number of newestFirst.toReversed())
      if (used[number]) putColumn(files[number] as Placed, name, values, room);
    return values;
  };
  const words = (name: ProfileWord): Coded => {
    const list = wordList();
    const codes = new Int32Array(rows).fill(-1);
    for (const [number, { file: one }] of files.entries()) {
      const from = used[number] ? textsIn(one, name) : undefined;
      if (from) takeCodes(codes, held, number, list.recoded(codedOf(from)));
    }
    return { codes, values: list.words };
  };
  const columnOf = each((number: number) => each((name: ProfileText) => textsIn((files[number] as Placed).file, name)));
  const text = (name: ProfileText, row: number): string | null => {
    const number = file[row] as number;
    const column = number < 0 ? undefined : columnOf(number)(name);
    return column ? textAt(column, at[row] as number) : null;
  };
  const has = (name: ProfileField): Uint8Array => {
    const found = new Uint8Array(rows);
    const columns = files.map(({ file: one }, number) => (used[number] ? one.column(name) : undefined));
    for (let row = 0; row < rows; row++) {
      const from = columns[file[row] as number];
      const place = at[row] as number;
      if (from)
        found[row] = Number(from instanceof Float64Array ? !Number.isNaN(from[place]) : entryAt(from, place) >= 0);
    }
    return found;
  };
  return { file, month, numbers, words, text, has };
};
