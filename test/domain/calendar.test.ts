import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths, instantAt, localDate, quarterOf, wholeMonths } from '../../shared/domain/calendar.ts';
import { gatherFacts } from '../../shared/domain/facts/gather-facts.ts';
import { calendarOf } from '../../shared/domain/features/dates.ts';
import { constant } from '../../shared/domain/kernel/expression.ts';
import { maskCell, maskName, maskPhone } from '../../shared/domain/mask.ts';
import { nightOf, runIdOf } from '../../shared/domain/night.ts';
import { sha256 } from '../../shared/domain/sha256.ts';
import { nightAt } from './customer.ts';
import { evaluate } from './evaluate.ts';

describe('the business day', () => {
  test('is the day before the run in the operator’s zone', () => {
    const night = nightOf('run', '2026-10-31T18:00:00Z', 'Asia/Shanghai', 3);
    expect(night).toMatchObject({
      today: '2026-11-01',
      businessDay: '2026-10-31',
      months: ['2026-08', '2026-09', '2026-10'],
    });
  });

  test('crosses the year', () => {
    expect(nightOf('run', '2027-01-01T02:00:00+08:00', 'Asia/Shanghai', 2)).toMatchObject({
      businessDay: '2026-12-31',
      months: ['2026-11', '2026-12'],
    });
  });

  test('a run’s id is made of its instant, however it is written', () => {
    expect(runIdOf('2026-11-01T02:00:00+08:00')).toBe('2026-10-31T18-00-00Z');
    expect(runIdOf('2026-10-31T18:00:00.000Z')).toBe('2026-10-31T18-00-00Z');
  });
});

describe('calendar', () => {
  test.each([
    ['2026-01-31', '2026-02-27', 0],
    ['2026-01-31', '2026-02-28', 1],
    ['2026-01-30', '2028-02-28', 24],
    ['2026-01-30', '2028-02-29', 25],
    ['2026-01-31', '2026-03-30', 1],
    ['2026-01-31', '2026-03-31', 2],
    ['2020-02-29', '2021-02-28', 12],
    ['2026-02-28', '2026-03-27', 0],
    ['2026-11-01', '2026-10-31', -1],
  ])('whole months from %s to %s are %i', (from, to, months) => {
    expect(wholeMonths(from, to)).toBe(months);
  });

  test('months and days are counted over the year’s end', () => {
    expect(addMonths('2026-01', -2)).toBe('2025-11');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(['2026-01', '2026-03-31', '2026-04', '2026-12'].map(quarterOf)).toEqual([
      '2026-Q1',
      '2026-Q1',
      '2026-Q2',
      '2026-Q4',
    ]);
  });

  test('the instant of a local hour shows that hour’s date in the zone, in every season', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'),
        (days, zone) => {
          const date = addDays('1990-01-01', days);
          const instant = instantAt(date, 18, zone);
          expect(localDate(instant, zone)).toBe(date);
          expect(
            new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: zone }).format(
              new Date(instant),
            ),
          ).toBe('18');
        },
      ),
    );
  });
});

describe('masks', () => {
  test.each([
    ['13800001234', '138****1234'],
    ['+86 138 0000 1234', '138****1234'],
    ['62345678', '******78'],
    ['10086', '*****'],
  ])('the number %s shows as %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });

  test.each([
    ['王小明', '王**'],
    ['王', '王*'],
    ['Wang Xiaoming', 'W***'],
    ['', ''],
  ])('the name %s shows as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  test('at least two thirds of any other cell are hidden', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '1', '王', '😀'), minLength: 1 }), (cell) => {
        const hidden = [...maskCell(cell)].filter((character) => character === '*').length;
        expect(hidden).toBeGreaterThanOrEqual(([...cell].length * 2) / 3);
      }),
    );
  });
});

test('the hash is SHA-256, of short texts and of long ones in any order', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        text.map((one) => one.repeat(20)),
      ),
      (text) => {
        expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
      },
    ),
  );
});

test('formulas find the month and the day of the month of any day', () => {
  const night = nightAt();
  const facts = gatherFacts([], night.months);
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
      const found = calendarOf(constant(days));
      const [month, dayOfMonth] = [found.month, found.dayOfMonth].map((value) => evaluate(value, facts, night, 0));
      const date = new Date(days * 86_400_000);
      expect([month, dayOfMonth]).toEqual([date.getUTCFullYear() * 12 + date.getUTCMonth(), date.getUTCDate()]);
    }),
  );
});
