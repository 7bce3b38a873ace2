import type { Service } from './errors.ts';

/** A request that a fault may befall; `function` is empty for the operator's own. */
export type FaultyCall = { function: string; service: Service; operation: string; resource: string };

/**
 * What may befall a request. `throttle` and `error` are refused in the service's own words. Of a batch, `partial` takes the
 * first half and names the others. `timeout` is done, or not, and its connection cut without an answer; `crash` kills the
 * process that asked, or all of its function's where the whole `host` goes, before the work or, where it is `done`, right after it.
 */
export type Fault =
  | { kind: 'throttle' | 'error' | 'partial' }
  | { kind: 'timeout'; undone?: boolean; afterMs?: number }
  | { kind: 'crash'; done?: boolean; host?: boolean };

/** What goes wrong in an embedded AWS. Whatever is left out goes right. */
export interface Faults {
  /** Decides which requests get a fault. */
  request?: (call: FaultyCall) => Fault | undefined;
  /** Chooses messages that are delivered twice. */
  duplicate?: (queue: string, body: string) => boolean;
  /** Milliseconds for which each copy of a message is held back, so that messages overtake each other. */
  hold?: (queue: string, body: string) => number;
  /**
   * Milliseconds by which the clock of a function's process is ahead of this machine's, asked at each invocation.
   * Left out: by how much time is compressed.
   * @param waitedMs how long the oldest message of the batch was hidden by the template's visibility timeout, all its
   *   failed attempts together, a quarter of an hour at most, where time is compressed and it came back sooner
   */
  clock?: (functionName: string, waitedMs: number) => number;
}
