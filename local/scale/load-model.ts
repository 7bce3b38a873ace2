import type { Measured } from '../../shared/contracts/cost-data.ts';

/** An operator's base and settings, as far as load goes. */
export type Base = {
  /** Customers decided every night. */
  customers: number;
  /** Parts that they are spread over. */
  shards: number;
  /** MB of a part of a dump that one reader takes. */
  chunkMb: number;
  /** Shards that are scored at once. */
  scoredAtOnce: number;
};

/** What is taken for granted where nothing was measured, because it is the operator's or AWS's. */
export const assumptions = {
  /** Rows of a customer in a month: one each of customers, usage, billing, service. */
  rowsPerMonth: 4,
  /** Feeds that they come in: no dump holds rows of two. */
  feeds: 4,
  /** Months of facts that a night looks at, as the ready-made policies say. */
  windowMonths: 12,
  /** Months that facts and snapshots are kept: a year's questions can be answered. */
  keptMonths: 13,
  /** Decisions that change in a usual night: new facts come a few times a month, dates pass every night. */
  changedShare: 0.02,
  /** Pieces of work asked for in a night: thirty calls a day for one agent among 30,000 customers. */
  workShare: 0.001,
  /** Nights in a month. */
  nights: 30,
  /** A request to S3 from a function, milliseconds, and how many are under way at once. */
  requestMs: 30,
  requestsAtOnce: 8,
  /** Bytes of a log line, and lines of an invocation. */
  logBytes: 2_000,
} as const;

/** Customers of a shard that fit the memory of the function that scores it (1,769 MB, see infra/constructs/score.ts). */
export const customersPerShard = 16_000;
/** Least shards: what `cdk.json` gives. */
const leastShards = 64;

/** Shards for a base: a power of two, so that none holds more than a function has room for. */
export const shardsFor = (customers: number): number =>
  Math.max(leastShards, 2 ** Math.ceil(Math.log2(customers / customersPerShard)));

/** Seconds that requests take, some at once. */
const waiting = (requests: number): number => (requests * assumptions.requestMs) / 1000 / assumptions.requestsAtOnce;

/** What a month of dumps is. */
export type MonthLoad = {
  rows: number;
  /** Bytes of the dumps as they come. */
  dumpBytes: number;
  /** Parts read one by one. */
  chunks: number;
  /** Objects of facts that they leave: each part writes one a shard. */
  factObjects: number;
  factBytes: number;
  /** Seconds that functions work, one after the other. */
  seconds: number;
};

/** Load of a month's dumps. */
export const monthOf = ({ customers, shards, chunkMb }: Base, measured: Measured): MonthLoad => {
  const rows = customers * assumptions.rowsPerMonth;
  const dumpBytes = rows * measured.dumpBytesPerRow.value;
  const chunks = assumptions.feeds * Math.ceil(dumpBytes / assumptions.feeds / (chunkMb * 1e6));
  const factObjects = chunks * shards;
  return {
    rows,
    dumpBytes,
    chunks,
    factObjects,
    factBytes: rows * measured.factBytesPerRow.value + factObjects * measured.factBytesPerObject.value,
    seconds: (rows * measured.ingestNsPerRow.value) / 1e9 + waiting(factObjects),
  };
};

/** What a night is. */
export type NightLoad = {
  /** Objects read, and written. */
  reads: number;
  objectWrites: number;
  /** Write units of decisions, of the run's one row in the ledger, and of work. */
  decisionWrites: number;
  runRowWrites: number;
  workWrites: number;
  /** Bytes of the run's row at its end: a set of the shards that are done. */
  runRowBytes: number;
  /** Seconds of one shard, and of all one after the other. */
  shardSeconds: number;
  seconds: number;
  /** Seconds that functions take to give out the work. */
  notifySeconds: number;
  /** Seconds from the schedule to the last decision. */
  duration: number;
  /** What the night waits for. */
  bound: 'functions' | 'decisions' | 'run row';
};

/** A table that was never busy takes twice as much every half hour, up to its quota. */
const doublesEvery = 1800;

/** Seconds that a new table takes for its first writes. */
const firstWrites = (units: number, begin: number, most: number): number => {
  let [seconds, left, rate] = [0, units, begin];
  while (rate < most && left > rate * doublesEvery) {
    seconds += doublesEvery;
    left -= rate * doublesEvery;
    rate = Math.min(most, rate * 2);
  }
  return seconds + left / rate;
};

/** Write units of a row that grows by some bytes with each of its writes: each write pays for all of it. */
const growing = (writes: number, bytes: number): number => {
  const full = (writes * bytes) / 1024;
  return Math.ceil(writes * (1 + full / 2));
};

/** Write units a second that a table takes, that it takes when it was never busy, and that one item takes. */
export type WriteRates = { tableWrites: number; newTableWrites: number; itemWrites: number };

/**
 * Load of a night: a first one writes every decision to a new table, a usual one those that changed.
 */
export const nightOf = (
  base: Base,
  measured: Measured,
  which: 'first' | 'usual',
  { tableWrites, newTableWrites, itemWrites }: WriteRates,
): NightLoad => {
  const { customers, shards, scoredAtOnce } = base;
  const { chunks } = monthOf(base, measured);
  // Facts of the window, and manifest, policy, the whole base and the shard's last snapshot.
  const readsPerShard = chunks * assumptions.windowMonths + 4;
  const shardSeconds = ((customers / shards) * measured.scoreNsPerCustomer.value) / 1e9 + waiting(readsPerShard);
  const work = customers * assumptions.workShare;
  const decisionWrites =
    customers * (which === 'first' ? 1 : assumptions.changedShare) * Math.ceil(measured.decisionBytes.value / 1024);
  const runRowWrites = growing(shards, measured.shardSetBytes.value);
  const seconds = shards * shardSeconds;
  const times = {
    functions: seconds / Math.min(scoredAtOnce, shards),
    decisions:
      which === 'first' ? firstWrites(decisionWrites, newTableWrites, tableWrites) : decisionWrites / tableWrites,
    'run row': runRowWrites / itemWrites,
  };
  const [bound, duration] = Object.entries(times).reduce((longest, one) => (one[1] > longest[1] ? one : longest));
  return {
    reads: shards * readsPerShard,
    objectWrites: shards + 3,
    decisionWrites,
    runRowWrites,
    workWrites: work * measured.writesPerItem.value,
    runRowBytes: shards * measured.shardSetBytes.value,
    shardSeconds,
    seconds,
    notifySeconds: (work * measured.assignNsPerItem.value) / 1e9,
    duration,
    bound: bound as NightLoad['bound'],
  };
};
