import type { FormerEntry } from '../../contracts/items/former.ts';
import type { FormerCondition } from '../../contracts/policy/former-condition.ts';
import { addDays, dayNumber } from '../calendar.ts';

/** What tonight says of a customer who may have left. */
export type Leaving = {
  /** The policy's rule for who has left holds. */
  hasLeft: boolean;
  /** Business day of the run. */
  day: string;
  /** Days since the customer was last active; NaN where not known. */
  silentDays: number;
  /** Tier of the first scheme before tonight, or tonight's for a first decision. */
  tier: string;
  /** Charge to remember; NaN where not known. */
  charge: number;
  /** Kind of churn, of the last night on which it was asked. */
  kind: string | null;
  /** Cause of churn, likewise. */
  cause: string | null;
};

/**
 * The customer's entry in the archive after tonight. An entry is made when the customer is gone, stays as it was while that
 * lasts, is closed on return but kept, and gives way to a new one when the customer leaves again.
 */
export const formerAfter = (before: FormerEntry | null, tonight: Leaving): FormerEntry | null => {
  const { hasLeft, day, silentDays, tier, charge, kind, cause } = tonight;
  const isOpen = before !== null && before.back === null;
  if (!hasLeft) return isOpen ? { ...before, back: day } : before;
  if (isOpen) return before;
  return {
    on: silentDays > 0 ? addDays(day, -Math.floor(silentDays)) : day,
    tier,
    // -0 would not read back as what was written.
    charge: Number.isNaN(charge) ? null : charge + 0,
    kind,
    cause,
    back: null,
  };
};

/** Whether an entry is what a condition asks for; a customer without one never is. @param day business day of the run */
export const isFormer = (asked: FormerCondition, entry: FormerEntry | null, day: string): boolean => {
  if (!entry) return false;
  const { daysFrom = 0, daysBelow = Number.POSITIVE_INFINITY, tier, kind, cause, chargeFrom, back } = asked;
  const days = dayNumber(day) - dayNumber(entry.on);
  return (
    days >= daysFrom &&
    days < daysBelow &&
    (!tier || tier.includes(entry.tier)) &&
    (!kind || (entry.kind !== null && kind.includes(entry.kind))) &&
    (!cause || (entry.cause !== null && cause.includes(entry.cause))) &&
    (chargeFrom === undefined || (entry.charge !== null && entry.charge >= chargeFrom)) &&
    (back === undefined || (entry.back !== null) === back)
  );
};
