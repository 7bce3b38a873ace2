import type * as z from 'zod';
import { dumpReleased } from './dump-event.ts';

/** A dump of outcomes was released. */
export const outcomesReleased = dumpReleased('outcomes');
/** A dump of outcomes was released. */
export type OutcomesReleased = z.infer<typeof outcomesReleased>;
