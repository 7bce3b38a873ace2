import type { Condition, Derived, Profiles, Rules } from './derived.ts';
import type { Coded, Table } from './table.ts';
import { numberIn, type Value, wordIn } from './value.ts';

/** How a column is read: of a row, by whatever names the row. */
type Read<At> = (column: string) => (at: At) => Value;

const holdsOf = <At>({ column, below, in: words, orMissing }: Condition, read: Read<At>): ((at: At) => boolean) => {
  const value = read(column);
  if (below !== undefined)
    return (at) => {
      const number = numberIn(value(at));
      return Number.isNaN(number) ? orMissing : number < below;
    };
  const wanted = new Set(words);
  return (at) => {
    const word = wordIn(value(at));
    return word === undefined ? orMissing : wanted.has(word);
  };
};

/** Profiles column by column: what comes after each cell, and the word at the end. A row that is like none leaves after a column or two. */
type Branch = Map<number | string | null, Branch | string>;

const branchesOf = ({ lists }: Profiles): Branch => {
  const root: Branch = new Map();
  for (const { is, rows } of lists)
    for (const cells of rows) {
      let branch = root;
      cells.forEach((cell, at) => {
        const next = branch.get(cell) ?? (at === cells.length - 1 ? is : new Map());
        branch.set(cell, next);
        if (typeof next !== 'string') branch = next;
      });
    }
  return root;
};

/** A value as a profile has it. */
export const cellOf = (value: Value, isNumber: boolean): number | string | null => {
  if (!isNumber) return wordIn(value) ?? null;
  const number = numberIn(value);
  return Number.isNaN(number) ? null : number;
};

const wordByProfiles = <At>(given: Profiles, read: Read<At>): ((at: At) => string) => {
  const root = branchesOf(given);
  const columns = given.columns.map(({ column, isNumber }) => ({ value: read(column), isNumber }));
  return (at) => {
    let branch = root;
    for (const { value, isNumber } of columns) {
      const next = branch.get(cellOf(value(at), isNumber));
      if (next === undefined) return given.otherwise;
      if (typeof next === 'string') return next;
      branch = next;
    }
    return given.otherwise;
  };
};

/** What works a derived column out. */
export const workedOut = <At>(given: Derived, read: Read<At>): ((at: At) => number | string) => {
  if (given.type === 'sum') {
    const parts = given.of.map(({ column, times }) => ({ value: read(column), times }));
    return (at) => {
      let total = 0;
      for (const { value, times } of parts) total += times * numberIn(value(at));
      return total;
    };
  }
  if (given.type === 'profiles') return wordByProfiles(given, read);
  const tried = given.rules.map(({ is, when }) => ({ is, holds: when.map((one) => holdsOf(one, read)) }));
  return (at) => tried.find(({ holds }) => holds.every((one) => one(at)))?.is ?? given.otherwise;
};

/** Reads a table's columns, by row number; a column that it has not is missing. */
const readTable =
  ({ numbers, texts }: Table): Read<number> =>
  (column) => {
    const own = numbers.get(column);
    if (own) return (row) => own[row];
    const words = texts.get(column);
    return (row) => words?.values[words.codes[row] as number];
  };

/** A derived column of words, with the words in the order of its rules or lists. */
const codedBy = (given: Rules | Profiles, rows: number, wordAt: (row: number) => number | string): Coded => {
  const values = [...(given.type === 'rules' ? given.rules : given.lists).map(({ is }) => is), given.otherwise];
  const places = new Map(values.map((word, place) => [word, place]));
  return { codes: Int32Array.from({ length: rows }, (_, row) => places.get(String(wordAt(row))) as number), values };
};

/** A table with what is derived from its columns, each from those before it. */
export const withDerived = (table: Table, list: readonly Derived[] = []): Table => {
  const { rows } = table;
  const whole = { rows, numbers: new Map(table.numbers), texts: new Map(table.texts) };
  for (const one of list) {
    const at = workedOut(one, readTable(whole));
    if (one.type !== 'sum') whole.texts.set(one.feature, codedBy(one, rows, at));
    else
      whole.numbers.set(
        one.feature,
        Float64Array.from({ length: rows }, (_, row) => at(row) as number),
      );
  }
  return whole;
};
