import * as z from 'zod';
import { dumpReleased } from './dump-event.ts';

/** A dump of erasures was released. */
export const erasuresReleased = dumpReleased('erasures');
/** A dump of erasures was released. */
export type ErasuresReleased = z.infer<typeof erasuresReleased>;

/** Erase queue: one look at one shard. Whom to erase is in the shard's facts; ids are in no message. */
export const eraseRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** Dump that named the customers. */
  dumpId: z.string().min(1),
  /** Shard's name. */
  shard: z.string().min(1),
  /** The second look finds what was being written during the first; then the order itself goes, too. */
  look: z.literal([1, 2]),
});
/** One look at one shard. */
export type EraseRequested = z.infer<typeof eraseRequested>;

/** Erase queue: either of the two. */
export const eraseMessage = z.union([erasuresReleased, eraseRequested]);
