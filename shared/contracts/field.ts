import * as z from 'zod';

/** How a field's values are stored: the Parquet column type of a fact, and how its bytes may be parsed. */
export type FieldKind = 'text' | 'number' | 'integer' | 'date' | 'instant' | 'month' | 'flag' | 'list';

/** What `docs/feeds.md` prints about a field, and what a receipt may quote. */
export type FieldMeta = {
  /** How the value is stored; see {@link FieldKind}. */
  kind: FieldKind;
  /** What the value says, in one sentence without its unit. */
  description: string;
  /** Unit of the value: `CNY`, `minutes`, `MB`, `days`, ...; `none` where it has none. */
  unit: string;
  /** The system of the operator that knows the value: `billing`, `CRM`, `network`, ... */
  source: string;
  /** A cell as an upstream team would write it. */
  example: string;
  /** The value names or reaches a person: masked in quarantine files, never logged. */
  personal?: boolean;
};

const metas = z.registry<FieldMeta>();

/** Gives a feed's field its meaning. Call it last: zod keeps the meaning with this very schema instance. */
export const field = <S extends z.ZodType>(schema: S, meta: FieldMeta): S => {
  metas.add(schema, meta);
  return schema;
};

/** The meaning of a feed's field. @throws where a field was declared without {@link field}. */
export const fieldMeta = (schema: z.ZodType): FieldMeta => {
  const meta = metas.get(schema);
  if (!meta) throw new Error('a feed field has no meaning: declare it with field(schema, { ... })');
  return meta;
};

/** How a decimal is written: up to 15 digits, and up to 10 more behind a point. */
export const decimalPattern = /^-?\d{1,15}(\.\d{1,10})?$/;

/** How a whole number is written: up to 15 digits, so that a double holds it exactly. */
export const integerPattern = /^-?\d{1,15}$/;

/** How an id is written. */
export const identifierPattern = /^[\p{L}\p{N}_.:@-]{1,64}$/u;

/**
 * A decimal as a person writes it: digits, a point, an optional minus. `z.coerce.number()` would take `''` for 0 and
 * `0x10` for 16, so neither that nor thousands separators, exponents or spreadsheet errors pass.
 */
export const decimal = (range: { min: number; max: number }) =>
  z
    .string()
    .regex(decimalPattern, { error: 'not a plain decimal number such as 128.50' })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(range.min, { error: `below the least allowed value ${range.min}` })
        .max(range.max, { error: `above the greatest allowed value ${range.max}` }),
    );

/** A whole number as a person writes it. */
export const integer = (range: { min: number; max: number }) =>
  z
    .string()
    .regex(integerPattern, { error: 'not a whole number such as 3' })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(range.min, { error: `below the least allowed value ${range.min}` })
        .max(range.max, { error: `above the greatest allowed value ${range.max}` }),
    );

/** Money may be negative: refunds and corrections are. 10,000,000 a month is far above any subscriber's bill. */
export const money = () => decimal({ min: -10_000_000, max: 10_000_000 });

/** Amounts of use (minutes, MB, messages): never negative. */
export const amount = () => decimal({ min: 0, max: 1_000_000_000 });

/** An identifier: letters, digits and `_ . : @ -`, 1 to 64 of them, so that it is safe in keys and file names. */
export const identifier = () =>
  z.string().regex(identifierPattern, { error: 'not an identifier: 1 to 64 letters, digits or _ . : @ -' });

/** Free text of at most `max` characters, without control characters. */
export const text = (max: number) =>
  z
    .string()
    .max(max, { error: `longer than ${max} characters` })
    .regex(/^\P{Cc}*$/u, { error: 'holds a control character' });

const realDate = (value: string): boolean => {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
};

/** A calendar day that exists, `YYYY-MM-DD`. */
export const calendarDate = () =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'not a date such as 2026-10-31' })
    .refine(realDate, { error: 'not a date of the calendar' });

/** A calendar month, `YYYY-MM`, from 1990 to 2099. */
export const calendarMonth = () =>
  z.string().regex(/^(199\d|20\d\d)-(0[1-9]|1[0-2])$/, { error: 'not a month such as 2026-10' });

/** Yes or no, as `true`, `false`, `yes`, `no`, `1`, `0` or `是`, `否`, in any case. */
export const flag = () =>
  z
    .string()
    .regex(/^(true|false|yes|no|1|0|是|否)$/i, { error: 'neither yes nor no' })
    .transform((value) => /^(true|yes|1|是)$/i.test(value));

/** Several short words in one cell, separated by `;`. */
export const list = (word: z.ZodType<string, string>) =>
  z
    .string()
    .transform((value) =>
      value
        .split(';')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(word));

/** An instant with its offset, ISO 8601. */
export const instant = () =>
  z.iso.datetime({ offset: true, error: 'not an instant such as 2026-11-01T02:00:00+08:00' });

/**
 * An instant that happened, with its offset; kept in UTC to the second, so that texts sort as instants do. Without an
 * offset it is refused: where clocks are put back, an hour comes twice.
 */
export const momentInTime = () =>
  z
    .string()
    .pipe(instant())
    .transform((value) => `${new Date(value).toISOString().slice(0, 19)}Z`);

/** A label in both languages that the operators' staff read. */
export const label = () =>
  z.strictObject({
    /** English. */
    en: z.string().min(1),
    /** Chinese, in the operators' own terms. */
    zh: z.string().min(1),
  });

/** A text for a person, in English and Chinese. */
export type Label = z.infer<ReturnType<typeof label>>;

/** A text that is the same in both languages: a name, a code, a number. */
export const plainLabel = (text: string): Label => ({ en: text, zh: text });
