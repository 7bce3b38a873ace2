import { addDays } from '../calendar.ts';
import { spreadVisits } from './spread-visits.ts';
import type { VisitDays } from './visit-window.ts';
import { addWorkingDays, type WorkingDays } from './working-days.ts';

/** A visit that has its day: the day on which it is asked for, and the last working day on which it may be made. */
export type PlannedVisit = { day: string; until: string };

/** A visit that is to be made, with its day of an earlier night, or the days that it may be given. */
export type VisitToPlan = {
  /** What names it, once among all of them. */
  id: string;
  /** Higher goes first. */
  priority: number;
} & ({ planned: PlannedVisit } | { window: VisitDays });

/** What a plan says of a visit: its day, null where no day of its window has room; and until when it waits, null for tonight's. */
export type VisitDay = { planned: PlannedVisit | null; waitsUntil: string | null };

/** What a plan goes by besides the visits. */
export type PlanBy = {
  calendar: WorkingDays;
  /** Day of the agents' lists made tonight. */
  today: string;
  /** Most visits that are asked for on a day. */
  roomOn: (day: string) => number;
  /** See `spreadVisits`. */
  phase: number;
};

/**
 * A day that was given, as it stands tonight: the first working day from it on that is not over. So who could not be visited on
 * the day (a fault was open, a night failed) comes on the next one. Null where the window has no such day any more.
 */
export const standing = ({ day, until }: PlannedVisit, calendar: WorkingDays, today: string): PlannedVisit | null => {
  const next = addWorkingDays(calendar, day > today ? day : today, 0);
  return next <= until ? { day: next, until } : null;
};

const byUrgency = (a: VisitToPlan & { until: string }, b: VisitToPlan & { until: string }): number => {
  if (a.until !== b.until) return a.until < b.until ? -1 : 1;
  return b.priority - a.priority || (a.id < b.id ? -1 : 1);
};

/**
 * Gives every visit its working day, and says which are tonight's. Days of earlier nights stay, as long as they are there
 * (see {@link standing}); new visits are spread over the emptiest days of their window. The same visits give the same
 * plan, in whatever order they come.
 */
export const planVisits = (visits: readonly VisitToPlan[], by: PlanBy): Map<string, VisitDay> => {
  const { calendar, today, roomOn, phase } = by;
  const days = new Map<string, PlannedVisit>();
  const load = new Map<string, number>();
  const give = (id: string, planned: PlannedVisit) => {
    days.set(id, planned);
    load.set(planned.day, (load.get(planned.day) ?? 0) + 1);
  };
  for (const one of visits) if ('planned' in one) give(one.id, one.planned);
  const fresh = visits.filter((one) => 'window' in one);
  const windows = Map.groupBy(fresh, ({ window }) => `${window.until} ${window.days[0]}`);
  // Who has least time chooses first.
  for (const key of [...windows.keys()].sort()) {
    const group = windows.get(key) ?? [];
    const [{ window } = { window: { days: [], until: '' } }] = group;
    const { dayOf } = spreadVisits(group, window.days, (day) => load.get(day) ?? 0, roomOn, phase);
    for (const [id, day] of dayOf) give(id, { day, until: window.until });
  }
  const tonight = visits
    .flatMap((one) => {
      const planned = days.get(one.id);
      return planned?.day === today ? [{ ...one, until: planned.until }] : [];
    })
    .sort(byUrgency)
    .slice(0, roomOn(today));
  const isTonight = new Set(tonight.map(({ id }) => id));
  const nextDay = addWorkingDays(calendar, addDays(today, 1), 0);
  return new Map(
    visits.map(({ id }): [string, VisitDay] => {
      const planned = days.get(id) ?? null;
      if (isTonight.has(id)) return [id, { planned, waitsUntil: null }];
      return [id, { planned, waitsUntil: planned && planned.day > today ? planned.day : nextDay }];
    }),
  );
};
