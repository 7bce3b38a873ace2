import type { FeeWaiver } from '../../contracts/fee-waiver.ts';
import type { PromiseEntry } from '../../contracts/promise-entry.ts';
import type { GatheredFacts } from '../facts/gather-facts.ts';

const hourMs = 3_600_000;

/** Hours of the month in which an instant lies, UTC. */
const hoursOfMonth = (instant: string): number =>
  new Date(Date.UTC(Number(instant.slice(0, 4)), Number(instant.slice(5, 7)), 0)).getUTCDate() * 24;

/** The newest monthly fee of a row; null where no month of the window names one. */
const feeOf = ({ series, rows, months }: Pick<GatheredFacts, 'series' | 'rows' | 'months'>, row: number) => {
  const { values } = series('monthlyFee', months);
  for (let at = (months - 1) * rows + row; at >= 0; at -= rows)
    if (!Number.isNaN(values[at] as number)) return values[at] as number;
  return null;
};

/**
 * Fees that are waived because a fault was not repaired in time, of faults that are over: of one that is open nobody knows
 * yet how much. No more than the month's fee is waived for a month's hours, and no less than its part.
 *
 * @param byRow promises by row, as the night left them
 */
export const waiversOf = (
  byRow: ReadonlyMap<number, readonly PromiseEntry[]>,
  facts: Pick<GatheredFacts, 'series' | 'rows' | 'months'>,
): FeeWaiver[] =>
  [...byRow].flatMap(([row, entries]) =>
    entries.flatMap(({ id, customerId, promise, fact, outage }): FeeWaiver[] => {
      if (!outage?.waived || outage.until === null || customerId === null) return [];
      const { from, until } = outage;
      const hours = (Date.parse(until) - Date.parse(from)) / hourMs;
      const monthlyFee = feeOf(facts, row);
      const amount = monthlyFee === null ? null : Math.round((monthlyFee * hours * 100) / hoursOfMonth(from)) / 100;
      return [{ id, customerId, promise, fact, from, until, hours: Math.round(hours * 100) / 100, monthlyFee, amount }];
    }),
  );
