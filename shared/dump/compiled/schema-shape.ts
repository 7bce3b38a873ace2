import * as z from 'zod';
import { decimalPattern, identifierPattern, integerPattern } from '../../contracts/field.ts';

/** What the fast path knows of a field's schema: enough to read it straight from bytes. */
export type SchemaShape =
  | { shape: 'number'; min: number; max: number; decimals: number }
  | { shape: 'identifier' }
  /** Anything else: zod reads each distinct cell once. */
  | { shape: 'other' };

const patternsOf = (schema: z.ZodString): RegExp[] =>
  (schema.def.checks ?? []).flatMap((check) => {
    const { pattern } = check._zod.def as { pattern?: RegExp };
    return pattern ? [pattern] : [];
  });

/** The text at a schema's beginning, where it begins with one pattern and nothing else. */
const onlyPattern = (schema: unknown): RegExp | undefined => {
  if (!(schema instanceof z.ZodString) || schema.def.checks?.length !== 1) return undefined;
  return patternsOf(schema)[0];
};

/** Decimals of each pattern of numbers that the fast path can read; text beyond 15 digits in all goes to zod. */
const decimalsOf = new Map([
  [decimalPattern, 10],
  [integerPattern, 0],
]);

/**
 * Recognises the schemas that the contracts' `decimal`, `integer` and `identifier` make: text by one pattern, `Number`,
 * bounds. A schema with anything more is `other`, so a new check in a contract slows the reading down, never weakens it.
 */
export const schemaShape = (schema: z.ZodType): SchemaShape => {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (onlyPattern(inner) === identifierPattern) return { shape: 'identifier' };
  if (!(inner instanceof z.ZodPipe)) return { shape: 'other' };
  const { in: text, out: number } = inner.def;
  if (!(text instanceof z.ZodPipe) || !(number instanceof z.ZodNumber)) return { shape: 'other' };
  const toNumber = text.def.out instanceof z.ZodTransform && text.def.out.def.transform === Number;
  const decimals = decimalsOf.get(onlyPattern(text.def.in) as RegExp);
  const bounds = number.def.checks?.length === 2 && number.minValue !== null && number.maxValue !== null;
  if (!toNumber || decimals === undefined || !bounds) return { shape: 'other' };
  return { shape: 'number', min: number.minValue as number, max: number.maxValue as number, decimals };
};
