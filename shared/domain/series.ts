/**
 * One value a customer and month, as `ShardFacts` lays them out: month by month, oldest first, so that a loop over
 * customers reads each month from one end to the other.
 */
export type Series = {
  values: Float64Array;
  rows: number;
  /** Months that count; behind them `values` may hold one whose dump has not come: all missing. */
  months: number;
};

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
  const { rows } = charged;
  const months = Math.max(charged.months, use.voice.months);
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

/**
 * Standard deviation (of the sample) of the known values among the last `within` months, as a share of their mean. NaN
 * where fewer than `least` are known, or the mean is no habit.
 */
export const volatility = ({ values, rows, months }: Series, within: number, least: number): Float64Array => {
  const found = column(rows);
  const oldest = firstOf(months, within) * rows;
  for (let row = 0; row < rows; row++) {
    let [sum, count] = [0, 0];
    for (let at = oldest + row; at < rows * months; at += rows) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    const mean = sum / count;
    let squares = 0;
    for (let at = oldest + row; at < rows * months; at += rows) {
      const value = values[at] as number;
      if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
    }
    found[row] = count < least || mean < leastHabit ? Number.NaN : Math.sqrt(squares / (count - 1)) / mean;
  }
  return found;
};

/** Median of a part of an array, which is put in order. */
const medianOf = (values: Float64Array, from: number, to: number): number => {
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
    let [count, sum] = [0, 0];
    for (let month = oldest; month < months; month++) {
      const value = values[month * rows + row] as number;
      if (Number.isNaN(value)) continue;
      known[count] = value;
      when[count] = month;
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
