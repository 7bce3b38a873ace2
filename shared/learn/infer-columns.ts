import type { Coded, Table } from './table.ts';

/** Cells that say nothing, in any case. */
const blanks = new Set(['', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil', '?', '-', '--', '#div/0!', '#value!']);
/** A column is one of numbers, or dates, where at least this share of its known cells are, ... */
const mostCells = 0.5;
/** ... and the others are at most so many different words (`Unknown`, `n.a. (roaming)`): more are categories. */
const fewWords = 20;

const numberShape = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const infiniteShape = /^[+-]?(inf|infinity|∞)$/i;
const isoDate = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const slashDate = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})( \d{1,2}:\d{2}(:\d{2})?)?$/;

const isBlank = (cell: string): boolean => blanks.has(cell.toLowerCase());

/** What was done to a column, or why it was left out: for a person. */
export type Note = { column: string; words: string };

const daysOf = (year: number, month: number, day: number): number =>
  month >= 1 && month <= 12 && day >= 1 && day <= 31 ? Date.UTC(year, month - 1, day) / 86_400_000 : Number.NaN;

/** Days since 1970 of a cell; days stand first where a number above 12 says so. */
const dateReader = (cells: readonly string[]): ((cell: string) => number) => {
  const dayFirst = cells.some((cell) => Number(slashDate.exec(cell)?.[1]) > 12);
  return (cell) => {
    const iso = isoDate.exec(cell);
    if (iso) return daysOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
    const slash = slashDate.exec(cell);
    if (!slash) return Number.NaN;
    const [one, two] = [Number(slash[1]), Number(slash[2])];
    return dayFirst ? daysOf(Number(slash[3]), two, one) : daysOf(Number(slash[3]), one, two);
  };
};

/** Cells as words; blanks and `NA` are missing. */
export const coded = (cells: readonly string[]): Coded => {
  const places = new Map<string, number>();
  const codes = Int32Array.from(cells, (cell) => {
    if (isBlank(cell)) return -1;
    const known = places.get(cell);
    if (known !== undefined) return known;
    places.set(cell, places.size);
    return places.size - 1;
  });
  return { codes, values: [...places.keys()] };
};

const numberOf = (cell: string): number => (numberShape.test(cell) ? Number(cell) : Number.NaN);

/** Cells as numbers, or dates as days since 1970; all else is missing. */
export const numbersOf = (cells: readonly string[]): Float64Array => {
  const days = dateReader(cells);
  return Float64Array.from(cells, (cell) => {
    const value = isBlank(cell) ? Number.NaN : numberOf(cell);
    const read = Number.isNaN(value) ? days(cell) : value;
    return Number.isFinite(read) ? read : Number.NaN;
  });
};

/** Numbers, where the column is one of numbers or dates by the reader given. */
const readAs = (
  known: readonly string[],
  read: (cell: string) => number,
): { words: string[]; infinite: number } | undefined => {
  const words = new Set<string>();
  let [good, infinite] = [0, 0];
  for (const cell of known) {
    const value = read(cell);
    if (infiniteShape.test(cell) || Math.abs(value) === Number.POSITIVE_INFINITY) infinite++;
    else if (Number.isNaN(value)) words.add(cell);
    else good++;
    if (words.size > fewWords) return undefined;
  }
  return good > 0 && good + infinite >= mostCells * known.length ? { words: [...words], infinite } : undefined;
};

const shown = (words: readonly string[]): string =>
  `${words
    .slice(0, 3)
    .map((word) => `"${word}"`)
    .join(', ')}${words.length > 3 ? ', ...' : ''}`;

/**
 * A table from cells of text: a column is one of numbers, of dates (as days since 1970), or of words. Blanks and `NA` are missing; a few
 * odd words among numbers are, too.
 *
 * @param columns cells by column, without spaces around them
 */
export const inferColumns = (
  columns: readonly { name: string; cells: readonly string[] }[],
): { table: Table; notes: Note[] } => {
  const numbers = new Map<string, Float64Array>();
  const texts = new Map<string, Coded>();
  const notes: Note[] = [];
  for (const { name, cells } of columns) {
    const known = cells.filter((cell) => !isBlank(cell));
    const note = (words: string): void => {
      notes.push({ column: name, words });
    };
    const asNumber = readAs(known, numberOf);
    const days = dateReader(known);
    const asDate = asNumber ? undefined : readAs(known, days);
    const found = asNumber ?? asDate;
    if (!found) {
      texts.set(name, coded(cells));
      continue;
    }
    const read = asNumber ? numberOf : days;
    numbers.set(
      name,
      Float64Array.from(cells, (cell) => {
        const value = isBlank(cell) ? Number.NaN : read(cell);
        return Number.isFinite(value) ? value : Number.NaN;
      }),
    );
    if (asDate) note('a date: turned into days since 1970');
    if (found.words.length > 0) note(`numbers with words among them: ${shown(found.words)} count as missing`);
    if (found.infinite > 0) note(`${found.infinite} infinite numbers count as missing`);
  }
  const rows = columns[0]?.cells.length ?? 0;
  return { table: { rows, numbers, texts }, notes };
};
