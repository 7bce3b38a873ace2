import * as z from 'zod';
import { calendarDate, label } from './field.ts';

/** Days of the week, Monday first. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** A day of the week. */
export type Weekday = (typeof weekdays)[number];

const dayMs = 86_400_000;

/** Day of the week of a date `YYYY-MM-DD`. 1970-01-01 was a Thursday. */
export const weekdayOf = (date: string): Weekday => {
  const days = Date.parse(`${date}T00:00:00Z`) / dayMs;
  return weekdays[(((days + 3) % 7) + 7) % 7] as Weekday;
};

/** Whether people work on a date: a day worked in place of another, or neither weekend nor holiday. */
export const workdayTest = ({
  weekend,
  holidays,
  makeUpDays,
}: Pick<WorkingCalendar, 'weekend' | 'holidays' | 'makeUpDays'>): ((date: string) => boolean) => {
  const free = new Set(weekend);
  const worked = new Set(makeUpDays);
  const isOff = (date: string) => holidays.some(({ from, until = from }) => date >= from && date <= until);
  return (date) => worked.has(date) || (!free.has(weekdayOf(date)) && !isOff(date));
};

/** Whether people work on any day from one to another, both included. */
export const hasWorkingDay = (calendar: Parameters<typeof workdayTest>[0], from: string, until: string): boolean => {
  const isWorkday = workdayTest(calendar);
  for (let day = Date.parse(from); day <= Date.parse(until); day += dayMs)
    if (isWorkday(new Date(day).toISOString().slice(0, 10))) return true;
  return false;
};

/** Months that lie wholly within two dates: first and last day of each. */
const monthsWithin = (from: string, until: string): { first: string; last: string }[] => {
  const found: { first: string; last: string }[] = [];
  for (let number = Number(from.slice(0, 4)) * 12; number <= Number(until.slice(0, 4)) * 12 + 11; number++) {
    const dayOf = (month: number, day: number) =>
      new Date(Date.UTC(Math.floor(number / 12), month, day)).toISOString().slice(0, 10);
    const [first, last] = [dayOf(number % 12, 1), dayOf((number % 12) + 1, 0)];
    if (first >= from && last <= until) found.push({ first, last });
  }
  return found;
};

const holiday = z
  .strictObject({
    /** What a person calls it. */
    label: label(),
    /** First day off. */
    from: calendarDate(),
    /** Last day off; the first one where left out. */
    until: calendarDate().optional(),
  })
  .refine(({ from, until = from }) => until >= from, { path: ['until'], error: 'lies before from' });

/**
 * On which days people work: `policies/calendars/<name>.json`. Days are those of the operator's time zone. On days that
 * the calendar does not cover the week alone decides, so that a night never stops for want of next year's holidays.
 */
export const workingCalendar = z
  .strictObject({
    /** Version of this contract. */
    version: z.literal(1),
    /** The calendar's name; its file is `<name>.json`. */
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'lower-case letters, digits and - only' }),
    /** What a person calls it. */
    label: label(),
    /** First and last day whose holidays are known; left out where there are none to know. */
    covers: z.strictObject({ from: calendarDate(), until: calendarDate() }).optional(),
    /**
     * From this day on holidays are only those that the law fixes: how days off are arranged around them is not announced yet. Left out:
     * all are known.
     */
    provisionalFrom: calendarDate().optional(),
    /** Days of the week on which nobody works. */
    weekend: z.array(z.enum(weekdays, { error: `not one of ${weekdays.join(', ')}` })).default(['saturday', 'sunday']),
    /** Days off. */
    holidays: z.array(holiday).default([]),
    /** Days of a weekend that are worked in place of another day (调休上班). */
    makeUpDays: z.array(calendarDate()).default([]),
  })
  .superRefine(({ covers, provisionalFrom, weekend, holidays, makeUpDays }, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (weekdays.every((day) => weekend.includes(day)))
      problem(['weekend'], 'names all seven days: nobody would ever work, and nothing could be planned');
    else
      for (const { first, last } of covers ? monthsWithin(covers.from, covers.until) : [])
        if (!hasWorkingDay({ weekend, holidays, makeUpDays }, first, last))
          problem(['holidays'], `no working day in ${first.slice(0, 7)}: nothing could be planned in it`);
    const isCovered = (date: string) => covers !== undefined && date >= covers.from && date <= covers.until;
    const beyond = covers ? `is not within ${covers.from} to ${covers.until}` : 'needs "covers": from when, until when';
    if (provisionalFrom !== undefined && !isCovered(provisionalFrom)) problem(['provisionalFrom'], beyond);
    for (const [index, { from, until = from }] of holidays.entries())
      if (!isCovered(from) || !isCovered(until)) problem(['holidays', index], beyond);
    for (const [index, day] of makeUpDays.entries()) {
      const path = ['makeUpDays', index];
      if (!isCovered(day)) problem(path, beyond);
      if (!weekend.includes(weekdayOf(day))) problem(path, `${day} is a ${weekdayOf(day)}: a working day anyway`);
      const off = holidays.find(({ from, until = from }) => day >= from && day <= until);
      if (off) problem(path, `${day} is a day off, too: ${off.label.en}`);
    }
  });
/** On which days people work. */
export type WorkingCalendar = z.infer<typeof workingCalendar>;

/** A calendar whose holidays end within so many days is to be renewed: two months, in which the next year's are published. */
const renewWithinDays = 60;

/** The last day whose holidays a calendar knows for certain, where that is near or over on a date `YYYY-MM-DD`; else null. */
export const endsSoon = (
  { covers, provisionalFrom }: Pick<WorkingCalendar, 'covers' | 'provisionalFrom'>,
  today: string,
): string | null => {
  if (!covers) return null;
  const dayAfter = (date: string, days: number): string =>
    new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
  const until = provisionalFrom === undefined ? covers.until : dayAfter(provisionalFrom, -1);
  return until < dayAfter(today, renewWithinDays) ? until : null;
};
