import * as z from 'zod';
import { factPlace } from '../fact-layout.ts';
import { feedName } from '../feeds/index.ts';
import { calendarMonth } from '../field.ts';

/**
 * To the reshard queue: bring one part of one feed's month from one place of facts to the other. The same message again finds
 * nothing left to do.
 */
export const copyFacts = z.object({
  /** Version of this message. */
  version: z.literal(1),
  from: factPlace,
  to: factPlace,
  /** Shard of the place with fewer shards: there it is one, in the other place several. */
  shard: z.number().int().min(0),
  feed: feedName,
  period: calendarMonth(),
});
/** To the reshard queue. */
export type CopyFacts = z.infer<typeof copyFacts>;
