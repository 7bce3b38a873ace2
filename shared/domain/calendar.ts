const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A formatter a zone: making one costs a thousand times as much as using it. */
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
};

/** What clocks in the zone show at the instant, as if it were UTC; milliseconds. */
const wallClock = (ms: number, timeZone: string): number => {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) part[type] = Number(value);
  return Date.UTC(
    part.year ?? 0,
    (part.month ?? 1) - 1,
    part.day ?? 1,
    part.hour ?? 0,
    part.minute ?? 0,
    part.second ?? 0,
  );
};

const isoDate = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Number of a date `YYYY-MM-DD`: days since 1970-01-01. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/** The date, `YYYY-MM-DD`, that a calendar in the zone shows at the instant (ISO 8601). */
export const localDate = (instant: string, timeZone: string): string =>
  isoDate(wallClock(Date.parse(instant), timeZone));

/** Local time of day of an instant, `HH:MM`. */
export const localTime = (instant: string, timeZone: string): string =>
  new Date(wallClock(Date.parse(instant), timeZone)).toISOString().slice(11, 16);

/** The date that many days later; earlier where negative. */
export const addDays = (date: string, days: number): string => isoDate((dayNumber(date) + days) * dayMs);

/** Number of a month: months since year 0, for arithmetic. Takes `YYYY-MM` and `YYYY-MM-DD`. */
export const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** The month `YYYY-MM` that many months later; earlier where negative. */
export const addMonths = (month: string, months: number): string => {
  const number = monthNumber(month) + months;
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
};

/** Last day of a month `YYYY-MM`. */
export const lastDayOf = (month: string): string => addDays(`${addMonths(month, 1)}-01`, -1);

/**
 * Whole months from one date to another; negative backwards. A month that has not the day of `from` is whole on its last
 * day: 2026-01-30 to 2026-02-28 is 1, to 2026-02-27 is 0.
 */
export const wholeMonths = (from: string, to: string): number => {
  const months = monthNumber(to) - monthNumber(from);
  const isWhole = to.slice(8, 10) >= from.slice(8, 10) || to === lastDayOf(to.slice(0, 7));
  return isWhole ? months : months - 1;
};

/** The quarter of a month or date: `2026-Q4`. */
export const quarterOf = (month: string): string =>
  `${month.slice(0, 4)}-Q${Math.floor((Number(month.slice(5, 7)) - 1) / 3) + 1}`;

/**
 * The instant, UTC, at which clocks in the zone show the hour on the date. Where clocks are put forward over it, the
 * instant that far after the change; where it comes twice, one of both, always the same.
 */
export const instantAt = (date: string, hour: number, timeZone: string): string => {
  const wall = dayNumber(date) * dayMs + hour * 3_600_000;
  const guess = wall - (wallClock(wall, timeZone) - wall);
  // The first guess uses the offset of another instant: right it by that of its own.
  const instant = guess - (wallClock(guess, timeZone) - wall);
  return new Date(instant).toISOString();
};

/** Clocks are put back by so much: an hour nearly everywhere, half an hour on Lord Howe Island, two in Antarctica. */
const putBackMs = [1_800_000, 3_600_000, 7_200_000];

/** Clocks change on whole minutes. */
const minuteMs = 60_000;

/** The change that leaves out what a clock would have shown: the first instant at which it shows that or later. */
const changeOver = (wall: number, near: number, timeZone: string): number => {
  // A day and a half on each side: no zone ever left out more than a day.
  let [before, after] = [near - 36 * 60 * minuteMs, near + 36 * 60 * minuteMs];
  while (after - before > minuteMs) {
    const middle = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs;
    if (wallClock(middle, timeZone) >= wall) after = middle;
    else before = middle;
  }
  return after;
};

/**
 * The instants, UTC, at which clocks in the zone show the hour on the date: two where it comes twice; the change itself where it is
 * left out.
 */
export const instantsAt = (date: string, hour: number, timeZone: string): { first: string; last: string } => {
  const wall = dayNumber(date) * dayMs + hour * 60 * minuteMs;
  const found = Date.parse(instantAt(date, hour, timeZone));
  const all =
    wallClock(found, timeZone) === wall
      ? [found, ...putBackMs.flatMap((ms) => [found - ms, found + ms])].filter((ms) => wallClock(ms, timeZone) === wall)
      : [changeOver(wall, found, timeZone)];
  return { first: new Date(Math.min(...all)).toISOString(), last: new Date(Math.max(...all)).toISOString() };
};
