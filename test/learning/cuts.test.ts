import { describe, expect, test } from 'vitest';
import { addMonths } from '../../shared/domain/calendar.ts';
import { cutsOf, monthsOfBacktest, splitByTime } from '../../shared/domain/learning/cuts.ts';
import { rules } from './facts.ts';

const zone = 'Asia/Shanghai';
const cuts = (first: string, last: string, given: Parameters<typeof rules>[0] = {}) =>
  cutsOf(first, last, rules(given), 12, zone);

describe('cuts', () => {
  test('a cut has its observed months before it, and its outcome within the facts', () => {
    const found = cuts('2026-04', '2026-10', { leadMonths: 1 });
    expect(found.map(({ month, lead, outcome }) => [month, lead, outcome])).toEqual([
      ['2026-06', ['2026-07'], ['2026-08', '2026-09']],
      ['2026-07', ['2026-08'], ['2026-09', '2026-10']],
    ]);
  });

  test('its night is the one after the month: the month’s last day is the business day', () => {
    expect(cuts('2026-04', '2026-10')[0]?.night).toMatchObject({
      today: '2026-07-01',
      businessDay: '2026-06-30',
      now: '2026-06-30T16:00:00.000Z',
    });
    expect(cuts('2026-04', '2026-10')[0]?.night.months.at(-1)).toBe('2026-06');
  });

  test('only the newest are stacked, and too short a history has none', () => {
    expect(cuts('2024-01', '2026-10', { cuts: 3 }).map(({ month }) => month)).toEqual([
      '2026-06',
      '2026-07',
      '2026-08',
    ]);
    expect(cuts('2026-08', '2026-10')).toEqual([]);
  });

  test('the backtest trains only on cuts whose outcome was over before the newer ones', () => {
    const { train, test: newer } = splitByTime(cuts('2025-12', '2026-10'), 1);
    expect(newer.map(({ month }) => month)).toEqual(['2026-08']);
    expect(train.map(({ month }) => month)).toEqual(['2026-02', '2026-03', '2026-04', '2026-05', '2026-06']);
  });

  test.each([
    [0, 2, 1],
    [1, 2, 1],
    [0, 1, 2],
    [2, 3, 3],
  ])(
    'lead %i, outcome %i, %i newer cuts: the stated least history gives a backtest, a month less does not',
    (lead, outcome, newer) => {
      const given = { leadMonths: lead, outcomeMonths: outcome, testCuts: newer, cuts: 24 };
      const needed = monthsOfBacktest(rules(given));
      const split = (months: number) => splitByTime(cuts('2025-01', addMonths('2025-01', months - 1), given), newer);
      expect(split(needed).train).toHaveLength(1);
      expect(split(needed - 1)).toEqual({ train: [], test: [] });
    },
  );
});
