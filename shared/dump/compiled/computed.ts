import * as z from 'zod';
import { numberText, plainNumber } from '../cell-reader.ts';
import type { TargetValues } from './compile-rows.ts';
import type { SchemaShape } from './schema-shape.ts';

/** A field that is made of numbers of its row: a sum of columns, or a column times a factor. */
export type Computed = {
  /** Where the value goes. */
  target: number;
  /** Where the numbers it is made of are. */
  addends: readonly number[];
  /** They are added up, as the mapping's `sum` says. */
  isSum: boolean;
  /** The mapping's factor. */
  times: number | undefined;
  /** What the contract allows. */
  shape: Extract<SchemaShape, { shape: 'number' }>;
  /** A row without a value is refused. */
  required: boolean;
};

/** A number that others are made of: no contract's, so with any number of digits. */
export const addend = z.string().regex(plainNumber).transform(Number);

/** Beyond it a contract's text of the number would have too many digits: zod says so. */
const tooLarge = 1e15;

/** Rounded as the mapping's arithmetic rounds; NaN where that is for zod to say. */
const rounded = (value: number): number => (Math.abs(value) < tooLarge ? Number(numberText(value)) : Number.NaN);

/**
 * Makes the function that computes the field in a row, once its columns are read; false where in doubt. Step by step what
 * `cellReader` does with text.
 */
export const computer = (
  { target, addends, isSum, times, shape, required }: Computed,
  values: readonly TargetValues[],
): ((row: number) => boolean) => {
  const into = values[target] as TargetValues;
  const from = addends.map((place) => values[place] as TargetValues);
  const { min, max, decimals } = shape;
  return (row) => {
    let value = 0;
    let given = 0;
    for (const numbers of from) {
      const number = numbers[row] as number;
      if (Number.isNaN(number)) continue;
      value += number;
      given++;
    }
    if (given === 0) {
      into[row] = Number.NaN;
      return !required;
    }
    if (isSum) value = rounded(value);
    if (times !== undefined) value = rounded(value * times);
    into[row] = value;
    return value >= min && value <= max && (decimals > 0 || Number.isInteger(value));
  };
};
