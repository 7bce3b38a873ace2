import type { Policy } from '../../contracts/policy.ts';
import { addWorkingDays, workingDays } from './working-days.ts';

/** The first day, from a date on, for whose lists left over work waits. Dates are local, `YYYY-MM-DD`. */
export type ListDay = (from: string) => string;

/**
 * Days for whose lists left over work waits: working days, where the policy counts days as such; else all days. On a day off lists may
 * still be made, of what is asked for on it; what had to wait has waited for people who work.
 */
export const listDayOf = ({ visits }: Pick<Policy, 'visits'>): ListDay => {
  if (visits?.dueDays !== 'working') return (from) => from;
  const calendar = workingDays(visits.calendar);
  return (from) => addWorkingDays(calendar, from, 0);
};
