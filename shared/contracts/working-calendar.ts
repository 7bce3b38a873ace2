import * as z from 'zod';
import { calendarDate, label } from './field.ts';

/** Days of the week, Monday first. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** A day of the week. */
export type Weekday = (typeof weekdays)[number];

/** Day of the week of a date `YYYY-MM-DD`. 1970-01-01 was a Thursday. */
export const weekdayOf = (date: string): Weekday => {
  const days = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
  return weekdays[(((days + 3) % 7) + 7) % 7] as Weekday;
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
    /** Days of the week on which nobody works. */
    weekend: z.array(z.enum(weekdays, { error: `not one of ${weekdays.join(', ')}` })).default(['saturday', 'sunday']),
    /** Days off. */
    holidays: z.array(holiday).default([]),
    /** Days of a weekend that are worked in place of another day (调休上班). */
    makeUpDays: z.array(calendarDate()).default([]),
  })
  .superRefine(({ covers, weekend, holidays, makeUpDays }, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const isCovered = (date: string) => covers !== undefined && date >= covers.from && date <= covers.until;
    const beyond = covers ? `is not within ${covers.from} to ${covers.until}` : 'needs "covers": from when, until when';
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
