import * as z from 'zod';
import { type FeedName, feedName } from './feeds/index.ts';

const share = () => z.number().min(0).max(1);

/** What a slice of one feed may differ by from the last released ones. */
const limits = {
  /** Share of rows that may be gone. A customer base loses a few percent a month; a fifth is a file that was cut. */
  rowsShort: share().default(0.2),
  /** Share of rows that may be new. A good campaign brings some ten percent; half as much again is a file sent twice. */
  rowsLong: z.number().min(0).default(0.5),
  /** Share of customers that may be gone. Prepaid churn is up to 10 % a month; the estimate itself errs by some 2 %. */
  customersMissing: share().default(0.25),
  /** By how much a column's share of blanks may rise. Ten points of one column are no habit of customers. */
  blanks: share().default(0.1),
  /**
   * Population stability index of a money or usage column. The usual reading in credit scoring: below 0.1 no change,
   * above 0.25 another population (Siddiqi, Credit Risk Scorecards, 2006).
   */
  shift: z.number().positive().default(0.25),
};

const feedLimits = z.strictObject({
  rowsShort: limits.rowsShort.unwrap().optional(),
  rowsLong: limits.rowsLong.unwrap().optional(),
  customersMissing: limits.customersMissing.unwrap().optional(),
  blanks: limits.blanks.unwrap().optional(),
  shift: limits.shift.unwrap().optional(),
});

/**
 * Limits of feeds whose rows are not the customer base. Service holds only who had contact: others every month, and more
 * after an outage. Calls are new every month, and a file may hold the month up to today. Outcomes and notices come as they
 * come: one storm is a hundred times the faults of a quiet month, so only blanks and refused rows tell a broken file. Nor
 * does it depend on the month before whom somebody wants forgotten.
 */
export const usualLimits: Partial<Record<FeedName, z.infer<typeof feedLimits>>> = {
  service: { rowsShort: 0.6, rowsLong: 2, customersMissing: 1, shift: 0.5 },
  calls: { rowsShort: 1, rowsLong: 2, customersMissing: 1, shift: 0.5 },
  outcomes: { rowsShort: 1, rowsLong: 1_000, customersMissing: 1 },
  notices: { rowsShort: 1, rowsLong: 1_000, customersMissing: 1, blanks: 1 },
  erasures: { rowsShort: 1, rowsLong: 1_000, customersMissing: 1 },
};

/** What the feed gate lets pass: part of the policy. Every number has a default, so that the section may be left out. */
export const gatePolicy = z.strictObject({
  ...limits,
  /** Released months that a dump is held against; of each check the kindest counts. Three hold a quarter's pattern. */
  compareWith: z.number().int().min(1).max(12).default(3),
  /** Slices with fewer rows are judged together: below 300, chance alone moves an index of ten groups by up to 0.1. */
  fewestRows: z.number().int().min(1).default(300),
  /** Share of rows that may be refused: also for first dumps. Dirt is a few percent; a fifth is another layout. */
  refused: share().default(0.2),
  /** Share of rows that may be refused for their id: also for first dumps. Ids come from a key column: no dirt at all. */
  refusedIds: share().default(0.05),
  /** Other limits for single feeds; of what is left out, {@link usualLimits} hold. */
  feeds: z.partialRecord(feedName, feedLimits).default({}),
});
/** What the feed gate lets pass. */
export type GatePolicy = z.infer<typeof gatePolicy>;

const count = () => z.number().int().min(0);

/** What one column of a slice looks like. */
const columnProfile = z.object({
  /** Rows without a value. */
  blank: count(),
  /** Numeric columns: number of a bin and rows in it, by turns, bins ascending; see `shared/domain/gate/gate-bins.ts`. */
  bins: z.array(count()).optional(),
});
/** What one column of a slice looks like. */
export type ColumnProfile = z.infer<typeof columnProfile>;

/** What one slice of a feed looks like. */
const sliceProfile = z.object({
  /** Facts. */
  rows: count(),
  /** Smallest hashes of the customers' ids, ascending: a sample in which the same customers are found every month. */
  ids: z.array(count()),
  /** By column. */
  columns: z.record(z.string(), columnProfile),
});
/** What one slice of a feed looks like. */
export type SliceProfile = z.infer<typeof sliceProfile>;

/**
 * What a dump looks like, or a part of one: counts that add up exactly. `profiles/<feed>/<source>/<period>/<dumpId>.json`
 * in the facts bucket.
 */
export const dumpProfile = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** By feed filled and slice: the region, or `none` for rows that name none. All months of a feed are counted together. */
  feeds: z.partialRecord(
    feedName,
    z.object({
      /** More regions than are told apart: all rows are in the slice `all`. */
      crowded: z.boolean(),
      slices: z.record(z.string(), sliceProfile),
    }),
  ),
});
/** What a dump looks like. */
export type DumpProfile = z.infer<typeof dumpProfile>;

/** The one slice of a feed whose rows name no regions, or too many: all of its rows. */
export const allSlice = 'all';
/** Slice of the rows that name no region. */
export const noRegion = 'none';

/** Key of a dump's profile in the facts bucket. @param part a chunk's number, for the profile of one part of a dump */
export const profileKey = (
  dump: { feed: string | null; source: string; period: string; dumpId: string },
  part?: number,
): string =>
  `profiles/${dump.feed}/${dump.source}/${dump.period}/${dump.dumpId}${part === undefined ? '' : `.${part}`}.json`;

/** One limit that a slice is beyond. */
export const gateFinding = z.object({
  /** What was looked at. */
  check: z.enum(['rows-short', 'rows-long', 'customers-missing', 'blanks', 'shift', 'refused', 'refused-ids']),
  /** Column, where it is about one. */
  column: z.string().nullable(),
  /** What was found: a share, or the index of a shift; against the kindest of the months compared with. */
  value: z.number(),
  /** What the policy allows. */
  limit: z.number(),
  /** The same for a person. */
  words: z.string(),
});
/** One limit that a slice is beyond. */
export type GateFinding = z.infer<typeof gateFinding>;

/** A slice of a dump that may not be used before an operator has looked at it. Its customers keep their last decision. */
export const heldSlice = z.object({
  /** Feed that the rows fill. */
  feed: feedName,
  /** Region; `none` for rows that name none; `all` for all rows, where regions are not told apart. */
  slice: z.string(),
  /** Facts of the dump in this slice. */
  rows: count(),
  /** Why: never empty. */
  findings: z.array(gateFinding),
  /** Released dumps with this slice that it was held against, newest first: whom the newest names is its customer, too. */
  against: z.array(z.string()),
});
/** A slice of a dump that is held. */
export type HeldSlice = z.infer<typeof heldSlice>;

/** What the feed gate says of a dump. */
export type Verdict = {
  /** `held`: none of its rows may be used. */
  status: 'released' | 'held';
  /** Slices held; those of a dump that is held as a whole, too. */
  held: HeldSlice[];
  /** Why it is held as a whole, for a person; null where it is not. */
  problem: string | null;
};
