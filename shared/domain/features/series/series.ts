import { constant, type Value } from '../../kernel/expression.ts';

/** One value a customer and month: that of so many months ago, 0 for the newest month. */
export type Series = (age: number) => Value;

/** The newest month may be this many months old: before the month's dump has come, the one before stands for it. */
export const tolerated = 1;

/** Less than a hundredth of a minute, MB or yuan is no habit: against it, any use at all would be a rise without bounds. */
export const leastHabit = constant(0.01);

/** So many months of a series, from one age on: the newer first. */
export const newestFirst = (series: Series, within: number, from = 0): Value[] =>
  Array.from({ length: within }, (_, age) => series(from + age));

/** The newest so many months of a series, the oldest first. */
export const oldestFirst = (series: Series, within: number): Value[] => newestFirst(series, within).reverse();
