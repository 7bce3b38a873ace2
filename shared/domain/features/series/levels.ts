import {
  add,
  and,
  atLeast,
  below,
  constant,
  div,
  isKnown,
  isMissing,
  type Mask,
  missing,
  one,
  or,
  orZero,
  rarely,
  sum,
  type Value,
  where,
  zero,
} from '../../kernel/expression.ts';
import { leastHabit, newestFirst, oldestFirst, type Series, tolerated } from './series.ts';

/** How many of some values are known, or are such. */
export const count = (masks: readonly Mask[]): Value => sum(masks.map((holds) => orZero(holds, one)));

/** The newest known value, at most `age` months old; else missing. */
export const newest = (series: Series, age = tolerated): Value => {
  const [last, ...earlier] = newestFirst(series, age + 1) as [Value, ...Value[]];
  const before = earlier.reduceRight((found, value) => where(isKnown(value), value, found), missing);
  return rarely(isMissing(last), before, last);
};

/** Mean of at most `most` newest known values among the last `within` months; missing where none is known. */
export const meanOfNewest = (series: Series, most: number, within: number): Value => {
  let [all, known]: [Value, Value] = [zero, zero];
  for (const [age, value] of newestFirst(series, within).entries()) {
    const isTaken = age < most ? isKnown(value) : and(isKnown(value), below(known, constant(most)));
    all = add(all, orZero(isTaken, value));
    known = add(known, orZero(isTaken, one));
  }
  // 0 / 0: not known.
  return div(all, known);
};

/** Sum of the known values of the last `within` months; missing where none is known. */
export const sumOfMonths = (series: Series, within: number): Value => {
  const values = oldestFirst(series, within);
  const isAny = values.map(isKnown).reduce(or);
  return where(isAny, sum(values.map((value) => orZero(isKnown(value), value))), missing);
};

/**
 * Part of one sum in another, of the months among the last `within` in which both are known. Missing where there is no such
 * month, or the whole comes to nothing: refunds may take a bill below 0, and nothing is a part of that.
 */
export const shareOfSums = (part: Series, whole: Series, within: number): Value => {
  const [parts, wholes] = [oldestFirst(part, within), oldestFirst(whole, within)];
  const areKnown = wholes.map((value, month) => isKnown(add(parts[month] as Value, value)));
  const of = (values: readonly Value[]): Value =>
    sum(values.map((value, month) => orZero(areKnown[month] as Mask, value)));
  const all = of(wholes);
  return where(atLeast(all, leastHabit), div(of(parts), all), missing);
};

/** Whether a value is what is looked for; of a missing one it says no. */
type Is = (value: Value) => Mask;

/** Known months among the last `within` whose value is such; missing where no month is known. */
export const countWhere = (series: Series, within: number, is: Is): Value => {
  const values = newestFirst(series, within);
  return where(values.map(isKnown).reduce(or), count(values.map(is)), missing);
};

/** Part of the known months among the last `within` whose value is such; missing where none is known. */
export const shareWhere = (series: Series, within: number, is: Is): Value => {
  const values = newestFirst(series, within);
  // 0 / 0: not known.
  return div(count(values.map(is)), count(values.map(isKnown)));
};

/** Months since the newest one among the last `within` whose value is such, 0 for the newest; missing where none is. */
export const monthsSince = (series: Series, within: number, is: Is): Value =>
  newestFirst(series, within).reduceRight((since, value, age) => where(is(value), constant(age), since), missing);
