import * as z from 'zod';
import { feedName } from '../feeds/index.ts';
import { instant } from '../field.ts';
import { heldSlice } from '../gate.ts';
import { agentsAmiss } from '../run-work.ts';

/** What a dump may be; only `released` dumps are seen by a run. */
export const dumpStatus = z.enum(['received', 'ingesting', 'released', 'held', 'failed', 'retracted']);
/** State of a dump. */
export type DumpStatus = z.infer<typeof dumpStatus>;

/** What an operator did to a dump by hand. */
export const dumpMove = z.object({
  /** When, UTC. */
  at: instant(),
  /** Who, as the operator's machine names the person. */
  by: z.string().min(1),
  /** What. */
  did: z.enum(['released', 'retracted']),
  /** The slice released; null for all of it. */
  slice: z.string().nullable(),
  /** State before. */
  from: dumpStatus,
});
/** What an operator did to a dump by hand. */
export type DumpMove = z.infer<typeof dumpMove>;

/** Ledger row of a dump. Keys: `pk = dump#<period>`, `sk = <dumpId>`. A dump counts when, and only when, it says released. */
export const dumpItem = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** Made of bucket, key and object version. */
  dumpId: z.string().min(1),
  /** Object key in the landing bucket. */
  key: z.string().min(1),
  /** Object version; `null` as S3 writes it for an unversioned bucket. */
  versionId: z.string(),
  /** Feed named by the key; null where the key names none. */
  feed: feedName.nullable(),
  /** Month named by the key; `unknown` where it names none. */
  period: z.string().min(1),
  /** Upstream system named by the key; `unknown` where it names none. */
  source: z.string().min(1),
  /** Mapping that read it, by name; null where none was chosen. */
  mapping: z.string().nullable(),
  /** State. */
  status: dumpStatus,
  /** Why it failed or is held; null otherwise. */
  problem: z.string().nullable(),
  /** Size as stored, bytes. */
  bytes: z.number().int().min(0),
  /** Rows read; always accepted + refused. */
  rows: z.number().int().min(0),
  /** Rows that became facts. */
  accepted: z.number().int().min(0),
  /** Rows in the quarantine file. */
  refused: z.number().int().min(0),
  /** Facts by feed and month (`usage/2026-10` -> rows): one file may fill several feeds, one row several months. */
  facts: z.record(z.string(), z.number().int().min(0)),
  /** When the object was complete, UTC. Orders dumps of the same feed, period and source. */
  arrivedAt: instant(),
  /** S3's order of events of one key. */
  sequencer: z.string(),
  /** S3's entity tag of the object: the same bytes dropped again carry the same one. Absent in rows of older versions. */
  etag: z.string().optional(),
  /**
   * Which part of the month's delivery the key names (`part=<name>/` behind the source); absent for a delivery in one
   * file. Parts of one delivery stand side by side; each is replaced by a newer one of the same name only.
   */
  part: z.string().min(1).optional(),
  /** Content hash of the mapping that read it: the same bytes read by another mapping are other facts. */
  mappingHash: z.string().optional(),
  /** The dump whose very bytes came again: this one was not read, and that one's facts stand for it. */
  sameAs: z.string().optional(),
  /** The released dump that stood until this one came; empty for the first. Recorded for people; runs compare arrivals themselves. */
  supersedes: z.array(z.string()).optional(),
  /** The released dump that came next in its place. Recorded for people; runs compare arrivals themselves. */
  supersededBy: z.string().optional(),
  /**
   * For a dump that was cut: first byte of each reading that counts, in order. Facts of its other readings (a reader
   * began within a quoted cell and was asked again) never count. Absent where the dump was read in one go.
   */
  readings: z.array(z.number().int().min(0)).optional(),
  /**
   * Slices that the feed gate holds: their rows do not count, and their customers keep their last decision. Of a dump
   * that is `held`, all of them.
   */
  held: z.array(heldSlice).optional(),
  /** What operators did to it by hand, oldest first. */
  history: z.array(dumpMove).optional(),
});
/** Ledger row of a dump. */
export type DumpItem = z.infer<typeof dumpItem>;

