import { addDays, addMonths, instantAt, localDate } from './calendar.ts';
import { addWorkingDays, type WorkingDays } from './work/working-days.ts';

/** The instant that a run decides for, and the days and months that follow from it. */
export type Night = {
  /** Run that decides. */
  runId: string;
  /** Instant decided for, UTC. */
  now: string;
  /** Operator's IANA time zone. */
  timeZone: string;
  /** Local date of `now`: the day of the agents' lists made tonight. */
  today: string;
  /** The day before: the last one that is over. Its month is "this month" of all rules. */
  businessDay: string;
  /** Months looked at, oldest first; the last is the month of the business day. */
  months: readonly string[];
};

/**
 * The night of a run.
 *
 * @param windowMonths how many months the policy looks at
 */
export const nightOf = (runId: string, now: string, timeZone: string, windowMonths: number): Night => {
  const today = localDate(now, timeZone);
  const businessDay = addDays(today, -1);
  const month = businessDay.slice(0, 7);
  return {
    runId,
    now: new Date(now).toISOString(),
    timeZone,
    today,
    businessDay,
    months: Array.from({ length: windowMonths }, (_, index) => addMonths(month, index + 1 - windowMonths)),
  };
};

/** Work is due at the end of the agents' working day, local time. */
const endOfWorkingDay = 18;

/**
 * When work of tonight is due that may take so many days, UTC: at the end of the working day, by the clocks of that day.
 *
 * @param calendar counts working days: 0 is today, or the next day on which somebody works
 * @param lastDay the latest day, whatever the number of days
 */
export const dueAt = (
  { today, timeZone }: Pick<Night, 'today' | 'timeZone'>,
  days: number,
  { calendar, lastDay }: { calendar?: WorkingDays | undefined; lastDay?: string | null } = {},
): string => {
  const day = calendar ? addWorkingDays(calendar, today, days) : addDays(today, days);
  return instantAt(lastDay && lastDay < day ? lastDay : day, endOfWorkingDay, timeZone);
};

/** A run's id, made of the instant it decides for, so that the same schedule event makes the same run: `2026-10-31T18-00-00Z`. */
export const runIdOf = (scheduledAt: string): string =>
  `${new Date(scheduledAt).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
