export { monthNumber } from '../../shared/domain/calendar.ts';

/** `YYYY-MM` of a month's number. */
export const periodOf = (month: number): string =>
  `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;

/** Days of a month. */
export const daysOf = (month: number): number =>
  new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();

/** `YYYY-MM-DD` of a month's day. */
export const dayOf = (month: number, day: number): string => `${periodOf(month)}-${String(day).padStart(2, '0')}`;
