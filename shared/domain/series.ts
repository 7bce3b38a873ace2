/**
 * One value a customer and month, as `ShardFacts` lays them out: month by month, oldest first, so that a loop over
 * customers reads each month from one end to the other.
 */
export type Series = { values: Float64Array; rows: number; months: number };

/** The newest month may be this many months old: before the month's dump has come, the one before stands for it. */
const tolerated = 1;

/** Less than a hundredth of a minute, MB or yuan is no habit: against it, any use at all would be a rise without bounds. */
const leastHabit = 0.01;

const column = (rows: number): Float64Array => new Float64Array(rows);

/** First month among the newest `within`. */
const firstOf = (months: number, within: number): number => Math.max(0, months - within);

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

/** Adds what is known: NaN only where both are missing. */
const plus = (left: number, right: number): number => {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : left + right;
};

/** The baseline is the mean of this many months before the newest, so that a season does not outweigh the habit ... */
export const baselineMonths = 6;
/** ... and of no fewer than these, so that one odd month is not a habit. */
const baselineAtLeast = 2;

/** Months that {@link fallAgainstOwn} looks at. */
export const fallMonths = baselineMonths + 1 + tolerated;

/** Fall of the month at `last` against the months before it. */
const fallAt = (values: Float64Array, rows: number, last: number): number => {
  let sum = 0;
  let count = 0;
  for (let at = last - rows, left = baselineMonths; at >= 0 && left > 0; at -= rows, left--) {
    const before = values[at] as number;
    if (Number.isNaN(before)) continue;
    sum += before;
    count++;
  }
  const mean = sum / count;
  return count < baselineAtLeast || mean < leastHabit ? Number.NaN : (mean - (values[last] as number)) / mean;
};

/**
 * How far the newest month (at most one month old) lies below the customer's own mean of the months before it, as a
 * share: 0.62 for 62 %, negative where it rose. NaN where too little is known or the mean is no habit.
 */
export const fallAgainstOwn = ({ values, rows, months }: Series): Float64Array => {
  const falls = column(rows);
  const newestMonth = (months - 1) * rows;
  for (let row = 0; row < rows; row++) {
    let last = newestMonth + row;
    if (last >= rows && Number.isNaN(values[last] as number)) last -= rows;
    falls[row] = fallAt(values, rows, last);
  }
  return falls;
};

/**
 * Fall of the minutes called and received. Where the newest month knows only one of the two, only that one is compared,
 * so that a blank cell never looks like a fall.
 */
export const callsFall = ({ values: voice, rows, months }: Series, { values: incoming }: Series): Float64Array => {
  const falls = column(rows);
  const calls = column(rows * months);
  for (let at = firstOf(months, fallMonths) * rows; at < calls.length; at++)
    calls[at] = (voice[at] as number) + (incoming[at] as number);
  const newestMonth = (months - 1) * rows;
  for (let row = 0; row < rows; row++) {
    let last = newestMonth + row;
    const isUnknown = Number.isNaN(voice[last] as number) && Number.isNaN(incoming[last] as number);
    if (isUnknown && last >= rows) last -= rows;
    if (Number.isNaN(voice[last] as number)) falls[row] = fallAt(incoming, rows, last);
    else falls[row] = fallAt(Number.isNaN(incoming[last] as number) ? voice : calls, rows, last);
  }
  return falls;
};

/** Calls made and received, data and messages. */
export type Use = { voice: Series; incoming: Series; data: Series; sms: Series };

/** Sum of what is known of a month's use; NaN where nothing is. */
export const useAt = ({ voice, incoming, data, sms }: Use, at: number): number =>
  plus(
    plus(voice.values[at] as number, incoming.values[at] as number),
    plus(data.values[at] as number, sms.values[at] as number),
  );

/** Months in a row without any use, up to the newest known one (at most one month old); NaN where none is known. */
export const zeroMonths = (use: Use): Float64Array => {
  const { rows, months } = use.voice;
  const zeros = column(rows);
  const newestMonth = (months - 1) * rows;
  for (let row = 0; row < rows; row++) {
    let at = newestMonth + row;
    let used = useAt(use, at);
    if (Number.isNaN(used) && at >= rows) {
      at -= rows;
      used = useAt(use, at);
    }
    let count = Number.isNaN(used) ? Number.NaN : 0;
    for (; used === 0; used = at >= 0 ? useAt(use, at) : Number.NaN) {
      count++;
      at -= rows;
    }
    zeros[row] = count;
  }
  return zeros;
};

/** Months of which any use, or any charge, is known. */
export const knownMonths = (use: Use, charged: Series): Float64Array => {
  const { rows, months } = charged;
  const known = column(rows);
  for (let month = 0; month < months; month++) {
    const at = month * rows;
    for (let row = 0; row < rows; row++)
      if (!Number.isNaN(charged.values[at + row] as number) || !Number.isNaN(useAt(use, at + row)))
        known[row] = (known[row] as number) + 1;
  }
  return known;
};

/**
 * Months since the customer was last active: used or was charged anything. 0 for the newest month; as many as the window
 * has where no month of it shows any; NaN where nothing is known.
 *
 * @param isActive of a place in the series: 1, 0, or NaN where not known
 */
export const silentMonths = (rows: number, months: number, isActive: (at: number) => number): Float64Array => {
  const silent = column(rows);
  for (let row = 0; row < rows; row++) {
    let found = Number.NaN;
    for (let month = months - 1, ago = 0; month >= 0; month--, ago++) {
      const active = isActive(month * rows + row);
      if (active === 1) {
        found = ago;
        break;
      }
      if (active === 0) found = months;
    }
    silent[row] = found;
  }
  return silent;
};
