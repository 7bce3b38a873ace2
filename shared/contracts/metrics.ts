/**
 * Names of the metrics (namespace `Tierline`) that functions emit and alarms watch: one list for both, so that they
 * cannot drift.
 */
export const metricNames = {
  /** Work items that wait for a later day, because nobody who fits had room. */
  workWaiting: 'WorkWaiting',
  /** Runs that are still running hours after they began. Emitted by every sweep, 0 included. */
  runOverdue: 'RunOverdue',
} as const;