/** Counts of one shard, or of a whole run. Candidates = queued + suppressed + heldOut + deferred, always. */
export const runCounts = z.object({
  /** Customers decided. */
  customers: z.number().int().min(0),
  /** Customers left as they were, undecided, because a dump that speaks of them is held. Not among `customers`. */
  kept: z.number().int().min(0).default(0),
  /** Decisions that differ from the previous night's, hence written. */
  decisionsWritten: z.number().int().min(0),
  /** Customers that the policy would give work, by programme hit. */
  candidates: z.number().int().min(0),
  /** Sent to the work queues. */
  queued: z.number().int().min(0),
  /** Not sent, for a reason. */
  suppressed: z.number().int().min(0),
  /** Left alone on purpose, to measure what contact is worth. */
  heldOut: z.number().int().min(0),
  /** Left for a later night. */
  deferred: z.number().int().min(0),
  /** Queued by queue name. */
  queuedByKind: z.record(z.string(), z.number().int().min(0)),
  /** Suppressed by reason code. */
  suppressedByReason: z.record(z.string(), z.number().int().min(0)),
  /** The suppression ledger: `region|programme|playbook|fate` -> candidates; see `SuppressionLedger`. Absent in runs of older editions. */
  ledger: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Planned visits by day, those asked for tonight among them; absent where no programme has a cadence. */
  visitsByDay: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Customers by tier of the policy's first scheme. */
  tiers: z.record(z.string(), z.number().int().min(0)),
  /** Customers by lifecycle stage. */
  stages: z.record(z.string(), z.number().int().min(0)),
  /** Customers by risk band. */
  bands: z.record(z.string(), z.number().int().min(0)),
  /** Moves between tiers of the first scheme, `mid>high` -> customers; `new>high` for a first decision. */
  moves: z.record(z.string(), z.number().int().min(0)),
  /** Customers by behaviour segment. This and the following, up to `valueAtRisk`, are absent where the policy does not ask. */
  behaviours: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Customers by kind of churn: those who may leave. */
  churnKinds: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Customers by pattern of conduct. */
  conducts: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Customers by the way they are kept. */
  tracks: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Former customers in the archive who have not come back. */
  former: z.number().int().min(0).optional(),
  /**
   * Lifetime value times probability of leaving, summed by tier of the first scheme and region, `high@south`: in hundredths
   * of the policy's currency, because whole numbers add up to the same in any order.
   */
  valueAtRisk: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Promises by name and state, `repair:broken` -> promises, callers nobody knows included; absent where none are made. */
  promises: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Notices that nobody has closed for so long that they are in nobody's way any more: days that each is open. Absent where there are none. */
  staleNotices: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Work of earlier nights whose reason has vanished, by programme; absent where there is none. What became of it: `workPlan`. */
  withdrawn: z.record(z.string(), z.number().int().min(0)).optional(),
  /**
   * Customers drawn to be contacted or held out, by `playbook@band@arm@what`; see `countedOf`. Absent where no playbook holds
   * anybody out.
   */
  arms: z.record(z.string(), z.number().int().min(0)).optional(),
  /** Customers by scheme and tier, `pyramid:gold` -> customers; who is not graded by a scheme counts nowhere. */
  schemes: z.record(z.string(), z.number().int().min(0)).default({}),
  /** Customers by watch list. */
  watched: z.record(z.string(), z.number().int().min(0)).default({}),
  /** Customers who came on a watch list (`+potential-key`) or left it (`-potential-key`) since the night before. */
  watchMoves: z.record(z.string(), z.number().int().min(0)).default({}),
});
/** Counts of a shard or a run. */
export type RunCounts = z.infer<typeof runCounts>;

const nobody = { agentIds: [], agents: 0, pieces: 0 };

/** What giving out the work of a run came to. */
export const workPlan = z.object({
  /** Pieces that the run asked for. */
  pieces: z.number().int().min(0),
  /** What became of the work that the run withdraws; see `WithdrawalFate`. */
  withdrawn: z.record(z.string(), z.number().int().min(0)).default({}),
  /** Those that go out as messages, without an agent. */
  messages: z.number().int().min(0).default(0),
  /** Pieces that agents get, those of earlier nights among them. */
  given: z.number().int().min(0).default(0),
  /** Pieces left over, by what there was too little of (`WaitsFor`). */
  deferred: z.record(z.string(), z.number().int().min(0)).default({}),
  /** Pieces of earlier nights that waited for this day. */
  waited: z.number().int().min(0).default(0),
  /** Agents of the roster. */
  agents: z.number().int().min(0).default(0),
  /** Work that nobody can do, by what nobody has: `skill data`, `language en`, `tier high`. */
  missing: z.record(z.string(), z.number().int().min(0)).default({}),
  /** Agents who have left since the night before, and the open work that was taken back from them. */
  left: agentsAmiss.default(nobody),
  /** Managers whom customers name and the roster does not know. */
  unknownManagers: agentsAmiss.default(nobody),
});
/** What giving out the work of a run came to. */
export type WorkPlan = z.infer<typeof workPlan>;

/** Ledger row of a run. Keys: `pk = run`, `sk = <runId>`. */
export const runItem = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** Made of the scheduled instant. */
  runId: z.string().min(1),
  /** `running` until its last shard is done; `abandoned` when a later run took over. */
  status: z.enum(['running', 'completed', 'abandoned']),
  /** Instant that the run decides for. */
  scheduledAt: instant(),
  /** Content hash of the policy, whose text is kept beside the facts. */
  policy: z.string(),
  /** Run whose snapshot is the previous state; null for the first. */
  previousRunId: z.string().nullable(),
  /** Number of shards. */
  shards: z.number().int().min(1),
  /**
   * Step that the run is at. `measure` where the policy needs the whole base first: until every shard has said what it adds.
   * Then, and where absent, `decide`.
   */
  step: z.enum(['measure', 'decide']).optional(),
  /** Shards that are measured; workers add theirs, as with `doneShards`. */
  measuredShards: z.set(z.number().int().min(0)).optional(),
  /** Shards that are done; workers add theirs. A set, so that twice is as good as once; absent until the first. */
  doneShards: z.set(z.number().int().min(0)).optional(),
  /** Sums over all shards; null until completed. */
  counts: runCounts.nullable(),
  /** Playbooks that the harm guard has stopped, after the run's look: from the next run on they contact nobody. */
  stopped: z.array(z.string()).optional(),
  /** What giving out its work came to; absent until all of it is on the queues. */
  workPlan: workPlan.optional(),
});
/** Ledger row of a run. */
export type RunItem = z.infer<typeof runItem>;

/** Ledger row of one done shard. Keys: `pk = run#<runId>`, `sk = shard#<nnnn>`. */
export const shardItem = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** The run. */
  runId: z.string().min(1),
  /** Shard number. */
  shard: z.number().int().min(0),
  /** What the shard counted. */
  counts: runCounts,
});
/** Ledger row of one done shard. */
export type ShardItem = z.infer<typeof shardItem>;
