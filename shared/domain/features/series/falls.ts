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

/** Fall of the newest month at `last`, or, where that is not known, of the month before. */
const newestFallAt = (values: Float64Array, rows: number, last: number): number =>
  fallAt(values, rows, last >= rows && Number.isNaN(values[last] as number) ? last - rows : last);

/**
 * How far the newest month (at most one month old) lies below the customer's own mean of the months before it, as a
 * share: 0.62 for 62 %, negative where it rose. NaN where too little is known or the mean is no habit.
 */
export const fallAgainstOwn = ({ values, rows, months }: Series): Float64Array => {
  const falls = column(rows);
  const newestMonth = (months - 1) * rows;
  // Before the window there is nothing: the sum is not known, then.
  const first = months > baselineMonths ? newestMonth - baselineMonths * rows : newestMonth;
  for (let row = 0; row < rows; row++) {
    const last = newestMonth + row;
    // Nearly always all months are known; in the order of the loop that is taken where they are not.
    let sum = first < newestMonth ? (values[last - rows] as number) : Number.NaN;
    for (let at = last - 2 * rows; at >= first; at -= rows) sum += values[at] as number;
    const value = values[last] as number;
    if (!Number.isNaN(sum) && !Number.isNaN(value)) {
      const mean = sum / baselineMonths;
      falls[row] = mean < leastHabit ? Number.NaN : (mean - value) / mean;
    } else falls[row] = newestFallAt(values, rows, last);
  }
  return falls;
};

/** Minutes called and received of the months that a customer's fall needs, where some are missing. */
type Calls = { voice: Float64Array; incoming: Float64Array; rows: number };

/** Fall of the newest month with any calls known, against months of which the same is known. */
const callsFallAt = ({ voice, incoming, rows }: Calls, newestMonth: number): number => {
  const isUnknown = Number.isNaN(voice[newestMonth] as number) && Number.isNaN(incoming[newestMonth] as number);
  const last = isUnknown && newestMonth >= rows ? newestMonth - rows : newestMonth;
  if (Number.isNaN(voice[last] as number)) return fallAt(incoming, rows, last);
  if (Number.isNaN(incoming[last] as number)) return fallAt(voice, rows, last);
  let sum = 0;
  let count = 0;
  for (let at = last - rows, left = baselineMonths; at >= 0 && left > 0; at -= rows, left--) {
    const before = (voice[at] as number) + (incoming[at] as number);
    if (Number.isNaN(before)) continue;
    sum += before;
    count++;
  }
  return fallFrom((voice[last] as number) + (incoming[last] as number), sum, count);
};

/**
 * Fall of the minutes called and received. Where the newest month knows only one of the two, only that one is compared,
 * so that a blank cell never looks like a fall.
 */
export const callsFall = (made: Series, received: Series): Float64Array => {
  const { rows, months } = made;
  const [voice, incoming] = [made.values, received.values];
  const falls = column(rows);
  const newestMonth = (months - 1) * rows;
  const first = months > baselineMonths ? newestMonth - baselineMonths * rows : newestMonth;
  for (let row = 0; row < rows; row++) {
    const last = newestMonth + row;
    let sum = first < newestMonth ? (voice[last - rows] as number) + (incoming[last - rows] as number) : Number.NaN;
    for (let at = last - 2 * rows; at >= first; at -= rows) sum += (voice[at] as number) + (incoming[at] as number);
    const value = (voice[last] as number) + (incoming[last] as number);
    if (!Number.isNaN(sum) && !Number.isNaN(value)) {
      const mean = sum / baselineMonths;
      falls[row] = mean < leastHabit ? Number.NaN : (mean - value) / mean;
    } else falls[row] = callsFallAt({ voice, incoming, rows }, last);
  }
  return falls;
};
