import * as z from 'zod';
import { dumpEvent } from './dump-event.ts';

/** EventBridge's event that a dump of erasures was released, as a rule of the stack hands it on. */
export const erasuresReleased = z.object({
  /** Version of EventBridge's envelope. */
  version: z.literal('0'),
  'detail-type': z.literal('Dump Released'),
  source: z.literal('tierline.dump'),
  detail: dumpEvent.extend({ feed: z.literal('erasures') }),
});
/** EventBridge's event that a dump of erasures was released. */
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
