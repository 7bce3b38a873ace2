import { addMonths, instantAt, localDate } from '../shared/domain/calendar.ts';

/** `2026-11-01 02:00`: an instant as clocks in the zone show it. */
export const wallTime = (instant: Date, timeZone: string): string =>
  // Sweden writes days as ISO 8601 does.
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(instant);

/** Calendar day, `YYYY-MM-DD`, of an instant in a time zone. */
export const dayIn = (instant: Date, timeZone: string): string => localDate(instant.toISOString(), timeZone);

/** The instant at which clocks of a time zone show this day and time (`2026-11-01`, `02:00`). */
export const instantIn = (day: string, time: string, timeZone: string): Date =>
  new Date(Date.parse(instantAt(day, Number(time.slice(0, 2)), timeZone)) + Number(time.slice(3, 5)) * 60_000);

/** First day of the month after `YYYY-MM`. */
export const firstDayAfter = (period: string): string => `${addMonths(period, 1)}-01`;

/** The last month, `YYYY-MM`, that is over at an instant. */
export const lastFullMonth = (instant: Date, timeZone: string): string =>
  addMonths(dayIn(instant, timeZone).slice(0, 7), -1);
