import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cadence, cadence, programmeCadence } from '../../shared/contracts/cadence.ts';
import { addDays } from '../../shared/domain/calendar.ts';
import { nextWindow, visitDays, visitWindow } from '../../shared/domain/work/visit-window.ts';
import { workingDays } from '../../shared/domain/work/working-days.ts';
import { calendarOf } from './calendars.ts';

const on = (day: string) => ({ today: day, businessDay: day });
const china = workingDays(calendarOf('china'));

describe('a cadence', () => {
  test.each([
    [{}, 'a cadence says exactly one thing, this one says none: use one of every, season, once'],
    [{ every: 'month', season: { from: '03-20', until: '04-20' } }, 'this one says every and season'],
    [{ every: 'week' }, 'not one of month, quarter, year'],
    [{ season: { from: '03-20', until: '04-31' } }, 'not a day of the calendar'],
    [{ once: 'month' }, '"once" (month, quarter, year) and "withinDays" (working days) go together'],
    [{ every: 'month', withinDays: 3 }, 'go together'],
    [{ every: 'month', inMonths: { from: 1, until: 1 } }, 'only a quarter or a year has months to choose from'],
    [{ every: 'quarter', inMonths: { from: 1, until: 4 } }, 'a quarter has 3 months, not 4'],
    [{ every: 'year', inMonths: { from: 5, until: 4 } }, 'lies before from'],
  ])('%j is refused: %s', (given, words) => {
    expect(
      cadence
        .safeParse(given)
        .error?.issues.map(({ message }) => message)
        .join('\n'),
    ).toContain(words);
  });

  test('of a programme may go by the rules of the policy', () => {
    expect(programmeCadence.safeParse({ byRules: true }).success).toBe(true);
    expect(programmeCadence.safeParse({ byRules: true, every: 'month' }).success).toBe(false);
    expect(cadence.safeParse({ byRules: true }).success).toBe(false);
  });
});

describe('the window of a visit', () => {
  const season = { season: { from: '03-20', until: '04-20' } };
  test.each([
    [{ every: 'month' as const }, '2028-02-10', ['2028-02', '2028-02-01', '2028-02-29']],
    [{ every: 'quarter' as const }, '2026-10-31', ['2026-Q4', '2026-12-01', '2026-12-31']],
    [{ every: 'quarter' as const }, '2026-03-31', ['2026-Q1', '2026-03-01', '2026-03-31']],
    [
      { every: 'quarter' as const, inMonths: { from: 1, until: 2 } },
      '2026-06-30',
      ['2026-Q2', '2026-04-01', '2026-05-31'],
    ],
    [{ every: 'year' as const }, '2026-10-31', ['2026', '2026-01-01', '2026-12-31']],
    [{ every: 'year' as const, inMonths: { from: 2, until: 2 } }, '2026-10-31', ['2026', '2026-02-01', '2026-02-28']],
    [season, '2026-01-01', ['season 2026-03-20', '2026-03-20', '2026-04-20']],
    [season, '2026-04-20', ['season 2026-03-20', '2026-03-20', '2026-04-20']],
    [season, '2026-04-21', ['season 2027-03-20', '2027-03-20', '2027-04-20']],
    [{ season: { from: '12-20', until: '01-10' } }, '2027-01-05', ['season 2026-12-20', '2026-12-20', '2027-01-10']],
    [{ season: { from: '02-10', until: '02-29' } }, '2026-02-11', ['season 2026-02-10', '2026-02-10', '2026-02-28']],
    // From the eve of the Spring Festival on: nobody works until the 24th.
    [{ once: 'quarter' as const, withinDays: 3 }, '2026-02-16', ['2026-Q1', '2026-02-16', '2026-02-26']],
    [{ once: 'month' as const, withinDays: 1 }, '2026-10-31', ['2026-10', '2026-10-31', '2026-11-02']],
  ])('%j on %s', (given, date, [period, from, until]) => {
    expect(visitWindow(cadence.parse(given), on(date), china)).toEqual({ period, from, until });
  });

  test('its days: the last ones are spared, whoever comes late gets what is left, and after it there is none', () => {
    const october = visitWindow({ every: 'month' }, on('2026-10-08'), china);
    const days = (today: string, spare = 2) => visitDays(china, october, today, spare);
    expect(days('2026-10-01')?.days).toHaveLength(16);
    expect(days('2026-10-01')).toMatchObject({ until: '2026-10-30' });
    expect(days('2026-10-01')?.days.at(-1)).toBe('2026-10-28');
    expect(days('2026-10-29')).toEqual({ days: ['2026-10-29', '2026-10-30'], until: '2026-10-30' });
    expect(days('2026-10-10', 99)?.days[0]).toBe('2026-10-10');
    // A Saturday, the month's last day; and the day before it began.
    expect([days('2026-10-31'), days('2026-09-30'), days('2026-11-01')]).toEqual([null, null, null]);
  });

  test.each([
    [{ every: 'month' as const }, '2026-10-31', '2026-11-01'],
    [{ every: 'quarter' as const }, '2026-10-31', '2027-03-01'],
    [{ every: 'year' as const }, '2026-10-31', '2027-01-01'],
    [season, '2026-03-25', '2027-03-20'],
    [{ once: 'quarter' as const, withinDays: 3 }, '2026-10-31', '2027-01-02'],
  ])('after the one of %j on %s comes that from %s', (given, date, next) => {
    expect(nextWindow(cadence.parse(given), on(date), china)).toBe(next);
  });

  test('a visit that is called for is of the business day: who joined on the last day of October, of October', () => {
    const night = { today: '2026-11-01', businessDay: '2026-10-31' };
    expect(visitWindow({ once: 'month', withinDays: 2 }, night, china)).toEqual({
      ...{ period: '2026-10', from: '2026-11-01', until: '2026-11-03' },
    });
  });

  test('a week in which nobody works has no days', () => {
    const golden = visitWindow({ season: { from: '10-01', until: '10-07' } }, on('2026-10-01'), china);
    expect(visitDays(china, golden, '2026-10-01', 0)).toBeNull();
  });

  test('every date of a period has the same window, and the days given lie in it, on working days, from today on', () => {
    const cadences: Cadence[] = [{ every: 'month' }, { every: 'quarter' }, { every: 'year' }, season];
    fc.assert(
      fc.property(fc.constantFrom(...cadences), fc.nat(800), fc.nat(5), (given, offset, spare) => {
        const today = addDays('2025-12-01', offset);
        const window = visitWindow(given, on(today), china);
        expect(visitWindow(given, on(window.until), china)).toEqual(window);
        const found = visitDays(china, window, today, spare);
        if (!found) return;
        for (const day of found.days) {
          expect(china.isWorkingDay(day)).toBe(true);
          expect(day >= today && day >= window.from && day <= found.until && found.until <= window.until).toBe(true);
        }
      }),
    );
  });
});
