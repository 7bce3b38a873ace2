/**
 * One value a customer and month, as `ShardFacts` lays them out: month by month, oldest first, so that a loop over
 * customers reads each month from one end to the other.
 */
export type Series = {
  values: Float64Array;
  rows: number;
  /** Months that count; behind them `values` may hold one whose dump has not come: all missing. */
  months: number;
};

/** The newest month may be this many months old: before the month's dump has come, the one before stands for it. */
export const tolerated = 1;

/** Less than a hundredth of a minute, MB or yuan is no habit: against it, any use at all would be a rise without bounds. */
export const leastHabit = 0.01;

/** A column of so many customers. */
export const column = (rows: number): Float64Array => new Float64Array(rows);

/** First month among the newest `within`. */
export const firstOf = (months: number, within: number): number => Math.max(0, months - within);

/** Adds what is known: NaN only where both are missing. */
export const plus = (left: number, right: number): number => {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : left + right;
};
