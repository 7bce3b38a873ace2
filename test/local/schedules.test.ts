import { describe, expect, test } from 'vitest';
import { eventOf, nextAfter } from '../../local/aws/schedules.ts';
import type { ScheduleSpec } from '../../local/aws/stack.ts';

const schedule = (expression: string, timeZone = 'UTC') =>
  ({
    name: 's',
    arn: 'arn:s',
    expression,
    timeZone,
    input: '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}',
  }) as ScheduleSpec;
const next = (expression: string, after: string, timeZone?: string) =>
  nextAfter(schedule(expression, timeZone))(new Date(after)).toISOString();

describe('the next time a schedule is due', () => {
  test.each([
    ['cron(0 2 * * ? *)', '2026-10-31T17:59:59Z', 'Asia/Shanghai', '2026-10-31T18:00:00.000Z'],
    ['cron(0 2 * * ? *)', '2026-10-31T18:00:00Z', 'Asia/Shanghai', '2026-11-01T18:00:00.000Z'],
    ['cron(30 8 * * ? *)', '2026-11-01T00:00:00Z', 'Asia/Shanghai', '2026-11-01T00:30:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-01T00:16:00Z', 'UTC', '2026-11-01T00:30:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-11-06T10:00:00Z', 'UTC', '2026-11-09T09:00:00.000Z'],
    ['cron(0 0 1 1,7 ? *)', '2026-01-01T00:00:00Z', 'UTC', '2026-07-01T00:00:00.000Z'],
    ['cron(0 12 29 2 ? *)', '2026-01-01T00:00:00Z', 'UTC', '2028-02-29T12:00:00.000Z'],
    // Clocks in Berlin went forward on 2026-03-29 and back on 2026-10-25.
    ['cron(0 8 * * ? *)', '2026-03-28T08:00:00Z', 'Europe/Berlin', '2026-03-29T06:00:00.000Z'],
    ['cron(0 8 * * ? *)', '2026-10-24T08:00:00Z', 'Europe/Berlin', '2026-10-25T07:00:00.000Z'],
    ['rate(15 minutes)', '2026-11-01T00:01:00Z', 'UTC', '2026-11-01T00:16:00.000Z'],
    ['rate(1 hour)', '2026-11-01T00:01:00Z', 'UTC', '2026-11-01T01:01:00.000Z'],
  ])('%s after %s in %s', (expression, after, zone, due) => {
    expect(next(expression, after, zone)).toBe(due);
  });

  test.each([
    'cron(0 2 L * ? *)',
    'cron(0 2 * * ? )',
    'cron(61 2 * * ? *)',
    'rate(1 fortnight)',
    'at(2026-11-01T00:00:00)',
  ])('%s is refused by name', (expression) => {
    expect(() => nextAfter(schedule(expression))).toThrow(expression);
  });
});

test("an event carries the due time and the schedule where the input has Scheduler's words", () => {
  const event = eventOf(schedule('rate(1 day)'), new Date('2026-10-31T18:00:00Z'), 'x');
  expect(JSON.parse(event)).toEqual({ at: '2026-10-31T18:00:00Z', by: 'arn:s' });
});
