import { AssemblyRefused, type ScheduleSpec } from './stack.ts';

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const FIELDS = ['minute', 'hour', 'day of month', 'month', 'day of week', 'year'] as const;
const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [1, 7],
  [1970, 2199],
] as const;
const NAMES: Readonly<Record<string, number>> = Object.fromEntries([
  ...['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'].map((name, i) => [
    name,
    i + 1,
  ]),
  ...['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'].map((name, i) => [name, i + 1]),
]);

/** Values that one field of a cron expression names; undefined where it has letters that are not known (L, W, #). */
const values = (text: string, [low, high]: readonly [number, number]): Set<number> | undefined => {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = '', last = part.includes('/') ? '' : first] =
      range === '*' || range === '?' ? [String(low), String(high)] : range.split('-');
    const from = NAMES[first] ?? Number(first);
    const to = last === '' ? high : (NAMES[last] ?? Number(last));
    if (![from, to, Number(step)].every(Number.isInteger) || from < low || to > high || Number(step) < 1)
      return undefined;
    for (let value = from; value <= to; value += Number(step)) found.add(value);
  }
  return found;
};

/** Finds the next time that a schedule is due. */
export type NextAfter = (after: Date) => Date;

/**
 * Reads a schedule's expression: `rate(...)`, or `cron(...)` in the schedule's time zone.
 * @throws AssemblyRefused where it says something that is not known here.
 */
export const nextAfter = ({ name, expression, timeZone }: ScheduleSpec): NextAfter => {
  const refused = (what: string) => new AssemblyRefused([`AWS::Scheduler::Schedule ${name}: ${what} of ${expression}`]);
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count) return (after) => new Date(after.getTime() + Number(count) * (UNITS[unit] ?? 0));
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  if (fields.length !== 6) throw refused('expression');
  const [minutes, hours, days, months, weekdays, years] = FIELDS.map((field, i) => {
    const set = values(fields[i] ?? '', BOUNDS[i] ?? [0, 0]);
    if (!set) throw refused(field);
    return set;
  }) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  const local = wallClock(timeZone);

  return (after) => {
    // Day by day on the operator's calendar, then by the clock; four years hold every day there is.
    const today = local(after.getTime());
    for (let day = 0; day < 1462; day++) {
      const date = new Date(today + day * 86_400_000);
      const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      if (!years.has(year) || !months.has(month) || !days.has(dayOfMonth) || !weekdays.has(date.getUTCDay() + 1))
        continue;
      for (const hour of [...hours].sort((a, b) => a - b))
        for (const minute of [...minutes].sort((a, b) => a - b)) {
          const wall = Date.UTC(year, month - 1, dayOfMonth, hour, minute);
          // Twice, because the offset before the first correction may be that of the other side of a clock change.
          let instant = wall - (local(wall) - wall);
          instant = wall - (local(instant) - instant);
          if (instant > after.getTime()) return new Date(instant);
        }
    }
    throw refused('no day within four years');
  };
};

/** Instant -> what clocks of the zone show then, as if it were UTC. */
const wallClock = (timeZone: string): ((instant: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', {
    ...({ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  });
  return (instant) => {
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second);
  };
};

/** The event of a schedule that was due at `at`: Scheduler's own words in the input are filled in. */
export const eventOf = ({ arn, input }: ScheduleSpec, at: Date, executionId: string): string =>
  input
    .replaceAll('<aws.scheduler.scheduled-time>', `${at.toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
