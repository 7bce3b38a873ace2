import { startArguments } from '../../local/arguments.ts';
import type { Faults } from '../../local/aws/index.ts';
import { runNight } from '../../local/night.ts';
import { operatorOf } from '../../local/operator.ts';
import type { Summary } from '../../local/summary/summary.ts';

const silent = { step: () => ({ at: () => {}, done: () => 0 }), stop: () => {} };

/** Requests of a function at most until it is killed: each makes more than these in its first calls. */
const requestsUntilKilled = 4;
/** Messages are held back for so long at most, ms: a batch's worth, so that they come in any order. */
const longestHold = 800;

/**
 * A night in which every message, schedules' events among them, is delivered twice, in random order, and every function is
 * killed once, at one of its first requests to AWS. Answers what it came to, and which functions were killed.
 *
 * @param random numbers from 0 to 1
 */
export const disturbedNight = async (
  args: readonly string[],
  random: () => number,
): Promise<{ summary: Summary; killed: string[] }> => {
  const left = new Map<string, number>();
  const killed = new Set<string>();
  const faults: Faults = {
    duplicate: () => true,
    hold: () => Math.floor(random() * longestHold),
    request: ({ function: name }) => {
      if (name === '' || killed.has(name)) return undefined;
      const requests = (left.get(name) ?? 1 + Math.floor(random() * requestsUntilKilled)) - 1;
      left.set(name, requests);
      if (requests > 0) return undefined;
      killed.add(name);
      return { kind: 'crash' };
    },
  };
  const start = startArguments([...args]);
  const summary = await runNight(await operatorOf(start), start, silent, faults);
  return { summary, killed: [...killed].sort() };
};
