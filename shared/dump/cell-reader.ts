import type { ColumnSource, Mapping } from '../contracts/mapping.ts';
import { dateReader } from './dates.ts';

/** Gives one field's text of a row: blank is undefined. */
export type CellReader = (cells: readonly string[]) => string | undefined;

/** What a mapping says about every cell. */
export type CellRules = {
  /** Cells that mean "no value". */
  blanks: ReadonlySet<string>;
  /** Turns a date of the file into ISO text; see {@link dateReader}. */
  readDate: (text: string) => string | undefined;
};

/** The mapping's rules for cells. */
export const cellRules = (mapping: Pick<Mapping, 'blanks' | 'dates'>): CellRules => ({
  blanks: new Set(mapping.blanks),
  readDate: dateReader(mapping.dates),
});

/** A number as contracts write one, but with any number of digits: arithmetic below rounds it. */
const plainNumber = /^-?\d+(\.\d+)?$/;

/** Ten decimals are what the contracts take; more than ten are noise of binary fractions, as in 0.1 + 0.2. */
const numberText = (value: number): string => {
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

/**
 * Compiles where one field's text comes from. Order: trim, blanks, `values`, then `sum`, `times` or the date's layout.
 *
 * @param source what the mapping says
 * @param at position of a column in the row
 * @param isDate the field is a date, so its layouts apply; text of no layout stays as it is, for the contract to refuse
 */
export const cellReader = (
  source: ColumnSource,
  at: (column: string) => number,
  rules: CellRules,
  isDate: boolean,
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
  const place = at(source.column as string);
  if (isDate)
    return (cells) => {
      const text = clean(cells[place] as string);
      return text && (rules.readDate(text) ?? text);
    };
  return (cells) => multiplied(clean(cells[place] as string), source.times);
};
