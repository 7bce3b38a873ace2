/** A refusal by a role's policies. */
export type Denied = { function: string; action: string; resource: string };

/** From the fork of a function's process to its module being there; wall time, and processor time of the process. */
export type ColdStart = { ms: number; cpuMs: number };

/** What one function did. Times in milliseconds of this machine. */
export type Invocations = {
  count: number;
  errors: number;
  timeouts: number;
  coldStarts: ColdStart[];
  durationMs: number;
  /** Processor time of its processes while they were at it. */
  cpuMs: number;
  /** The most memory that one of its processes ever held, MB; above the function's memory size, AWS would have ended it. */
  peakMemoryMb: number;
};

/** Counts since start. */
export type Stats = {
  /** `<service>:<Operation>` -> requests. Pollers ask the queues directly and are not counted. */
  requests: Record<string, number>;
  /** DynamoDB's capacity units, as it would bill them. */
  units: { write: number; read: number };
  denied: Denied[];
  invocations: Record<string, Invocations>;
  /** Sums of the metrics that functions wrote in Embedded Metric Format, by name. */
  metrics: Record<string, number>;
};

/** Counts of nothing yet. */
export const noStats = (): Stats => ({
  requests: {},
  units: { write: 0, read: 0 },
  denied: [],
  invocations: {},
  metrics: {},
});

/** Something that happened, for whoever shows it. */
export type AwsEvent =
  | { kind: 'object'; bucket: string; key: string; size: number }
  | { kind: 'invoked'; function: string; records: number; durationMs: number; coldStartMs?: number; error?: string }
  | { kind: 'log'; function: string; line: string }
  | { kind: 'published'; topic: string; subject: string | null; message: string; attributes: Record<string, string> }
  | { kind: 'event'; source: string; detailType: string; detail: unknown }
  | ({ kind: 'denied' } & Denied)
  | { kind: 'refused'; function: string; what: string };
