import { column, leastHabit, type Series, tolerated } from './series.ts';

/** The baseline is the mean of this many months before the newest, so that a season does not outweigh the habit ... */
export const baselineMonths = 6;
/** ... and of no fewer than these, so that one odd month is not a habit. */
const baselineAtLeast = 2;

/** Months that {@link fallAgainstOwn} looks at. */
export const fallMonths = baselineMonths + 1 + tolerated;

/** Mean of the habit before a month against which it has fallen so far. */
const fallFrom = (value: number, sum: number, count: number): number => {
  const mean = sum / count;
  return count < baselineAtLeast || mean < leastHabit ? Number.NaN : (mean - value) / mean;
};

/** Fall of the month at `last` against those months before it that are known. */
const fallAt = (values: Float64Array, rows: number, last: number): number => {
  let sum = 0;
  let count = 0;
  for (let at = last - rows, left = baselineMonths; at >= 0 && left > 0; at -= rows, left--) {
    const before = values[at] as number;
    if (Number.isNaN(before)) continue;
    sum += before;
    count++;
  }
  return fallFrom(values[last] as number, sum, count);
};

/**
 * How far the newest month (at most one month old) lies below the customer's own mean of the months before it, as a
 * share: 0.62 for 62 %, negative where it rose. NaN where too little is known or the mean is no habit.
 */
export const fallAgainstOwn = ({ values, rows, months }: Series): Float64Array => {
  const falls = column(rows);
  const newestMonth = (months - 1) * rows;
  const hasAll = months > baselineMonths;
  for (let row = 0; row < rows; row++) {
    let last = newestMonth + row;
    if (hasAll) {
      // Nearly always all months are known; in the order of the loop that is taken where they are not.
      let sum = values[last - rows] as number;
      sum += values[last - 2 * rows] as number;
      sum += values[last - 3 * rows] as number;
      sum += values[last - 4 * rows] as number;
      sum += values[last - 5 * rows] as number;
      sum += values[last - 6 * rows] as number;
      const fall = fallFrom(values[last] as number, sum, baselineMonths);
      if (!Number.isNaN(sum) && !Number.isNaN(values[last] as number)) {
        falls[row] = fall;
        continue;
      }
    }
    if (last >= rows && Number.isNaN(values[last] as number)) last -= rows;
    falls[row] = fallAt(values, rows, last);
  }
  return falls;
};

/**
 * Fall of the minutes called and received. Where the newest month knows only one of the two, only that one is compared,
 * so that a blank cell never looks like a fall.
 */
export const callsFall = (made: Series, received: Series): Float64Array => {
  const { rows, months } = made;
  const [voice, incoming] = [made.values, received.values];
  const within = Math.min(months, fallMonths);
  const first = (months - within) * rows;
  const calls = column(rows * within);
  for (let at = 0; at < calls.length; at++)
    calls[at] = (voice[first + at] as number) + (incoming[first + at] as number);
  const falls = fallAgainstOwn({ values: calls, rows, months: within });
  const newestMonth = (months - 1) * rows;
  for (let row = 0; row < rows; row++) {
    let last = newestMonth + row;
    // Both are known, as nearly always.
    if (!Number.isNaN(calls[last - first] as number)) continue;
    const isUnknown = Number.isNaN(voice[last] as number) && Number.isNaN(incoming[last] as number);
    if (isUnknown && last >= rows) last -= rows;
    if (Number.isNaN(voice[last] as number)) falls[row] = fallAt(incoming, rows, last);
    else if (Number.isNaN(incoming[last] as number)) falls[row] = fallAt(voice, rows, last);
    else falls[row] = fallAt(calls, rows, last - first);
  }
  return falls;
};
