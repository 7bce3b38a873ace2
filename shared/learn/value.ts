/** A value of a row: a number, a word, or nothing. */
export type Value = number | string | null | undefined;
/** A customer as an object: values by column. */
export type Row = Readonly<Record<string, Value>>;

const isMissing = (value: Value): value is '' | null | undefined =>
  value === null || value === undefined || value === '' || (typeof value === 'number' && Number.isNaN(value));

/** A value as a number: a word that is none is missing, hence NaN. */
export const numberIn = (value: Value): number => {
  if (typeof value === 'number') return value;
  return isMissing(value) ? Number.NaN : Number(value);
};

/** A value as a word: a number is read as it is written; undefined where it is missing. */
export const wordIn = (value: Value): string | undefined => (isMissing(value) ? undefined : String(value));
