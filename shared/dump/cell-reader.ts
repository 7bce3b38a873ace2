import type { FieldKind } from '../contracts/field.ts';
import type { ColumnSource, Mapping } from '../contracts/mapping.ts';
import { dateReader, instantReader } from './dates.ts';

/** Gives one field's text of a row: blank is undefined. */
export type CellReader = (cells: readonly string[]) => string | undefined;

/** What a mapping says about every cell. */
export type CellRules = {
  /** Cells that mean "no value". */
  blanks: ReadonlySet<string>;
  /** Turns a date of the file into ISO text; see {@link dateReader}. */
  readDate: (text: string) => string | undefined;
  /** Turns an instant of the file into ISO text; see {@link instantReader}. */
  readInstant: (text: string) => string | undefined;
};

/** The mapping's rules for cells. */
export const cellRules = (mapping: Pick<Mapping, 'blanks' | 'dates' | 'offset'>): CellRules => {
  const readDate = dateReader(mapping.dates);
  return { blanks: new Set(mapping.blanks), readDate, readInstant: instantReader(readDate, mapping.offset) };
};

/** How text of a kind is turned into the contract's, where a mapping's layouts say so. */
const layoutOf = (
  kind: FieldKind,
  { readDate, readInstant }: CellRules,
): ((text: string) => string | undefined) | undefined => {
  if (kind === 'date') return readDate;
  if (kind === 'instant') return readInstant;
  // A day tells its month.
  if (kind === 'month') return (text) => readDate(text)?.slice(0, 'yyyy-MM'.length);
  return undefined;
};

/** A number as contracts write one, but with any number of digits: arithmetic below rounds it. */
export const plainNumber = /^-?\d+(\.\d+)?$/;

/** Ten decimals are what the contracts take; more than ten are noise of binary fractions, as in 0.1 + 0.2. */
export const numberText = (value: number): string => {
  const text = value.toFixed(10).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
};

const multiplied = (text: string | undefined, times: number | undefined): string | undefined =>
  text === undefined || times === undefined || !plainNumber.test(text) ? text : numberText(Number(text) * times);

/** The first cell that is no number, as it is, so that the contract refuses it with its own words. */
const summed = (texts: readonly (string | undefined)[]): string | undefined => {
  const given = texts.filter((text) => text !== undefined);
  const odd = given.find((text) => !plainNumber.test(text));
  if (odd !== undefined || given.length === 0) return odd;
  return numberText(given.reduce((sum, text) => sum + Number(text), 0));
};

/** The cells of several columns with a space between them; blank where one of them is: half an instant is none. */
const joined = (
  columns: readonly string[],
  at: (column: string) => number,
  clean: (cell: string) => string | undefined,
): CellReader => {
  const places = columns.map(at);
  const [only = 0] = places;
  if (places.length === 1) return (cells) => clean(cells[only] as string);
  return (cells) => {
    const texts = places.map((place) => clean(cells[place] as string));
    return texts.includes(undefined) ? undefined : texts.join(' ');
  };
};

/**
 * Compiles where one field's text comes from. Order: trim, blanks, `values`, then `sum`, `join`, `times` or the layout.
 *
 * @param source what the mapping says
 * @param at position of a column in the row
 * @param kind dates, months and instants have layouts; text of none stays as it is, for the contract to refuse
 */
export const cellReader = (
  source: ColumnSource,
  at: (column: string) => number,
  rules: CellRules,
  kind: FieldKind,
): CellReader => {
  const values = source.values && new Map(Object.entries(source.values));
  const clean = (cell: string): string | undefined => {
    const trimmed = cell.trim();
    const text = rules.blanks.has(trimmed) ? '' : trimmed;
    return (values?.get(text) ?? text) || undefined;
  };
  if (source.constant !== undefined) {
    const text = multiplied(clean(source.constant), source.times);
    return () => text;
  }
  if (source.sum !== undefined) {
    const places = source.sum.map(at);
    return (cells) => multiplied(summed(places.map((place) => clean(cells[place] as string))), source.times);
  }
  const text = joined(source.join ?? [source.column as string], at, clean);
  const readLayout = layoutOf(kind, rules);
  if (readLayout)
    return (cells) => {
      const given = text(cells);
      return given && (readLayout(given) ?? given);
    };
  return (cells) => multiplied(text(cells), source.times);
};
