import { dayNumber, lastDayOf, monthNumber } from '../calendar.ts';
import { add, constant, div, floor, mul, sub, tonight, type Value } from '../kernel/expression.ts';

/** Month of the business day, as `monthNumber` counts. */
export const thisMonth: Value = tonight('month', ({ businessDay }) => monthNumber(businessDay));
/** The business day, in days since 1970-01-01, and its day of the month. */
export const businessDay: Value = tonight('business day', (night) => dayNumber(night.businessDay));
export const dayOfMonth: Value = tonight('day of month', (night) => Number(night.businessDay.slice(8, 10)));
/** Which month of its quarter it is in: 1, 2 or 3. */
export const monthOfQuarter: Value = tonight('month of quarter', (night) => (monthNumber(night.businessDay) % 3) + 1);
/** First and last day of its month, in days since 1970-01-01. */
export const firstOfMonth: Value = tonight('first of month', (night) =>
  dayNumber(`${night.businessDay.slice(0, 7)}-01`),
);
export const lastOfMonth: Value = tonight('last of month', (night) =>
  dayNumber(lastDayOf(night.businessDay.slice(0, 7))),
);

const times = (value: Value, by: number): Value => mul(value, constant(by));
/** How often a number goes into a value. */
const whole = (value: Value, by: number): Value => floor(div(value, constant(by)));
/** How often 4 goes into a value. */
const fourth = (value: Value): Value => floor(times(value, 0.25));

/** Days from 0000-03-01 to 1970-01-01. */
const beforeEpoch = 719_468;

/**
 * Month of a day, as `monthNumber` counts, and day of the month. By Cassio Neri and Lorenz Schneider, "Euclidean affine functions
 * and their application to calendar algorithms" (2023), where a year begins in March: centuries, then years, then months, each as
 * many as go into four times, or five times, the days that are left.
 *
 * @param days since 1970-01-01
 */
export const calendarOf = (days: Value): { month: Value; dayOfMonth: Value } => {
  const quarters = add(times(add(days, constant(beforeEpoch)), 4), constant(3));
  const century = whole(quarters, 146_097);
  const ofCentury = fourth(sub(quarters, times(century, 146_097)));
  const quartersOfCentury = add(times(ofCentury, 4), constant(3));
  const year = whole(quartersOfCentury, 1461);
  const ofYear = fourth(sub(quartersOfCentury, times(year, 1461)));
  const fifths = add(times(ofYear, 5), constant(2));
  const fromMarch = whole(fifths, 153);
  return {
    dayOfMonth: add(whole(sub(fifths, times(fromMarch, 153)), 5), constant(1)),
    month: add(add(times(add(times(century, 100), year), 12), fromMarch), constant(2)),
  };
};
