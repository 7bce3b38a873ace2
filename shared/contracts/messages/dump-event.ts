import * as z from 'zod';
import type { FeedName } from '../feeds/index.ts';
import { dumpItem } from '../items/ledger.ts';
import { receipt } from '../receipt.ts';

/** `source` of tierline's events of dumps, on the account's default bus. */
export const dumpEventSource = 'tierline.dump';

/** `detail-type` by what became of the dump. */
export const dumpEventTypes = {
  released: 'Dump Released',
  held: 'Dump Held',
  failed: 'Dump Failed',
  retracted: 'Dump Retracted',
} as const;

/**
 * `detail` of the event that tells what became of a dump, for the system that dropped it. It comes at least once; made
 * of the receipt alone, so that the same news twice are the same words.
 */
export const dumpEvent = dumpItem
  .pick({
    ...{ version: true, dumpId: true, key: true, versionId: true, etag: true, feed: true, period: true, source: true },
    ...{ part: true, status: true, problem: true, rows: true, accepted: true, refused: true, arrivedAt: true },
    ...{ sameAs: true, supersedes: true, supersededBy: true, held: true },
  })
  .extend({
    /** The receipt in sentences: what became of the dump, then a line for each reason. */
    summary: receipt.shape.summary,
    /** Bucket of the receipt and the quarantine file. */
    receiptBucket: z.string().min(1),
    /** Key of the receipt. */
    receiptKey: z.string().min(1),
    /** Key of the quarantine file; null where no row was refused. */
    quarantineKey: z.string().nullable(),
  });

/** EventBridge's event that a dump of a feed was released, as a rule of the stack hands it on. */
export const dumpReleased = <F extends FeedName>(feed: F) =>
  z.object({
    /** Version of EventBridge's envelope. */
    version: z.literal('0'),
    'detail-type': z.literal(dumpEventTypes.released),
    source: z.literal(dumpEventSource),
    detail: dumpEvent.extend({ feed: z.literal(feed) }),
  });
