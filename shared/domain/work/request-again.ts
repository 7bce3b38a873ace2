import type { WorkItem } from '../../contracts/items/work.ts';
import { type WorkRequested, workRequested } from '../../contracts/messages/work-requested.ts';
import { contactBetweenOn } from './govern/contact-hours.ts';

/**
 * The message that asks again for work which waited: for the lists of another day, in that day's contact hours, by the
 * roster of another run.
 */
export const requestAgain = (item: WorkItem, day: string, runId: string): WorkRequested => {
  const { contactHours } = item;
  return workRequested.parse({
    ...item,
    ...{ day, runId },
    ...(contactHours && { contactBetween: contactBetweenOn(day, contactHours) }),
  });
};
