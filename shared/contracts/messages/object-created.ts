import * as z from 'zod';
import { instant } from '../field.ts';

/**
 * What S3 tells EventBridge, and the rule hands to the ingest queue, when an upstream system has dropped a file.
 * Only the members that tierline reads; keys arrive plain here (in S3's own notifications they are URL-encoded).
 */
export const objectCreated = z.object({
  /** Version of EventBridge's envelope. */
  version: z.literal('0'),
  /** Which event this is. */
  'detail-type': z.literal('Object Created'),
  /** Who says it. */
  source: z.literal('aws.s3'),
  /** When the object was complete, UTC. It is the dump's arrival time, so that a retry sees the same instant. */
  time: instant(),
  /** The object. */
  detail: z.object({
    /** The landing bucket. */
    bucket: z.object({ name: z.string().min(1) }),
    /** The object that was written. */
    object: z.object({
      /** Key, plain text. */
      key: z.string().min(1),
      /** Size as stored, bytes. */
      size: z.number().int().min(0),
      /** Entity tag; the same bytes dropped again carry the same one. */
      etag: z.string(),
      /** Version, as the landing bucket keeps versions. */
      'version-id': z.string().optional(),
      /** Orders the events of one key; a hexadecimal number. */
      sequencer: z.string(),
    }),
  }),
});

/** An object landed. */
export type ObjectCreated = z.infer<typeof objectCreated>;
