/** CloudWatch namespace of all metrics. */
export const metricNamespace = 'Tierline';

/**
 * Names of the metrics (namespace `Tierline`) that functions emit and alarms watch: one list for both, so that they
 * cannot drift.
 */
export const metricNames = {
  /** Rows of dumps that became facts. */
  rowsAccepted: 'RowsAccepted',
  /** Rows of dumps that lie in quarantine files. */
  rowsRefused: 'RowsRefused',
  /** 1 for each dump that failed as a whole, else 0. */
  dumpsFailed: 'DumpsFailed',
  /** Slices of dumps that the feed gate holds; 0 for a dump that passes. Emitted for each dump, and for each run that has to do without. */
  slicesHeld: 'SlicesHeld',
  /** Work items that wait for a later day, because nobody who fits had room. */
  workWaiting: 'WorkWaiting',
  /** Pieces of a night that nobody of the roster can do: no agent has the skill, speaks the language or serves the tier. */
  workNobodyCanDo: 'WorkNobodyCanDo',
  /** 1 for each run that its last shard closed. None for a day means that no night was finished. */
  runCompleted: 'RunCompleted',
  /** 1 for each closed run whose candidates are not queued + suppressed + held out + deferred; else 0. */
  runUnbalanced: 'RunUnbalanced',
  /** Playbooks that the harm guard stopped at a run's close; 0 for a run that stopped none. */
  playbooksStopped: 'PlaybooksStopped',
  /** What is beyond the policy's limits of the learned card in force: shifted scores or features, leavers not as promised. */
  cardDrift: 'CardDrift',
  /** 1 for each training that learned a card; 0 where the facts do not suffice yet. */
  cardTrained: 'CardTrained',
  /** Runs that are still running hours after they began. Emitted by every sweep, 0 included. */
  runOverdue: 'RunOverdue',
  /** Agents' lists that no channel took, each time that all were tried. */
  digestUndelivered: 'DigestUndelivered',
  /** Links of the reply page that nobody of ours made. */
  linksForged: 'LinksForged',
} as const;
