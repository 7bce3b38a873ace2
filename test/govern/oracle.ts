import type { Cap, ContactPolicy } from '../../shared/contracts/policy/contact.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { Notice } from '../../shared/domain/work/govern/contact-events.ts';
import type { Person } from './world.ts';

const dayMs = 86_400_000;
const windows = { day: 1, week: 7, month: 30 };
const formats = new Map<string, Intl.DateTimeFormat>();

/** Date and hour that a clock shows: by another locale and format than the code that is tested. */
export const clock = (ms: number, timeZone: string): { day: string; hour: number } => {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const shown = format.format(ms);
  return { day: shown.slice(0, 10), hour: Number(shown.slice(11, 13)) };
};

/** Number of a day. */
export const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;

/** The clock of a customer's region. */
export const zoneOfPerson = ({ timeZones }: ContactPolicy, { region }: Person, own: string): string =>
  (region !== null && timeZones[region]) || own;

/** Whether an hour is one in which nobody is contacted. */
export const isQuiet = ({ quietHours }: ContactPolicy, hour: number): boolean => {
  if (!quietHours) return false;
  const [from, until] = [Number(quietHours.from.slice(0, 2)), Number(quietHours.until.slice(0, 2))];
  return from > until ? hour >= from || hour < until : hour >= from && hour < until;
};

/** Whether a known notice, or what is known of the customer, forbids contact on a day. */
export const isOnHold = (
  { contact, programmes }: Policy,
  programme: string,
  person: Person,
  notices: readonly Notice[],
  day: string,
  own: string,
): boolean => {
  if (!contact || !programmes[programme]) throw new Error('no such rules');
  const zone = zoneOfPerson(contact, person, own);
  return contact.holds.some(({ does, except, notice, when }) => {
    if (does !== 'pause' || except.includes(programme)) return false;
    if (when) return person.arrearsDays >= (when.from ?? 0);
    return notices.some(({ kind, customerId, region, startsAt, endsAt }) => {
      if (!notice?.kind.some((one) => one === kind)) return false;
      if (customerId === null ? region !== person.region : customerId !== person.customerId) return false;
      const first = numberOf(clock(Date.parse(startsAt), zone).day) - notice.daysBefore;
      const begin = numberOf(clock(Date.parse(startsAt), zone).day);
      const last =
        endsAt === null ? begin + notice.openDays : numberOf(clock(Date.parse(endsAt), zone).day) + notice.daysAfter;
      return numberOf(day) >= first && numberOf(day) <= last;
    });
  });
};

/** A contact as it happened. */
export type Made = { channel: string; day: string };

/** Caps that some contacts of one customer break, each a window that holds too many. */
export const brokenCaps = (caps: readonly Cap[], made: readonly Made[]): string[] =>
  caps.flatMap(({ most, per, channels }) => {
    const days = made
      .filter(({ channel }) => !channels || channels.some((one) => one === channel))
      .map(({ day }) => numberOf(day));
    const tooMany = days.find((end) => days.filter((day) => day <= end && day > end - windows[per]).length > most);
    return tooMany === undefined ? [] : [`more than ${most} a ${per}`];
  });
