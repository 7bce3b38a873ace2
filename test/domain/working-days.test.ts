import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endsSoon, weekdayOf, weekdays, workingCalendar } from '../../shared/contracts/working-calendar.ts';
import { addDays, instantAt, lastDayOf, localDate } from '../../shared/domain/calendar.ts';
import {
  addWorkingDays,
  type WorkingDays,
  workingDays,
  workingDaysBetween,
} from '../../shared/domain/work/working-days.ts';
import { calendarOf } from './calendars.ts';

const folder = new URL('../../policies/calendars/', import.meta.url);
const china = workingDays(calendarOf('china'));
const plain = workingDays(calendarOf('weekends'));
const made = (given: object) =>
  workingCalendar.safeParse({ version: 1, name: 'made', label: { en: 'Made', zh: '自制' }, ...given });

describe('a working calendar', () => {
  test.each(readdirSync(folder))('%s fits the contract and is named for its file', (file) => {
    expect(calendarOf(file.replace('.json', '')).name).toBe(file.replace('.json', ''));
  });

  test.each([
    ['2026-10-01', false, 'National Day, a Thursday'],
    ['2026-10-10', true, 'a Saturday worked for it'],
    ['2026-10-11', false, 'the Sunday after'],
    ['2026-10-08', true, 'the first day back'],
    ['2026-02-16', false, 'the eve of the Spring Festival'],
    ['2026-02-28', true, "a Saturday that is the month's last day"],
  ])('%s is a working day: %s (%s)', (day, isWorked) => {
    expect(china.isWorkingDay(day)).toBe(isWorked);
  });

  test('in 2026 people in China work 248 days', () => {
    const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);
    const counts = months.map((month) => workingDaysBetween(china, `${month}-01`, lastDayOf(month)).length);
    // 365 days, less 104 of weekends, less 33 days off of which 14 lie on weekends, and six made up for.
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(248);
    expect(counts[9]).toBe(18);
  });

  test('a year that it does not cover has its weekends, and says so', () => {
    expect([china.isCovered('2028-01-03'), china.isWorkingDay('2028-01-03'), china.isWorkingDay('2028-01-02')]).toEqual(
      [false, true, false],
    );
    expect(plain.isCovered('2028-01-03')).toBe(true);
  });

  test('is to be renewed two months before its last day', () => {
    const { provisionalFrom: _, ...certain } = calendarOf('china');
    const ends = (today: string) => endsSoon(certain, today);
    expect([ends('2027-10-31'), ends('2027-11-02'), ends('2028-03-01')]).toEqual([null, '2027-12-31', '2027-12-31']);
    expect(endsSoon(calendarOf('weekends'), '2026-12-31')).toBeNull();
  });

  test('of a year that is not announced yet it has the days that the law fixes, and is to be renewed before it', () => {
    expect(['2027-01-01', '2027-02-05', '2027-02-08', '2027-10-01'].map(china.isWorkingDay)).toEqual(
      Array.from({ length: 4 }, () => false),
    );
    expect([endsSoon(calendarOf('china'), '2026-10-31'), endsSoon(calendarOf('china'), '2026-11-02')]).toEqual([
      ...[null, '2026-12-31'],
    ]);
  });

  test.each([
    [
      { makeUpDays: ['2026-01-05'], covers: { from: '2026-01-01', until: '2026-12-31' } },
      '2026-01-05 is a monday: a working day anyway',
    ],
    [{ provisionalFrom: '2026-01-04' }, 'needs "covers": from when, until when'],
    [{ makeUpDays: ['2026-01-04'] }, 'needs "covers": from when, until when'],
    [{ holidays: [{ label: { en: 'x', zh: 'x' }, from: '2026-01-04', until: '2026-01-03' }] }, 'lies before from'],
    [{ weekend: ['Sunday'] }, 'not one of monday, tuesday, wednesday, thursday, friday, saturday, sunday'],
    [{ holidays: [{ label: { en: 'x', zh: 'x' }, from: '2026-02-30' }] }, 'not a date of the calendar'],
    [{ weekend: [...weekdays] }, 'names all seven days: nobody would ever work, and nothing could be planned'],
    [
      {
        covers: { from: '2026-01-01', until: '2026-12-31' },
        holidays: [{ label: { en: 'x', zh: 'x' }, from: '2026-01-31', until: '2026-03-01' }],
      },
      'no working day in 2026-02: nothing could be planned in it',
    ],
  ])('%j is refused: %s', (given, words) => {
    expect(made(given).error?.issues.map(({ message }) => message)).toContain(words);
  });

  test('a calendar in which nobody works is never counted on and on', () => {
    const never: WorkingDays = { name: 'made', isWorkingDay: () => false, isCovered: () => true };
    expect(workingDaysBetween(never, '2026-02-01', '2026-02-28')).toEqual([]);
    expect(() => addWorkingDays(never, '2026-02-01', 1)).toThrow('no working day for 62 days');
  });

  test.each([
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-10-01', 0, '2026-10-08'],
    ['2026-02-13', 2, '2026-02-24'],
    ['2026-02-27', 1, '2026-02-28'],
    ['2026-12-31', 1, '2027-01-04'],
  ])('%s and %i working days are %s', (from, count, expected) => {
    expect(addWorkingDays(china, from, count)).toBe(expected);
  });

  test.each([
    ['2026-02', '2026-02-28'],
    ['2028-02', '2028-02-29'],
    ['2026-12', '2026-12-31'],
  ])('the last day of %s is %s', (month, last) => {
    expect(lastDayOf(month)).toBe(last);
  });

  test('weekdays agree with the calendar of the language', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), (offset) => {
        const date = addDays('1970-01-01', offset);
        const name = new Date(`${date}T12:00:00Z`).toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' });
        expect(weekdayOf(date)).toBe(name.toLowerCase());
      }),
    );
  });
});

describe('clocks that jump', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29', 'put forward at 02:00'],
    ['Europe/Berlin', '2026-10-25', 'put back at 03:00'],
    ['America/Santiago', '2026-09-06', 'put forward at midnight: the day begins at 01:00'],
    ['Asia/Shanghai', '2026-02-28', 'never'],
  ])('%s on %s (%s): every hour of the day belongs to it', (timeZone, day) => {
    for (let hour = 1; hour < 24; hour++) expect(localDate(instantAt(day, hour, timeZone), timeZone)).toBe(day);
    // An hour before the day's own first instant it is the day before, though the day has 23 or 25 hours.
    expect(addDays(day, 1)).toBe(localDate(instantAt(addDays(day, 1), 1, timeZone), timeZone));
  });
});
