import type { CustomerFacts } from './facts.ts';

/** Reads the value of a month; NaN where it is not known. */
type ValueAt = (index: number) => number;

/** The newest month may be this many months old: before the month's dump has come, the one before stands for it. */
const tolerated = 1;

/** A series as a function of the index. */
export const valuesOf =
  (values: Float64Array): ValueAt =>
  (index) =>
    values[index] as number;

/** Index of the newest known value at most `age` months old, or -1. */
const newestIndex = (valueAt: ValueAt, at: number, months: number, age: number): number => {
  const last = at + months - 1;
  for (let index = last; index >= Math.max(at, last - age); index--) if (!Number.isNaN(valueAt(index))) return index;
  return -1;
};

/** The newest known value, at most `age` months old; else NaN. */
export const newest = (values: Float64Array, at: number, months: number, age = tolerated): number => {
  const index = newestIndex(valuesOf(values), at, months, age);
  return index < 0 ? Number.NaN : (values[index] as number);
};

/** Mean of at most `most` newest known values among the last `within` months; NaN where none is known. */
export const meanOfNewest = (
  values: Float64Array,
  at: number,
  months: number,
  most: number,
  within: number,
): number => {
  let sum = 0;
  let count = 0;
  for (let index = at + months - 1; index >= Math.max(at, at + months - within) && count < most; index--) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
};

/** Sum of the known values of the last `within` months; NaN where none is known. */
export const sumOfMonths = (values: Float64Array, at: number, months: number, within: number): number => {
  let sum = Number.NaN;
  for (let index = Math.max(at, at + months - within); index < at + months; index++)
    sum = plus(sum, values[index] as number);
  return sum;
};

/** Adds what is known: NaN only where both are missing. */
const plus = (left: number, right: number): number => {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : left + right;
};

/** The baseline is the mean of this many months before the newest, so that a season does not outweigh the habit ... */
const baselineMonths = 6;
/** ... and of no fewer than these, so that one odd month is not a habit. */
const baselineAtLeast = 2;
/** A mean below a hundredth of a minute, MB or yuan is no habit: against it, any use at all would be a rise without bounds. */
const leastHabit = 0.01;

/**
 * How far the newest month (at most one month old) lies below the customer's own mean of the months before it, as a
 * share: 0.62 for 62 %, negative where it rose. NaN where too little is known or the mean is no habit.
 */
export const fallAgainstOwn = (valueAt: ValueAt, at: number, months: number): number => {
  const last = newestIndex(valueAt, at, months, tolerated);
  if (last < 0) return Number.NaN;
  let sum = 0;
  let count = 0;
  for (let index = Math.max(at, last - baselineMonths); index < last; index++) {
    const value = valueAt(index);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const mean = sum / count;
  if (count < baselineAtLeast || mean < leastHabit) return Number.NaN;
  return (mean - valueAt(last)) / mean;
};

type Series = CustomerFacts['series'];

/**
 * Fall of the minutes called and received. Where the newest month knows only one of the two, only that one is compared,
 * so that a blank cell never looks like a fall.
 */
export const callsFall = ({ voiceMinutes, incomingMinutes }: Series, at: number, months: number): number => {
  const last = newestIndex(
    (index) => plus(voiceMinutes[index] as number, incomingMinutes[index] as number),
    at,
    months,
    tolerated,
  );
  if (Number.isNaN(voiceMinutes[last])) return fallAgainstOwn(valuesOf(incomingMinutes), at, months);
  if (Number.isNaN(incomingMinutes[last])) return fallAgainstOwn(valuesOf(voiceMinutes), at, months);
  return fallAgainstOwn((index) => (voiceMinutes[index] as number) + (incomingMinutes[index] as number), at, months);
};

/** Sum of what is known of a month's calls, data and messages; NaN where nothing is. */
const useOf = ({ voiceMinutes, incomingMinutes, dataMb, smsCount }: Series, index: number): number =>
  plus(
    plus(voiceMinutes[index] as number, incomingMinutes[index] as number),
    plus(dataMb[index] as number, smsCount[index] as number),
  );

/** Whether any use of the month is known, be it 0. */
export const isUseKnown = (series: Series, index: number): boolean => !Number.isNaN(useOf(series, index));

/** Months in a row without any use, up to the newest known one (at most one month old); NaN where none is known. */
export const zeroMonths = (series: Series, at: number, months: number): number => {
  const valueAt: ValueAt = (index) => useOf(series, index);
  const last = newestIndex(valueAt, at, months, tolerated);
  if (last < 0) return Number.NaN;
  let count = 0;
  while (last - count >= at && valueAt(last - count) === 0) count++;
  return count;
};
