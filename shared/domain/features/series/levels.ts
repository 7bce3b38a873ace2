import { column, firstOf, leastHabit, type Series, tolerated } from './series.ts';

/** The newest known value, at most `age` months old; else NaN. */
export const newest = ({ values, rows, months }: Series, age = tolerated): Float64Array => {
  const newestMonth = (months - 1) * rows;
  const oldest = firstOf(months, age + 1) * rows;
  const found = values.slice(newestMonth, newestMonth + rows);
  for (let row = 0; row < rows; row++) {
    let value = found[row] as number;
    if (!Number.isNaN(value)) continue;
    for (let at = newestMonth + row - rows; at >= oldest && Number.isNaN(value); at -= rows)
      value = values[at] as number;
    found[row] = value;
  }
  return found;
};

/** Mean of at most `most` newest known values from `last` back to `oldest`; NaN where none is known. */
const meanBack = (values: Float64Array, rows: number, last: number, oldest: number, most: number): number => {
  let sum = 0;
  let count = 0;
  for (let at = last; at >= oldest && count < most; at -= rows) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  // 0 / 0: not known.
  return sum / count;
};

/** Mean of at most `most` newest known values among the last `within` months; NaN where none is known. */
export const meanOfNewest = ({ values, rows, months }: Series, most: number, within: number): Float64Array => {
  const means = column(rows);
  const oldest = firstOf(months, within) * rows;
  const last = (months - 1) * rows;
  const wanted = Math.min(most, within, months);
  const full = (months - wanted) * rows;
  for (let row = 0; row < rows; row++) {
    // Nearly always all are known; else the sum is not, and only those that are are added up.
    let sum = 0;
    for (let at = last + row; at >= full; at -= rows) sum += values[at] as number;
    means[row] = !Number.isNaN(sum) ? sum / wanted : meanBack(values, rows, last + row, oldest, most);
  }
  return means;
};

/** Sum of the known values of the last `within` months; NaN where none is known. */
export const sumOfMonths = ({ values, rows, months }: Series, within: number): Float64Array => {
  const sums = column(rows);
  const known = new Uint8Array(rows);
  for (let month = firstOf(months, within); month < months; month++) {
    const from = month * rows;
    for (let row = 0; row < rows; row++) {
      const value = values[from + row] as number;
      if (Number.isNaN(value)) continue;
      sums[row] = (sums[row] as number) + value;
      known[row] = 1;
    }
  }
  for (let row = 0; row < rows; row++) if (known[row] === 0) sums[row] = Number.NaN;
  return sums;
};

/** Part of one sum in another, of the months from `at` on in which both are known. */
const shareFrom = (part: Float64Array, whole: Float64Array, at: number, end: number, rows: number): number => {
  let parts = 0;
  let wholes = 0;
  for (let next = at; next < end; next += rows) {
    const of = part[next] as number;
    const all = whole[next] as number;
    if (Number.isNaN(of) || Number.isNaN(all)) continue;
    parts += of;
    wholes += all;
  }
  return wholes < leastHabit ? Number.NaN : parts / wholes;
};

/**
 * Part of one sum in another, of the months among the last `within` in which both are known. NaN where there is no such
 * month, or the whole comes to nothing: refunds may take a bill below 0, and nothing is a part of that.
 */
export const shareOfSums = (part: Series, whole: Series, within: number): Float64Array => {
  const { rows, months } = whole;
  const [ofPart, ofWhole] = [part.values, whole.values];
  const shares = column(rows);
  const oldest = firstOf(months, within) * rows;
  const end = months * rows;
  for (let row = 0; row < rows; row++) {
    // As in meanOfNewest: where a month is missing, one of the sums is.
    let parts = 0;
    let wholes = 0;
    for (let at = oldest + row; at < end; at += rows) {
      parts += ofPart[at] as number;
      wholes += ofWhole[at] as number;
    }
    const isKnown = !Number.isNaN(parts) && !Number.isNaN(wholes);
    if (isKnown) shares[row] = wholes < leastHabit ? Number.NaN : parts / wholes;
    else shares[row] = shareFrom(ofPart, ofWhole, oldest + row, end, rows);
  }
  return shares;
};

/** Whether a value is what is looked for; of NaN it says no. */
type Is = (value: number) => boolean;

/** Known months of the window whose value is such; NaN where no month is known. */
export const countWhere = ({ values, rows, months }: Series, is: Is): Float64Array => {
  const counts = column(rows);
  for (let row = 0; row < rows; row++) {
    let [known, found] = [0, 0];
    for (let at = row; at < rows * months; at += rows) {
      const value = values[at] as number;
      known += Number(!Number.isNaN(value));
      found += Number(is(value));
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
      known += Number(!Number.isNaN(value));
      found += Number(is(value));
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
