import { type WorkingCalendar, workdayTest } from '../../contracts/working-calendar.ts';
import { addDays } from '../calendar.ts';

/** A question that a calendar has no answer to; the message says what to do. */
export class CalendarError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CalendarError';
  }
}

/** A working calendar, ready to be asked. Dates are local, `YYYY-MM-DD`. */
export type WorkingDays = {
  /** The calendar's name. */
  name: string;
  /** Whether people work on the day. */
  isWorkingDay: (date: string) => boolean;
  /** Whether the calendar knows the holidays of the day; where not, the week alone decides. */
  isCovered: (date: string) => boolean;
};

/** Makes a calendar ready to be asked. */
export const workingDays = (calendar: WorkingCalendar): WorkingDays => {
  const { covers } = calendar;
  return {
    name: calendar.name,
    isWorkingDay: workdayTest(calendar),
    isCovered: (date) => covers === undefined || (date >= covers.from && date <= covers.until),
  };
};

/** Working days from one date to another, both included; none where there are none. */
export const workingDaysBetween = ({ isWorkingDay }: WorkingDays, from: string, until: string): string[] => {
  const days: string[] = [];
  for (let date = from; date <= until; date = addDays(date, 1)) if (isWorkingDay(date)) days.push(date);
  return days;
};

/** Longest row of days off that is believed: a month and more without work is a mistake in the calendar. */
const mostDaysOff = 62;

/**
 * The date so many working days later: 0 is the date itself, or the next working day where nobody works on it.
 *
 * @throws CalendarError where no working day comes for two months
 */
export const addWorkingDays = (days: WorkingDays, date: string, count: number): string => {
  let found = date;
  let left = count;
  for (let off = 0; off <= mostDaysOff; found = addDays(found, 1)) {
    if (!days.isWorkingDay(found)) off++;
    else if (left-- === 0) return found;
    else off = 0;
  }
  throw new CalendarError(`the calendar "${days.name}" has no working day for ${mostDaysOff} days before ${found}`);
};
