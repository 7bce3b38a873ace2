import { column, firstOf, leastHabit, type Series } from './series.ts';

/** The same of one customer with months missing. */
const volatilityFrom = (values: Float64Array, rows: number, from: number, end: number, least: number): number => {
  let sum = 0;
  let count = 0;
  for (let at = from; at < end; at += rows) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const mean = sum / count;
  let squares = 0;
  for (let at = from; at < end; at += rows) {
    const value = values[at] as number;
    if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  }
  return count < least || mean < leastHabit ? Number.NaN : Math.sqrt(squares / (count - 1)) / mean;
};

/**
 * Standard deviation (of the sample) of the known values among the last `within` months, as a share of their mean. NaN
 * where fewer than `least` are known, or the mean is no habit.
 */
export const volatility = ({ values, rows, months }: Series, within: number, least: number): Float64Array => {
  const found = column(rows);
  const first = firstOf(months, within);
  const oldest = first * rows;
  const end = months * rows;
  const all = months - first;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = oldest + row; at < end; at += rows) sum += values[at] as number;
    // Nearly always all are known; else the sum is not.
    if (Number.isNaN(sum) || all < least) {
      found[row] = volatilityFrom(values, rows, oldest + row, end, least);
      continue;
    }
    const mean = sum / all;
    let squares = 0;
    for (let at = oldest + row; at < end; at += rows) {
      const away = (values[at] as number) - mean;
      squares += away * away;
    }
    found[row] = mean < leastHabit ? Number.NaN : Math.sqrt(squares / (all - 1)) / mean;
  }
  return found;
};

/** Median of a part of an array, which is put in order. */
const medianOf = (values: Float64Array, from: number, to: number): number => {
  if (to - from === 1) return values[from] as number;
  // Of two the order does not matter.
  if (to - from === 2) return ((values[from] as number) + (values[from + 1] as number)) / 2;
  for (let next = from + 1; next < to; next++) {
    const value = values[next] as number;
    let place = next;
    for (; place > from && (values[place - 1] as number) > value; place--) values[place] = values[place - 1] as number;
    values[place] = value;
  }
  const middle = (from + to) >> 1;
  return (to - from) % 2 === 1
    ? (values[middle] as number)
    : ((values[middle - 1] as number) + (values[middle] as number)) / 2;
};

/**
 * Slope of a resistant line through the known values among the last `within` months, as a share of their mean a month: the
 * line through the medians of the first and the last third (Tukey, Exploratory Data Analysis, 1977; Emerson and Hoaglin,
 * "Resistant lines for y versus x", 1983). One odd month in a third does not move it. Of n values each outer third has
 * n / 3, rounded so that both are equal. NaN where fewer than `least` are known, or the mean is no habit.
 */
export const relativeSlope = ({ values, rows, months }: Series, within: number, least: number): Float64Array => {
  const slopes = column(rows);
  const oldest = firstOf(months, within);
  const known = new Float64Array(months);
  const when = new Float64Array(months);
  for (let row = 0; row < rows; row++) {
    let count = 0;
    let sum = 0;
    for (let month = oldest; month < months; month++) {
      const value = values[month * rows + row] as number;
      known[count] = value;
      when[count] = month;
      // Where the value is missing, the next one takes its place.
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    const mean = sum / count;
    if (count < least || mean < leastHabit) {
      slopes[row] = Number.NaN;
      continue;
    }
    const third = Math.floor((count + 1) / 3);
    const rise = medianOf(known, count - third, count) - medianOf(known, 0, third);
    const run = medianOf(when, count - third, count) - medianOf(when, 0, third);
    slopes[row] = rise / run / mean;
  }
  return slopes;
};
