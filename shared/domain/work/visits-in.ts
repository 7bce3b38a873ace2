import type { Cadence } from '../../contracts/cadence.ts';
import { addDays } from '../calendar.ts';
import { columnName, type DecisionTable } from '../decide/decision-table.ts';
import { type Coded, type RuleColumns, wordAt } from '../decide/shard-table.ts';
import { wordList } from '../decide/word-list.ts';
import type { Night } from '../night.ts';
import type { CompiledPolicy, CompiledProgramme } from '../policy/compile-policy.ts';
import type { RowTest } from '../policy/conditions.ts';
import type { ShardPart } from '../shard.ts';
import type { BeforePlan } from './govern/govern.ts';
import { visitPhase, visitRoom } from './visit-part.ts';
import { type PlannedVisit, planVisits, standing, type VisitDay, type VisitToPlan } from './visit-plan.ts';
import { type VisitDate, type VisitDays, visitDays, visitWindow } from './visit-window.ts';
import type { WorkingDays } from './working-days.ts';

/** What tonight's plan of visits says, by programme and row. */
export type VisitsTonight = {
  /** Who is a candidate of a programme with a cadence; undefined for other programmes. */
  isCandidate: (programme: string) => RowTest | undefined;
  /** The period that the work's id is made of; undefined for other programmes. */
  periodAt: (programme: string, row: number) => string | undefined;
  /** Day for which a candidate is asked for again; null where nothing keeps it from being asked for tonight. */
  waitsUntil: (programme: string, row: number) => string | null;
  /** Last working day on which tonight's visit may be made; null for other programmes. */
  lastDay: (programme: string, row: number) => string | null;
  /**
   * Days of visits that are still to be asked for, as columns `visit_<programme>` and `visitUntil_<programme>`. The day of who
   * is held out stands behind the last day of the window: nobody is told of a visit that is not made.
   *
   * @param isAsked whether tonight asks for the visit: then it has no day to come any more
   */
  columns: (rows: number, isAsked: (programme: string, row: number) => boolean) => Map<string, Coded>;
  /** Planned visits by day, tonight's among them. */
  byDay: () => Record<string, number>;
};

/** What visits of a shard are planned from. */
export type VisitShard = {
  columns: RuleColumns;
  /** Rows that are decided tonight: 1. */
  isDecided: Uint8Array;
  /** Decisions of the last completed run, by tonight's rows. */
  before: DecisionTable | null;
  /** Points of a card by row. */
  points: (card: string) => Float64Array;
  part: ShardPart;
};

/** How a candidate stands before the plan is made. */
type Standing = { period: string; planned: PlannedVisit | null; window: VisitDays | null; isOver: string };

const plannedOf = (before: DecisionTable | null, programme: string): ((row: number) => PlannedVisit | null) => {
  const days = before?.words.get(columnName('visit', programme));
  const untils = before?.words.get(columnName('visitUntil', programme));
  if (!days || !untils) return () => null;
  return (row) => {
    const [until, heldOutOn] = wordAt(untils, row)?.split(' ') ?? [];
    const day = wordAt(days, row) ?? heldOutOn;
    return day !== undefined && until !== undefined ? { day, until } : null;
  };
};

/** Windows that the cadences of a programme have tonight: the same for all customers. */
const windowsOf = (cadences: readonly { cadence: Cadence }[], calendar: WorkingDays, spare: number, night: VisitDate) =>
  cadences.map(({ cadence }) => {
    const { today } = night;
    const window = visitWindow(cadence, night, calendar);
    const isNow = today >= window.from && today <= window.until;
    return { ...window, isNow, days: visitDays(calendar, window, today, spare) };
  });

