import type { Cadence } from '../../contracts/cadence.ts';
import type { Condition } from '../../contracts/policy/condition.ts';
import type { Programme } from '../../contracts/policy/programme.ts';
import type { VisitsPolicy } from '../../contracts/policy/visits.ts';
import type { Policy } from '../../contracts/policy.ts';
import { type WorkingDays, workingDays } from '../work/working-days.ts';
import type { CompiledCondition } from './conditions.ts';

/** Visits of a policy, ready to be asked. */
export type CompiledVisits = {
  rules: VisitsPolicy;
  calendar: WorkingDays;
};

/** How often a programme's customers are visited: of several cadences the first whose condition holds. */
export type CompiledCadence = {
  cadences: readonly { cadence: Cadence; holds: CompiledCondition | undefined }[];
  /** Whom a visit that has its day is still made to. */
  still: CompiledCondition;
};

/** Prepares the section of visits; null where the policy has none. */
export const compileVisits = ({ visits }: Policy): CompiledVisits | null =>
  visits ? { rules: visits, calendar: workingDays(visits.calendar) } : null;

/** Prepares a programme's cadence; null where it asks at once. */
export const compileCadence = (
  { cadence, still, when }: Programme,
  visits: VisitsPolicy | undefined,
  test: (condition: Condition) => CompiledCondition,
): CompiledCadence | null => {
  if (!cadence) return null;
  const { byRules, ...own } = cadence;
  return {
    cadences: byRules
      ? (visits?.cadences ?? []).map((rule) => ({ cadence: rule.cadence, holds: rule.when && test(rule.when) }))
      : [{ cadence: own, holds: undefined }],
    still: test(still ?? when),
  };
};
