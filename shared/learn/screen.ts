import type { Note } from './infer-columns.ts';
import type { Slots } from './slots.ts';
import { type Coded, columnsOf, type Table } from './table.ts';

/** Share of different values from which words are names of rows, not kinds of them. */
const idShare = 0.95;
/** Fewest rows for which being all different says anything. */
const idRows = 50;
const idName =
  /(^|[^a-z])(id|ids|guid|uuid|msisdn|imsi|imei|phone|index)([^a-z]|$)|[a-z](Id|ID)$|customer.?id|account.?n|unnamed/;

const distinctWords = ({ codes }: Coded): { known: number; distinct: number } => {
  const seen = new Set<number>();
  let known = 0;
  for (const code of codes)
    if (code >= 0) {
      known++;
      seen.add(code);
    }
  return { known, distinct: seen.size };
};

const isNumericId = (name: string, values: Float64Array): boolean => {
  if (values.length < idRows || !values.every(Number.isInteger)) return false;
  if (new Set(values).size < values.length) return false;
  const rising = values.every((value, row) => row === 0 || value > (values[row - 1] as number));
  const named = idName.test(name) || idName.test(name.toLowerCase());
  return named || rising;
};

/** What to say of a column that cannot be learned from, or undefined. */
const useless = (name: string, values: Float64Array | Coded): string | undefined => {
  if (values instanceof Float64Array) {
    const known = values.find((value) => !Number.isNaN(value));
    if (known === undefined) return 'dropped: it holds no value';
    if (values.every((value) => value === known)) return 'dropped: it holds one value only';
    if (isNumericId(name, values)) return 'dropped: an id, different in every row';
    return undefined;
  }
  const { known, distinct } = distinctWords(values);
  if (known === 0) return 'dropped: it holds no value';
  if (distinct === 1 && known === values.codes.length) return 'dropped: it holds one value only';
  if (known >= idRows && distinct >= idShare * known)
    return `dropped: an id, with ${distinct} different values in ${known} rows`;
  return undefined;
};

/** Leaves out columns that name a row or say the same of all. Infinite numbers become missing. */
export const screenColumns = (given: Table, keep: ReadonlySet<string> = new Set()): { table: Table; notes: Note[] } => {
  const notes: Note[] = [];
  const numbers = new Map(
    [...given.numbers].map(([column, values]) => {
      const infinite = values.reduce((sum, value) => sum + (Math.abs(value) === Number.POSITIVE_INFINITY ? 1 : 0), 0);
      if (infinite === 0) return [column, values];
      notes.push({ column, words: `${infinite} infinite numbers count as missing` });
      return [column, values.map((value) => (Number.isFinite(value) ? value : Number.NaN))];
    }),
  );
  const table = { ...given, numbers };
  const kept = new Set<string>();
  for (const [column, values] of [...numbers, ...table.texts]) {
    const words = useless(column, values);
    if (words === undefined || keep.has(column)) kept.add(column);
    else notes.push({ column, words });
  }
  return { table: columnsOf(table, kept), notes };
};

/** Share of the rarer class that a feature may miss and still be called a copy of the label. */
const leakMisses = 0.005;

/** Whether a feature alone tells the label of practically every row. */
export const isLeak = ({ codes, count, rows }: Slots, labels: Float64Array): boolean => {
  const left = new Float64Array(count);
  let positives = 0;
  for (let row = 0; row < codes.length; row++) {
    left[codes[row] as number] = (left[codes[row] as number] as number) + (labels[row] as number);
    positives += labels[row] as number;
  }
  let missed = 0;
  for (let slot = 0; slot < count; slot++)
    missed += Math.min(left[slot] as number, (rows[slot] as number) - (left[slot] as number));
  return missed <= leakMisses * Math.min(positives, codes.length - positives);
};

/** Rank correlation from which a column is called a copy of one before it. */
const copyCorrelation = 0.995;
/** Rows that copies are looked for in: the correlation of so many is known to a thousandth. */
const copyRows = 5_000;

/** Ranks of the rows by slot; a missing value ranks below all. Centred, of length 1. */
const ranksOf = ({ codes, rows, count, kind }: Slots, step: number): Float64Array => {
  const missing = kind === 'number' ? count - 1 : count - 2;
  const middle = new Float64Array(count);
  let before = rows[missing] as number;
  middle[missing] = before / 2;
  for (let slot = 0; slot < count; slot++) {
    if (slot === missing) continue;
    middle[slot] = before + (rows[slot] as number) / 2;
    before += rows[slot] as number;
  }
  const ranks = new Float64Array(Math.ceil(codes.length / step));
  let [sum, squares] = [0, 0];
  for (let at = 0; at < ranks.length; at++) {
    ranks[at] = middle[codes[at * step] as number] as number;
    sum += ranks[at] as number;
  }
  for (let at = 0; at < ranks.length; at++) {
    ranks[at] = (ranks[at] as number) - sum / ranks.length;
    squares += (ranks[at] as number) ** 2;
  }
  for (let at = 0; at < ranks.length; at++) ranks[at] = (ranks[at] as number) / (Math.sqrt(squares) || 1);
  return ranks;
};

/** Numeric features that rank the rows as one before them does: left out, so that an effect stands in one place. */
export const copiesOf = (slots: readonly Slots[]): { place: number; of: number }[] => {
  const step = Math.max(1, Math.floor((slots[0]?.codes.length ?? 0) / copyRows));
  const ranks = slots.map((feature) =>
    feature.kind === 'number' && feature.count > 3 ? ranksOf(feature, step) : undefined,
  );
  const copies: { place: number; of: number }[] = [];
  const gone = new Set<number>();
  for (let place = 1; place < slots.length; place++)
    for (let of = 0; of < place; of++) {
      const [mine, others] = [ranks[place], ranks[of]];
      if (!mine || !others || gone.has(of)) continue;
      let correlation = 0;
      for (let at = 0; at < mine.length; at++) correlation += (mine[at] as number) * (others[at] as number);
      if (Math.abs(correlation) <= copyCorrelation) continue;
      copies.push({ place, of });
      gone.add(place);
      break;
    }
  return copies;
};
