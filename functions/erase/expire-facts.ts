import { factsBelow } from '../../shared/aws/fact-objects.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { KeptMonths } from '../../shared/contracts/kept-months.ts';
import type { FactExpiry } from '../../shared/contracts/messages/schedules.ts';
import { addMonths, localDate } from '../../shared/domain/calendar.ts';
import { allFacts } from '../../shared/dump/fact-key.ts';

/** What taking old facts away needs. */
export type ExpiryPorts = {
  /** The facts bucket. */
  facts: Pick<ObjectStore, 'list' | 'remove'>;
  /** How long facts are kept. */
  kept: KeptMonths;
  /** Operator's IANA time zone: its month is the one under way. */
  timeZone: string;
};

/** Objects deleted at once. */
const parallel = 16;

/**
 * Deletes the facts of months that are past their feed's time, wherever they lie. By month, not by age: an object that an
 * erasure or another number of shards rewrote is as old as what it says. Done again, it finds nothing.
 *
 * @returns objects deleted, by feed and month: `usage/2023-10`
 */
export const expireFacts = async (
  { scheduledAt }: FactExpiry,
  { facts, kept, timeZone }: ExpiryPorts,
): Promise<Record<string, number>> => {
  const month = localDate(scheduledAt, timeZone).slice(0, 7);
  const deleted: Record<string, number> = {};
  const old = (await factsBelow(facts, allFacts)).filter(
    ({ parts: { feed, period } }) => period < addMonths(month, -kept[feed]),
  );
  await inParallel(parallel, old, async ({ key, parts: { feed, period } }) => {
    await facts.remove(key);
    deleted[`${feed}/${period}`] = (deleted[`${feed}/${period}`] ?? 0) + 1;
  });
  return deleted;
};
