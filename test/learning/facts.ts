import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import { type Learning, learning } from '../../shared/contracts/policy/learning.ts';
import type { FactFile } from '../../shared/domain/facts/fact-file.ts';
import type { Deliveries } from '../../shared/domain/learning/departures.ts';
import { fileOf } from '../domain/customer.ts';

/** A row of facts: the customer and what is known. */
export type FactRow = { customerId: string } & Record<string, string | number>;

/** Facts of one feed and month, delivered by `<feed>@<month>` unless named otherwise. */
export const file = (
  feed: FeedName,
  period: string,
  rows: readonly FactRow[],
  dumpId = `${feed}@${period}`,
): FactFile => fileOf({ feed, period, dumpId }, rows);

/** A dump is a delivery of its feed: all files of a feed come from one source. */
export const deliveriesOf = (files: readonly FactFile[]): Deliveries => ({
  of: (dumpId) => dumpId.split('@')[0] ?? dumpId,
  in: (month) => files.filter(({ period }) => period === month).map(({ feed }) => feed),
});

/** Rules of learning with the defaults, but for some. */
export const rules = (given: Partial<Learning> = {}): Learning => ({
  ...learning.parse({ mayReplace: 'churn', bands: { high: 0.2 } }),
  ...given,
});
