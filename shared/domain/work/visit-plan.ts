import type { Cadence } from '../../contracts/cadence.ts';
import { addMonths, quarterOf } from '../calendar.ts';
import { CalendarError, lastDayOf, type WorkingDays, workingDaysBetween, workingDaysOf } from './working-days.ts';

/** The days in which a visit of a period is to be made, both included, and the period's name, which ids are made of. */
export type VisitWindow = { period: string; from: string; until: string };

/** The day of a year, or the month's last one where the year has no such day. */
const dayIn = (year: number, day: string): string => {
  const month = `${String(year).padStart(4, '0')}-${day.slice(0, 2)}`;
  const date = `${month}-${day.slice(3)}`;
  const last = lastDayOf(month);
  return date < last ? date : last;
};

/**
 * The window that a cadence has for a date: the month; the quarter's last month; the year; the season that is under way,
 * or else the next one.
 */
export const visitWindow = (cadence: Cadence, date: string): VisitWindow => {
  const year = Number(date.slice(0, 4));
  if ('season' in cadence) {
    const { from, until } = cadence.season;
    const wraps = until < from;
    const starting = (first: number) => ({
      from: dayIn(first, from),
      until: dayIn(first + Number(wraps), until),
    });
    // The one that began last year may still be under way.
    const window = [starting(year - 1), starting(year), starting(year + 1)].find((one) => one.until >= date);
    if (!window) throw new Error(`no season from ${from} to ${until} after ${date}`);
    return { period: `season ${window.from}`, ...window };
  }
  if (cadence.every === 'year')
    return { period: date.slice(0, 4), from: `${date.slice(0, 4)}-01-01`, until: `${date.slice(0, 4)}-12-31` };
  const month = date.slice(0, 7);
  if (cadence.every === 'month') return { period: month, from: `${month}-01`, until: lastDayOf(month) };
  const last = addMonths(month, 2 - ((Number(month.slice(5)) - 1) % 3));
  return { period: quarterOf(month), from: `${last}-01`, until: lastDayOf(last) };
};

/** A visit to be given a day. */
export type Visit = {
  /** What names it, once in a plan: the work's id. */
  id: string;
  /** Higher goes first where room is short. */
  priority: number;
};

/** Which visits are made on which day, and those that no day has room for. */
export type VisitPlan = { days: Map<string, string[]>; left: string[] };

/**
 * Spreads visits over days: each goes to the day that has the fewest so far and room for one more, the earlier of
 * equals. So days that are not full differ by one at most, and the same visits give the same plan in whatever order
 * they come.
 *
 * @param days days to fill, ascending
 * @param roomOn visits that a day can still take
 * @param plannedOn visits that a day has already: they count for the evenness, not for the room
 */
export const spreadVisits = (
  visits: readonly Visit[],
  days: readonly string[],
  roomOn: (day: string) => number,
  plannedOn: (day: string) => number = () => 0,
): VisitPlan => {
  const desks = days.map((day) => ({ day, visits: [] as string[], room: roomOn(day), load: plannedOn(day) }));
  const left: string[] = [];
  const sorted = [...visits].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  for (const { id } of sorted) {
    let best: (typeof desks)[number] | undefined;
    for (const desk of desks) if (desk.visits.length < desk.room && (!best || desk.load < best.load)) best = desk;
    if (!best) left.push(id);
    else {
      best.visits.push(id);
      best.load++;
    }
  }
  return { days: new Map(desks.map(({ day, visits: ids }) => [day, ids])), left };
};

/**
 * Working days on which visits of a window can still be made, from a date on.
 *
 * @throws CalendarError where the window has none at all, in whichever month; none left of some is no error
 */
export const visitDays = (days: WorkingDays, { from, until }: VisitWindow, today: string): string[] => {
  if (from.slice(0, 7) === until.slice(0, 7) && from.endsWith('-01') && until === lastDayOf(from.slice(0, 7)))
    return workingDaysOf(days, from.slice(0, 7)).filter((day) => day >= today);
  const all = workingDaysBetween(days, from, until);
  if (all.length === 0)
    throw new CalendarError(`the calendar "${days.name}" has no working day from ${from} to ${until}: move the season`);
  return all.filter((day) => day >= today);
};
