import * as z from 'zod';
import { nearestWord } from './did-you-mean.ts';
import { feedName, feeds } from './feeds/index.ts';

const columnName = z.string().min(1);

/**
 * Where one field's text comes from. Exactly one of `column`, `constant`, `sum` or `join`. In a fill with `months`, `{month}`
 * in a column name stands for each month's token.
 */
export const columnSource = z
  .strictObject({
    /** Name of the upstream column. */
    column: columnName.optional(),
    /** The same text in every row. */
    constant: z.string().optional(),
    /** Numbers of several columns added up; blanks count as nothing, all blank is blank. */
    sum: z.array(columnName).min(2).optional(),
    /** Texts of several columns with a space between them, as a day and a time; blank where one of them is. */
    join: z.array(columnName).min(2).optional(),
    /** Multiplies the number: 0.000001 turns bytes to MB, 0.0328549 days to months. */
    times: z.number().positive().optional(),
    /** Cell text -> text of the contract: `{ "是": "yes" }`. Text without an entry stays as it is. */
    values: z.record(z.string(), z.string()).optional(),
  })
  .refine(
    (source) =>
      [source.column, source.constant, source.sum, source.join].filter((given) => given !== undefined).length === 1,
    {
      error: 'give exactly one of column, constant, sum or join',
    },
  );
/** Where one field's text comes from. */
export type ColumnSource = z.infer<typeof columnSource>;

const meant = (name: string, known: readonly string[]): string => {
  const near = nearestWord(name, known);
  return near === undefined ? '' : `; did you mean "${near}"?`;
};

/** How one file's rows fill one feed. */
export const fill = z
  .strictObject({
    /** The feed filled. */
    feed: feedName,
    /** Wide to long: token in the column names -> month (`{ "6": "2014-06" }`); each row becomes one fact a month. */
    months: z.record(z.string().min(1), z.string().regex(/^\d{4}-\d{2}$/)).optional(),
    /** Leave a month out where all of its fields are blank (the customer was not there yet, or the system says nothing). */
    skipBlank: z.boolean().default(true),
    /** Field of the feed -> where it comes from. A bare string is the upstream column's name. */
    columns: z.record(z.string(), z.union([columnName, columnSource])),
  })
  .superRefine(({ feed, months, columns }, context) => {
    const fields = feeds[feed].fields;
    const names = fields.map(({ name }) => name);
    const problem = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const name of Object.keys(columns))
      if (!names.includes(name)) problem(['columns', name], `not a field of ${feed}${meant(name, names)}`);
    for (const { name, required } of fields)
      if (required && name !== 'period' && !(name in columns)) problem(['columns'], `${feed} needs ${name}`);
    const usesMonth = JSON.stringify(columns).includes('{month}');
    if (months && !usesMonth) problem(['months'], 'no column name holds {month}, so every month would be the same');
    if (months && 'period' in columns) problem(['columns', 'period'], 'with months, the month is the period');
    if (!months && usesMonth) problem(['columns'], 'a column name holds {month}, but there are no months');
  });
/** How one file's rows fill one feed. */
export type Fill = z.infer<typeof fill>;

/** How one upstream system's file becomes feeds: data in `policies/mappings/`, one file a layout. */
export const mapping = z.strictObject({
  /** Version of this contract. */
  version: z.literal(1),
  /** The mapping's name; its file is `<name>.json`. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
  /** What a person should know of the layout. */
  description: z.string().default(''),
  /** Upstream systems (`source=` of the object key) that use it. The mapping `standard` takes all that no other names. */
  sources: z.array(z.string()).default([]),
  /** Encoding of the text. */
  encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
  /** One character between cells: `,`, `|`, a tab, \u0001. */
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/, { error: 'one character, no quote and no line end' })
    .default(','),
  /** Names of the columns, in order, where the file has no header line. */
  header: z.union([z.literal(true), z.array(columnName).min(1)]).default(true),
  /** Cells that mean "no value", besides the empty one. Compared after trimming. */
  blanks: z.array(z.string()).default([]),
  /** Layouts of dates in date fields, tried in order. */
  dates: z.array(z.enum(['yyyy-MM-dd', 'yyyyMMdd', 'yyyy/M/d', 'M/d/yyyy', 'd/M/yyyy'])).default(['yyyy-MM-dd']),
  /**
   * Offset of instants that the file writes without one: `+08:00`. A system whose clocks are put forward and back must
   * write the offset itself: of an hour that comes twice nobody can tell which one is meant.
   */
  offset: z
    .string()
    .regex(/^(Z|[+-](0\d|1[0-4]):[0-5]\d)$/, { error: 'not an offset such as +08:00' })
    .optional(),
  /** What the file fills. Without it, the feed of the object key is filled by its canonical column names. */
  fills: z.array(fill).min(1).optional(),
});
/** How one upstream system's file becomes feeds. */
export type Mapping = z.infer<typeof mapping>;
