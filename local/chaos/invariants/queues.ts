import type { Stored } from '../read-stored.ts';
import type { Violation } from './violation.ts';

/** Nothing lies in a queue, dead letters included. */
export const checkQueues = ({ messages }: Stored): Violation[] =>
  messages.map(({ queue }) => ({ kind: 'lost', what: `a message in ${queue}` }));
