import type { Promised, PromiseList } from '../../contracts/policy/promises.ts';
import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import { localDate } from '../calendar.ts';

/** How many promises there were, and what became of them. */
export type Tally = { promised: number; delivered: number; broken: number; open: number };

/** Promises of one name, tier or desk, region and day. */
export type Attained = Tally & {
  promise: string;
  /** Tier when it was made; null of callers nobody knows, who have a desk, and of customers without a tier. */
  tier: string | null;
  /** Desk of calls of callers nobody knows; null of customers. */
  desk: string | null;
  region: string | null;
  /** Day on which it was made, by the operator's clock. */
  day: string;
};

/** Stands for the desk of a call that names none. */
export const noDesk = '-';

/** Promises counted by name, tier or desk, region and day, in the order of names and days. */
export const attainmentOf = (entries: Iterable<PromiseEntry>, timeZone: string): Attained[] => {
  const found = new Map<string, Attained>();
  // An hour is wholly of one day in every time zone whose offset is one of hours or of quarters: quarters are.
  const days = new Map<string, string>();
  const dayOf = (instant: string): string => {
    const quarter = `${instant.slice(0, 14)}${Math.floor(Number(instant.slice(14, 16)) / 15)}`;
    const day = days.get(quarter) ?? localDate(instant, timeZone);
    days.set(quarter, day);
    return day;
  };
  for (const { promise, customerId, tier, desk: called, region, promisedAt, state } of entries) {
    const desk = customerId === null ? (called ?? noDesk) : null;
    const day = dayOf(promisedAt);
    const key = JSON.stringify([promise, tier, desk, region, day]);
    let line = found.get(key);
    if (!line) {
      line = { promise, tier, desk, region, day, promised: 0, delivered: 0, broken: 0, open: 0 };
      found.set(key, line);
    }
    line.promised++;
    line[state]++;
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, line]) => line);
};

/** Lines added up by what they have in common. @param by members that stay apart */
export const sumAttained = <Name extends 'promise' | 'tier' | 'desk' | 'region' | 'day'>(
  lines: readonly Attained[],
  by: readonly Name[],
): (Tally & Pick<Attained, Name>)[] => {
  const found = new Map<string, Tally & Pick<Attained, Name>>();
  for (const line of lines) {
    const key = JSON.stringify(by.map((name) => line[name]));
    const sum = found.get(key) ?? {
      ...(Object.fromEntries(by.map((name) => [name, line[name]])) as Pick<Attained, Name>),
      ...{ promised: 0, delivered: 0, broken: 0, open: 0 },
    };
    for (const count of ['promised', 'delivered', 'broken', 'open'] as const) sum[count] += line[count];
    found.set(key, sum);
  }
  return [...found.values()];
};

/** Share of the promises that were kept, of those whose time is over; null where none is. */
export const keptShare = ({ delivered, broken }: Tally): number | null =>
  delivered + broken === 0 ? null : delivered / (delivered + broken);

/** Share that is to be kept of a promise to a tier, or to strangers at a desk; null where the policy promises nothing there. */
export const targetOf = (
  { list }: PromiseList,
  { promise, tier, desk }: Pick<Attained, 'promise' | 'tier' | 'desk'>,
): number | null => {
  const made = list.find(({ name }) => name === promise);
  if (!made) return null;
  if (desk !== null) return strangersOf(made, desk);
  const term = (made.terms as { tier?: string[] | undefined; share: number }[]).find(
    (one) => !one.tier || (tier !== null && one.tier.includes(tier)),
  );
  return term?.share ?? null;
};

const strangersOf = (made: Promised, desk: string): number | null =>
  made.kind === 'answer'
    ? (made.strangers.find(({ desk: desks }) => !desks || desks.includes(desk))?.share ?? null)
    : null;
