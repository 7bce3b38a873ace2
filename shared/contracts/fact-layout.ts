import * as z from 'zod';
import { instant } from './field.ts';
import { shardCount } from './shard-count.ts';

/** Where facts lie that are spread over one number of shards. */
export const factPlace = z.object({
  /** Number of shards. */
  shards: shardCount(),
  /**
   * Where the stack's facts began: right below `facts/`. Facts that were spread over another number of shards since lie below
   * `facts/shards=<number>/`.
   */
  first: z.boolean(),
});
/** Where facts lie that are spread over one number of shards. */
export type FactPlace = z.infer<typeof factPlace>;

/**
 * How many shards the facts are spread over, object {@link layoutKey} of the facts bucket. Whoever reads facts finds them
 * wherever they lie, so it only says what new dumps and new runs take; docs/adr/029-changing-the-shard-count.md.
 */
export const factLayout = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** Where new dumps are written, and the shards that the next run takes. */
  now: factPlace,
  /** Where the facts lie, too, while their number of shards changes. */
  other: factPlace.optional(),
  /**
   * What is done with `other`: `copying` fills it from `now`, nights go on in `now`; `switched` leaves it as the way back;
   * `clearing` brings to `now` what only `other` has, and empties it. Absent where there is no other.
   */
  state: z.enum(['copying', 'switched', 'clearing']).optional(),
  /** Since when, UTC. */
  since: instant().optional(),
});
/** How many shards the facts are spread over. */
export type FactLayout = z.infer<typeof factLayout>;

/** Key of the layout in the facts bucket. */
export const layoutKey = 'facts/layout.json';
