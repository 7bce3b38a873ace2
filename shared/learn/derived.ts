import * as z from 'zod';

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
