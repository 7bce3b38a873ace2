import * as z from 'zod';
import { dumpEvent } from './dump-event.ts';

/** EventBridge's event that a dump of outcomes was released, as a rule of the stack hands it on. */
export const outcomesReleased = z.object({
  /** Version of EventBridge's envelope. */
  version: z.literal('0'),
  'detail-type': z.literal('Dump Released'),
  source: z.literal('tierline.dump'),
  detail: dumpEvent.extend({ feed: z.literal('outcomes') }),
});
/** EventBridge's event that a dump of outcomes was released. */
export type OutcomesReleased = z.infer<typeof outcomesReleased>;
