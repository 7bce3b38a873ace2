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

/** Days from 0000-03-01 to 1970-01-01, and of an era of 400 years. */
const [beforeEpoch, era] = [719_468, 146_097];

/**
 * Month of a day, as `monthNumber` counts, and day of the month. By Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms" (civil_from_days), where a year begins in March.
 *
 * @param days since 1970-01-01
 */
export const calendarOf = (days: Value): { month: Value; dayOfMonth: Value } => {
  const day = add(days, constant(beforeEpoch));
  const eras = whole(day, era);
  const ofEra = sub(day, times(eras, era));
  const withoutLeaps = sub(ofEra, whole(ofEra, 1460));
  const year = whole(sub(add(withoutLeaps, whole(ofEra, 36_524)), whole(ofEra, 146_096)), 365);
  const ofYear = sub(ofEra, sub(add(times(year, 365), whole(year, 4)), whole(year, 100)));
  const fromMarch = whole(add(times(ofYear, 5), constant(2)), 153);
  return {
    dayOfMonth: add(sub(ofYear, whole(add(times(fromMarch, 153), constant(2)), 5)), constant(1)),
    month: add(add(times(add(times(eras, 400), year), 12), fromMarch), constant(2)),
  };
};
