import type { ChannelsPolicy } from '../../contracts/policy/channels.ts';

/** What is known of an address that failed; one that did not has none. Instants in milliseconds since 1970. */
export type Circuit = {
  /** Failures in a row. */
  failures: number;
  /** Until when nobody asks it; 0 where it was not opened yet. */
  openUntil: number;
};

/** Whether an address is left alone. After `openUntil` one attempt may close the circuit, or open it again. */
export const isOpen = (circuit: Circuit | undefined, now: number): boolean =>
  circuit !== undefined && circuit.openUntil > now;

/**
 * The circuit after one more failure.
 *
 * @param failures in a row, this one included
 * @param askedSeconds what the other side's Retry-After asked for
 */
export const afterFailure = (
  failures: number,
  now: number,
  { backOff, circuit }: ChannelsPolicy,
  askedSeconds = 0,
): Circuit => {
  const asked = Math.min(askedSeconds, circuit.longestSeconds);
  // Whoever wants to be left alone for longer than a message can wait is left alone.
  const opens = failures >= circuit.failures || asked > backOff.longestSeconds;
  return { failures, openUntil: opens ? now + Math.max(circuit.openSeconds, asked) * 1_000 : 0 };
};

/**
 * Seconds until a channel is tried again: doubled with each attempt, or what the other side asked for.
 *
 * @param attempt 1 for the first that failed
 */
export const waitSeconds = (attempt: number, { backOff }: ChannelsPolicy, askedSeconds?: number): number =>
  Math.min(backOff.longestSeconds, askedSeconds ?? backOff.firstSeconds * 2 ** (attempt - 1));
