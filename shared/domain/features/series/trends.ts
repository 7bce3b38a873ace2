import {
  add,
  and,
  atLeast,
  below,
  constant,
  div,
  equal,
  isKnown,
  type Mask,
  max,
  min,
  missing,
  mul,
  one,
  orZero,
  rarely,
  sqrt,
  sub,
  sum,
  type Value,
  where,
  zero,
} from '../../kernel/expression.ts';
import { count } from './levels.ts';
import { leastHabit, newestFirst, oldestFirst, type Series } from './series.ts';

/**
 * Standard deviation (of the sample) of the known values among the last `within` months, as a share of their mean. Missing
 * where fewer than `least` are known, or the mean is no habit.
 */
export const volatility = (series: Series, within: number, least: number): Value => {
  const values = oldestFirst(series, within);
  const known = count(values.map(isKnown));
  const mean = div(sum(values.map((value) => orZero(isKnown(value), value))), known);
  const squares = sum(
    values.map((value) => {
      const away = sub(value, mean);
      return orZero(isKnown(value), mul(away, away));
    }),
  );
  const isHabit = and(atLeast(known, constant(least)), atLeast(mean, leastHabit));
  return where(isHabit, div(sqrt(div(squares, sub(known, one))), mean), missing);
};

/** Numbers in order, the least first: each is brought to its place by exchanging neighbours. */
const sorted = (given: readonly Value[]): Value[] => {
  const values = [...given];
  for (let last = values.length - 1; last > 0; last--)
    for (let at = 0; at < last; at++) {
      const [left, right] = [values[at] as Value, values[at + 1] as Value];
      [values[at], values[at + 1]] = [min(left, right), max(left, right)];
    }
  return values;
};

const median = (values: readonly Value[]): Value => {
  const inOrder = sorted(values);
  const middle = inOrder.length >> 1;
  const upper = inOrder[middle] as Value;
  return inOrder.length % 2 === 1 ? upper : div(add(inOrder[middle - 1] as Value, upper), constant(2));
};

/** A value, and the month that it is of. */
type Point = { value: Value; month: Value };
const nowhere: Point = { value: zero, month: zero };
const valueIn = ({ value }: Point): Value => value;
const monthIn = ({ month }: Point): Value => month;
/** The newest points and the oldest ones, each from its end on. */
type Ends = readonly [last: readonly Point[], first: readonly Point[]];

/** The first so many known values, in the order given. */
const firstKnown = (points: readonly Point[], most: number): Point[] => {
  const found = new Array<Point>(most).fill(nowhere);
  let known = zero;
  for (const { value, month } of points) {
    const isThere = isKnown(value);
    for (const [place, before] of found.entries()) {
      const isNext: Mask = and(isThere, equal(known, constant(place)));
      found[place] = { value: where(isNext, value, before.value), month: where(isNext, month, before.month) };
    }
    known = add(known, orZero(isThere, one));
  }
  return found;
};

/**
 * Slope of a resistant line through the known values among the last `within` months, as a share of their mean a month: the
 * line through the medians of the first and the last third (Tukey, Exploratory Data Analysis, 1977; Emerson and Hoaglin,
 * "Resistant lines for y versus x", 1983). One odd month in a third does not move it. Of n values each outer third has
 * n / 3, rounded so that both are equal. Missing where fewer than `least` are known, or the mean is no habit.
 */
export const relativeSlope = (series: Series, within: number, least: number): Value => {
  const points = newestFirst(series, within).map((value, age): Point => ({ value, month: constant(-age) }));
  const values = oldestFirst(series, within);
  const known = count(values.map(isKnown));
  const mean = div(sum(values.map((value) => orZero(isKnown(value), value))), known);
  const largest = Math.floor((within + 1) / 3);
  /** How far the medians of the last and the first so many points are apart. */
  const apart = ([last, first]: Ends, third: number, of: (point: Point) => Value): Value =>
    sub(median(last.slice(0, third).map(of)), median(first.slice(0, third).map(of)));
  /** The same of thirds that are as large as so many known values ask for. */
  const between = (ends: Ends, of: (point: Point) => Value): Value =>
    Array.from({ length: largest }, (_, place) => place + 1)
      .reverse()
      .reduce(
        (found, third) => where(below(known, constant(3 * third + 2)), apart(ends, third, of), found),
        apart(ends, largest, of),
      );
  const some: Ends = [firstKnown(points, largest), firstKnown(points.toReversed(), largest)];
  const all: Ends = [points, points.toReversed()];
  // Of nearly everybody all months are known: then nothing is looked for.
  const slope = rarely(
    below(known, constant(within)),
    div(between(some, valueIn), between(some, monthIn)),
    div(apart(all, largest, valueIn), apart(all, largest, monthIn)),
  );
  const isHabit = and(atLeast(known, constant(least)), atLeast(mean, leastHabit));
  return where(isHabit, div(slope, mean), missing);
};