/** Candidates of one programme: who has a day, and who fulfils its condition within a window. */
const candidatesOf = (
  { name, isCandidate, visit }: CompiledProgramme,
  { columns, isDecided, before }: VisitShard,
  calendar: WorkingDays,
  spare: number,
  night: VisitDate,
): Map<number, Standing> => {
  const found = new Map<number, Standing>();
  if (!visit) return found;
  const windows = windowsOf(visit.cadences, calendar, spare, night);
  const rules = visit.cadences.map(({ holds }) => holds?.(columns));
  const [isNew, isStill] = [isCandidate(columns), visit.still(columns)];
  const plannedAt = plannedOf(before, name);
  for (let row = 0; row < isDecided.length; row++) {
    if (isDecided[row] === 0) continue;
    const earlier = plannedAt(row);
    const planned = earlier && standing(earlier, calendar, night.today);
    const goesOn = planned !== null && isStill(row);
    if (!goesOn && !isNew(row)) continue;
    const window = windows[rules.findIndex((holds) => !holds || holds(row))];
    if (!window) continue;
    const { period, isNow, days, until } = window;
    if (goesOn) found.set(row, { period, planned, window: null, isOver: '' });
    else if (isNow) found.set(row, { period, planned: null, window: days, isOver: addDays(until, 1) });
  }
  return found;
};

const idOf = (programme: string, row: number): string => `${programme} ${row}`;

/**
 * Plans the visits of a shard. A candidate that something keeps away whatever the day (a rule of the policy, an earlier visit
 * of the period) gets no day: it would only take the place of another.
 *
 * @param beforePlan what is known of a candidate before the plan is made
 */
export const visitsIn = (
  { programmes, visits }: Pick<CompiledPolicy, 'programmes' | 'visits'>,
  shard: VisitShard,
  beforePlan: (programme: CompiledProgramme, row: number) => BeforePlan,
  night: Night,
): VisitsTonight | null => {
  const planned = programmes.filter(({ visit }) => visit !== null);
  if (!visits || planned.length === 0) return null;
  const { rules, calendar } = visits;
  const { part } = shard;
  const candidates = new Map(
    planned.map((one) => [one.name, candidatesOf(one, shard, calendar, rules.spareDays, night)]),
  );
  const toPlan: VisitToPlan[] = [];
  const heldOut = new Set<string>();
  for (const programme of planned) {
    const points = shard.points(programme.priority.name);
    for (const [row, { planned: day, window }] of candidates.get(programme.name) ?? []) {
      const { isKeptAway, isHeldOut } = beforePlan(programme, row);
      if (isKeptAway) continue;
      const visit = { id: idOf(programme.name, row), priority: points[row] as number };
      if (isHeldOut) heldOut.add(visit.id);
      if (day) toPlan.push({ ...visit, planned: day });
      else if (window) toPlan.push({ ...visit, window });
    }
  }
  const roomOn = visitRoom(rules.mostADay, part);
  const days = planVisits(toPlan, { calendar, today: night.today, roomOn, phase: visitPhase(part) });
  const dayOf = (programme: string, row: number): VisitDay | undefined => days.get(idOf(programme, row));
  return {
    isCandidate: (programme) => {
      const its = candidates.get(programme);
      return its && ((row) => its.has(row));
    },
    periodAt: (programme, row) => candidates.get(programme)?.get(row)?.period,
    waitsUntil: (programme, row) => {
      const day = dayOf(programme, row);
      if (day) return day.waitsUntil;
      const candidate = candidates.get(programme)?.get(row);
      // In the window, but no working day of it is left.
      return candidate && !candidate.planned && !candidate.window ? candidate.isOver : null;
    },
    lastDay: (programme, row) => dayOf(programme, row)?.planned?.until ?? null,
    columns: (rows, isAsked) => {
      const columns = new Map<string, Coded>();
      for (const { name } of planned) {
        const [ofDay, ofUntil] = [wordList(), wordList()];
        const [day, until] = [new Int32Array(rows).fill(-1), new Int32Array(rows).fill(-1)];
        for (const row of candidates.get(name)?.keys() ?? []) {
          const its = dayOf(name, row)?.planned;
          if (!its || isAsked(name, row)) continue;
          const isHeldOut = heldOut.has(idOf(name, row));
          if (!isHeldOut) day[row] = ofDay.codeOf(its.day);
          until[row] = ofUntil.codeOf(isHeldOut ? `${its.until} ${its.day}` : its.until);
        }
        columns.set(columnName('visit', name), { codes: day, values: ofDay.words });
        columns.set(columnName('visitUntil', name), { codes: until, values: ofUntil.words });
      }
      return columns;
    },
    byDay: () => {
      const counts: Record<string, number> = {};
      for (const [id, { planned: its }] of days)
        if (its && !heldOut.has(id)) counts[its.day] = (counts[its.day] ?? 0) + 1;
      return counts;
    },
  };
};
