import type { ContactBetween, WorkRequested } from '../../../contracts/messages/work-requested.ts';
import type { ContactPolicy } from '../../../contracts/policy/contact.ts';
import { addDays, instantsAt } from '../../calendar.ts';

/** Local hours in which a customer may be contacted, and where. */
export type ContactHours = NonNullable<WorkRequested['contactHours']>;

/** The clock of a region: its own zone, or the operator's. */
export const zoneOf = (
  { timeZones }: Pick<ContactPolicy, 'timeZones'>,
  region: string | null,
  operatorsZone: string,
): string => (region === null || !Object.hasOwn(timeZones, region) ? operatorsZone : (timeZones[region] as string));

/** When customers of a region may be contacted; null where the policy has no quiet hours. */
export const contactHours = (
  contact: ContactPolicy,
  region: string | null,
  operatorsZone: string,
): ContactHours | null => {
  if (!contact.quietHours) return null;
  const { from, until } = contact.quietHours;
  const end = Number(from.slice(0, 2));
  return {
    from: Number(until.slice(0, 2)),
    // Quiet hours from midnight on begin at the end of the day.
    until: end === 0 ? 24 : end,
    timeZone: zoneOf(contact, region, operatorsZone),
  };
};

/**
 * The instants of a day between which these hours lie. An hour that comes twice, where clocks are put back, is quiet both
 * times; one that is left out begins with the change.
 */
export const contactBetweenOn = (day: string, { from, until, timeZone }: ContactHours): ContactBetween => ({
  from: instantsAt(day, from, timeZone).last,
  until: until === 24 ? instantsAt(addDays(day, 1), 0, timeZone).first : instantsAt(day, until, timeZone).first,
});
