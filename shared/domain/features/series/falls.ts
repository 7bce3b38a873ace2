import {
  add,
  and,
  atLeast,
  constant,
  div,
  isKnown,
  isMissing,
  missing,
  orZero,
  rarely,
  sub,
  sum,
  type Value,
  where,
} from '../../kernel/expression.ts';
import { count } from './levels.ts';
import { leastHabit, newestFirst, type Series } from './series.ts';

/** The baseline is the mean of this many months before the newest, so that a season does not outweigh the habit ... */
const baselineMonths = 6;
/** ... and of no fewer than these, so that one odd month is not a habit. */
const baselineAtLeast = constant(2);

/** Fall of the month of an age against those months before it that are known. */
const fallAt = (series: Series, age: number): Value => {
  const before = newestFirst(series, baselineMonths, age + 1);
  const known = count(before.map(isKnown));
  const mean = div(sum(before.map((value) => orZero(isKnown(value), value))), known);
  const isHabit = and(atLeast(known, baselineAtLeast), atLeast(mean, leastHabit));
  return where(isHabit, div(sub(mean, series(age)), mean), missing);
};

/**
 * How far the newest month (at most one month old) lies below the customer's own mean of the months before it, as a
 * share: 0.62 for 62 %, negative where it rose. Missing where too little is known or the mean is no habit.
 */
export const fallAgainstOwn = (series: Series): Value =>
  rarely(isMissing(series(0)), fallAt(series, 1), fallAt(series, 0));

/**
 * Fall of the minutes called and received. Where the newest month knows only one of the two, only that one is compared,
 * so that a blank cell never looks like a fall.
 */
export const callsFall = (voice: Series, incoming: Series): Value => {
  const both: Series = (age) => add(voice(age), incoming(age));
  const at = (age: number): Value => {
    const oneOfThem = where(isMissing(voice(age)), fallAt(incoming, age), fallAt(voice, age));
    return rarely(isMissing(both(age)), oneOfThem, fallAt(both, age));
  };
  return rarely(and(isMissing(voice(0)), isMissing(incoming(0))), at(1), at(0));
};
