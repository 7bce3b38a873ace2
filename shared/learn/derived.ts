import * as z from 'zod';
import type { Coded, Table } from './table.ts';
import type { Value } from './value.ts';
import { numberIn, wordIn } from './value.ts';

const columnName = z.string().min(1);

/** Columns of numbers, each multiplied and all added up: a bill from its parts. Missing where one of them is. */
const sum = z.strictObject({
  type: z.literal('sum'),
  /** What the sum is called; a feature of the card has this name. */
  feature: columnName,
  of: z
    .array(z.strictObject({ column: columnName, times: z.number() }))
    .min(2, { error: 'a sum has two parts or more' }),
});
/** Columns of numbers, each multiplied and all added up. */
export type Sum = z.infer<typeof sum>;

/** What must hold of one column. */
const condition = z
  .strictObject({
    column: columnName,
    /** Of a number: it is below this. */
    below: z.number().optional(),
    /** Of a word: it is one of these. */
    in: z.array(z.string()).optional(),
    /** Whether a missing value counts as holding. */
    orMissing: z.boolean(),
  })
  .refine(({ below, in: words }) => (below === undefined) !== (words === undefined), {
    error: 'give either "below" (of a number) or "in" (of words)',
  });
/** What must hold of one column. */
export type Condition = z.infer<typeof condition>;

/** A word by rules on two columns: the first rule of which all conditions hold says it. */
const rules = z.strictObject({
  type: z.literal('rules'),
  /** What the words are of; a feature of the card has this name. */
  feature: columnName,
  rules: z.array(z.strictObject({ is: z.string().min(1), when: z.array(condition).min(1) })).min(1),
  /** The word where no rule holds. */
  otherwise: z.string().min(1),
});
/** A word by rules on two columns. */
export type Rules = z.infer<typeof rules>;

/** A word by profiles: whether a row agrees, cell by cell, with one on a list. */
const profiles = z.strictObject({
  type: z.literal('profiles'),
  /** What the words are of; a feature of the card has this name. */
  feature: columnName,
  /** The columns that must agree. */
  columns: z.array(z.strictObject({ column: columnName, isNumber: z.boolean() })).min(1),
  /** Cells of each row listed, in the order of the columns, and the word for rows like it; null where a cell is missing. */
  lists: z
    .array(
      z.strictObject({ is: z.string().min(1), rows: z.array(z.array(z.union([z.number(), z.string(), z.null()]))) }),
    )
    .min(1),
  /** The word of a row that is like none. */
  otherwise: z.string().min(1),
});
/** A word by profiles: whether a row agrees, cell by cell, with one on a list. */
export type Profiles = z.infer<typeof profiles>;

/** A column that is worked out from others of the same row, before a card looks its points up. */
export const derived = z.discriminatedUnion('type', [sum, rules, profiles]);
/** A column that is worked out from others of the same row. */
export type Derived = z.infer<typeof derived>;

/** The columns that a derived one is worked out from, and whether they are numbers. */
export const sourcesOf = (given: Derived): { column: string; isNumber: boolean }[] => {
  if (given.type === 'sum') return given.of.map(({ column }) => ({ column, isNumber: true }));
  if (given.type === 'profiles') return [...given.columns];
  return given.rules.flatMap(({ when }) =>
    when.map(({ column, below }) => ({ column, isNumber: below !== undefined })),
  );
};

/** Those that are needed where the features given are scored: they, and what they are worked out from. */
export const neededOf = (list: readonly Derived[], features: ReadonlySet<string>): Derived[] => {
  const needed = new Set(features);
  return list
    .toReversed()
    .filter((one) => {
      if (!needed.has(one.feature)) return false;
      for (const { column } of sourcesOf(one)) needed.add(column);
      return true;
    })
    .reverse();
};

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
