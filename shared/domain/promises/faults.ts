import type { Notice } from '../facts/happenings.ts';

/** Faults that overlap, as one outage of one customer. */
export type Outage = {
  /** The one that began first; of two at once the one with the lower id. */
  first: Notice;
  faults: readonly Notice[];
  from: number;
  /** When the last one was repaired; null while one is open. */
  until: number | null;
};

/** Outages up to an instant: two faults that overlap, or touch, are one outage. */
export const outagesOf = (notices: readonly Notice[], now: number): Outage[] => {
  const faults = notices
    .filter(({ kind, startsAt }) => kind === 'fault' && Date.parse(startsAt) <= now)
    .sort((left, right) => (`${left.startsAt} ${left.id}` < `${right.startsAt} ${right.id}` ? -1 : 1));
  const outages: { first: Notice; faults: Notice[]; from: number; until: number | null }[] = [];
  for (const fault of faults) {
    const last = outages.at(-1);
    const from = Date.parse(fault.startsAt);
    const until = fault.endsAt === null ? null : Date.parse(fault.endsAt);
    if (last && (last.until === null || from <= last.until)) {
      last.faults.push(fault);
      last.until = last.until === null || until === null ? null : Math.max(last.until, until);
    } else outages.push({ first: fault, faults: [fault], from, until });
  }
  return outages;
};
