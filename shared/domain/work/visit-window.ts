import { type Cadence, monthsOf } from '../../contracts/cadence.ts';
import { addDays, addMonths, lastDayOf, quarterOf } from '../calendar.ts';
import type { Night } from '../night.ts';
import { addWorkingDays, type WorkingDays, workingDaysBetween } from './working-days.ts';

/** The days in which a visit of a period is made, both included, and the period's name, which ids are made of. */
export type VisitWindow = { period: string; from: string; until: string };

/** The day of the agents' lists, and the business day that rules ask of. */
export type VisitDate = Pick<Night, 'today' | 'businessDay'>;

/** The day of a year, or the month's last one where the year has no such day. */
const dayIn = (year: number, day: string): string => {
  const month = `${String(year).padStart(4, '0')}-${day.slice(0, 2)}`;
  const date = `${month}-${day.slice(3)}`;
  const last = lastDayOf(month);
  return date < last ? date : last;
};

/** Name of the month, quarter or year of a date. */
export const periodOf = (every: keyof typeof monthsOf, date: string): string =>
  every === 'year' ? date.slice(0, 4) : every === 'quarter' ? quarterOf(date) : date.slice(0, 7);

/** The season under way, or else the next one. */
const seasonAt = ({ from, until }: NonNullable<Cadence['season']>, date: string): VisitWindow => {
  const year = Number(date.slice(0, 4));
  const starting = (first: number) => ({ from: dayIn(first, from), until: dayIn(first + Number(until < from), until) });
  // The one that began last year may still be under way.
  const window = [starting(year - 1), starting(year), starting(year + 1)].find((one) => one.until >= date);
  if (!window) throw new Error(`no season from ${from} to ${until} after ${date}`);
  return { period: `season ${window.from}`, ...window };
};

/** Months of a quarter or year in which visits are made, where the cadence does not say. */
const usualMonths = { month: { from: 1, until: 1 }, quarter: { from: 3, until: 3 }, year: { from: 1, until: 12 } };

/**
 * The window that a cadence has on a day: in the month, quarter or year of the day, which may be over or still to come; the
 * season under way, or else the next one; of visits that are called for, the working days from the day on, in the period of
 * the business day: what calls for them is asked of that day ("joined this month").
 */
export const visitWindow = (
  cadence: Cadence,
  { today: date, businessDay }: VisitDate,
  days: WorkingDays,
): VisitWindow => {
  const { every, inMonths, season, once, withinDays = 1 } = cadence;
  if (season) return seasonAt(season, date);
  if (once)
    return { period: periodOf(once, businessDay), from: date, until: addWorkingDays(days, date, withinDays - 1) };
  if (!every) throw new Error('a cadence that says nothing: the contract refuses it');
  const month = Number(date.slice(5, 7)) - 1;
  const start = addMonths(date.slice(0, 7), -(month % monthsOf[every]));
  const { from, until } = inMonths ?? usualMonths[every];
  return {
    period: periodOf(every, date),
    from: `${addMonths(start, from - 1)}-01`,
    until: lastDayOf(addMonths(start, until - 1)),
  };
};

/** The first day of the window after the one that a cadence has on a day. */
export const nextWindow = (cadence: Cadence, { today, businessDay }: VisitDate, days: WorkingDays): string => {
  const { every, once, season } = cadence;
  const windowOn = (day: string) => visitWindow(cadence, { today: day, businessDay: day }, days).from;
  if (season) return windowOn(addDays(seasonAt(season, today).until, 1));
  const next = (months: number, day: string) => {
    const month = Number(day.slice(5, 7)) - 1;
    return `${addMonths(day.slice(0, 7), months - (month % months))}-01`;
  };
  // The day after the first business day of the next period.
  if (once) return addDays(next(monthsOf[once], businessDay), 1);
  return windowOn(next(monthsOf[every ?? 'month'], today));
};

/** Working days of a window on which visits can be asked for, from a date on, and the last one on which they can be made. */
export type VisitDays = { days: string[]; until: string };

/**
 * Working days on which visits of a window can still be asked for, ascending: all but the last `spare` ones; whoever comes
 * later is given what is left.
 *
 * @returns null outside the window, and where no working day of it is left
 */
export const visitDays = (
  calendar: WorkingDays,
  { from, until }: VisitWindow,
  today: string,
  spare: number,
): VisitDays | null => {
  if (today < from || today > until) return null;
  const all = workingDaysBetween(calendar, from, until);
  const left = all.filter((day) => day >= today);
  const last = left.at(-1);
  if (last === undefined) return null;
  const early = all.slice(0, Math.max(1, all.length - spare)).filter((day) => day >= today);
  return { days: early.length > 0 ? early : left, until: last };
};
