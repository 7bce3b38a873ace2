import { readFileSync } from 'node:fs';
import { type WorkingCalendar, workingCalendar } from '../../shared/contracts/working-calendar.ts';

/** A ready-made calendar. */
export const calendarOf = (name: string): WorkingCalendar =>
  workingCalendar.parse(
    JSON.parse(readFileSync(new URL(`../../policies/calendars/${name}.json`, import.meta.url), 'utf8')),
  );
