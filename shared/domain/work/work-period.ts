import { addDays, addMonths, quarterOf } from '../calendar.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy, CompiledProgramme } from '../policy/compile-policy.ts';
import { sha256 } from '../sha256.ts';
import { nextWindow, visitWindow } from './visit-window.ts';

/** 96 bits: among 100 million ids two are the same with a chance of 1 in 10^13. */
const idDigits = 24;

/** Id of work, made of content, so that asking twice is asking once; it does not tell whom the work is about. */
export const workIdOf = (customerId: string, programme: string, period: string): string =>
  sha256(JSON.stringify([customerId, programme, period])).slice(0, idDigits);

/** A period in which the same work is asked for once: its name, and the first day of agents' lists after it. */
export type WorkPeriod = { name: string; next: string };

/** The month or quarter of the business day. */
const periodOfDay = (every: 'month' | 'quarter', businessDay: string): WorkPeriod => {
  const month = businessDay.slice(0, 7);
  const months = every === 'month' ? 1 : 3 - ((Number(month.slice(5)) - 1) % 3);
  return {
    name: every === 'quarter' ? quarterOf(businessDay) : month,
    // The day after the first business day of the next period.
    next: addDays(`${addMonths(month, months)}-01`, 1),
  };
};

/** Periods that a programme's work of tonight may be of: one, or, where it has cadences, one for each. */
export const periodsOf = (
  { rules, visit }: Pick<CompiledProgramme, 'rules' | 'visit'>,
  { visits }: Pick<CompiledPolicy, 'visits'>,
  night: Pick<Night, 'businessDay' | 'today'>,
): WorkPeriod[] => {
  if (!visit || !visits) return [periodOfDay(rules.period ?? 'month', night.businessDay)];
  const { calendar } = visits;
  return visit.cadences.map(({ cadence }) => ({
    name: visitWindow(cadence, night, calendar).period,
    next: nextWindow(cadence, night, calendar),
  }));
};
