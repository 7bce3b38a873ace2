import { column, firstOf, leastHabit, type Series, tolerated } from './series.ts';

/** The newest known value, at most `age` months old; else NaN. */
export const newest = ({ values, rows, months }: Series, age = tolerated): Float64Array => {
  const newestMonth = (months - 1) * rows;
  const found = values.slice(newestMonth, newestMonth + rows);
  for (let month = months - 2; month >= firstOf(months, age + 1); month--) {
    const at = month * rows;
    for (let row = 0; row < rows; row++)
      if (Number.isNaN(found[row] as number)) found[row] = values[at + row] as number;
  }
  return found;
};

/** Mean of at most `most` newest known values among the last `within` months; NaN where none is known. */
export const meanOfNewest = ({ values, rows, months }: Series, most: number, within: number): Float64Array => {
  const means = column(rows);
  const oldest = firstOf(months, within) * rows;
  const last = (months - 1) * rows;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let count = 0;
    for (let at = last + row; at >= oldest && count < most; at -= rows) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    // 0 / 0: not known.
    means[row] = sum / count;
  }
  return means;
};

/** Sum of the known values of the last `within` months; NaN where none is known. */
export const sumOfMonths = ({ values, rows, months }: Series, within: number): Float64Array => {
  const sums = column(rows);
  const oldest = firstOf(months, within) * rows;
  const end = months * rows;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let count = 0;
    for (let at = oldest + row; at < end; at += rows) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    sums[row] = count === 0 ? Number.NaN : sum;
  }
  return sums;
};

/**
 * Part of one sum in another, of the months among the last `within` in which both are known. NaN where there is no such
 * month, or the whole comes to nothing: refunds may take a bill below 0, and nothing is a part of that.
 */
export const shareOfSums = (part: Series, whole: Series, within: number): Float64Array => {
  const { rows, months } = whole;
  const shares = column(rows);
  const oldest = firstOf(months, within) * rows;
  const end = months * rows;
  for (let row = 0; row < rows; row++) {
    let [parts, wholes] = [0, 0];
    for (let at = oldest + row; at < end; at += rows) {
      const of = part.values[at] as number;
      const all = whole.values[at] as number;
      if (Number.isNaN(of) || Number.isNaN(all)) continue;
      parts += of;
      wholes += all;
    }
    shares[row] = wholes < leastHabit ? Number.NaN : parts / wholes;
  }
  return shares;
};

/** Whether a known value is what is looked for. */
type Is = (value: number) => boolean;

/** Known months of the window whose value is such; NaN where no month is known. */
export const countWhere = ({ values, rows, months }: Series, is: Is): Float64Array => {
  const counts = column(rows);
  for (let row = 0; row < rows; row++) {
    let [known, found] = [0, 0];
    for (let at = row; at < rows * months; at += rows) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      known++;
      if (is(value)) found++;
    }
    counts[row] = known === 0 ? Number.NaN : found;
  }
  return counts;
};

/** Part of the known months among the last `within` whose value is such; NaN where none is known. */
export const shareWhere = ({ values, rows, months }: Series, within: number, is: Is): Float64Array => {
  const shares = column(rows);
  const oldest = firstOf(months, within) * rows;
  for (let row = 0; row < rows; row++) {
    let [known, found] = [0, 0];
    for (let at = oldest + row; at < rows * months; at += rows) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      known++;
      if (is(value)) found++;
    }
    // 0 / 0: not known.
    shares[row] = found / known;
  }
  return shares;
};

/** Months since the newest one whose value is such, 0 for the newest of the window; NaN where none is. */
export const monthsSince = ({ values, rows, months }: Series, is: Is): Float64Array => {
  const since = column(rows);
  for (let row = 0; row < rows; row++) {
    let age = 0;
    while (age < months && !is(values[(months - 1 - age) * rows + row] as number)) age++;
    since[row] = age === months ? Number.NaN : age;
  }
  return since;
};
