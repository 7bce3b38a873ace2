import * as z from 'zod';
import { feedName } from './feeds/index.ts';
import { calendarDate, instant } from './field.ts';
import { guardWord } from './guard-report.ts';

/**
 * What a run works from, frozen when it is planned: `runs/<runId>/manifest.json` in the facts bucket. Every worker, and
 * every retry, reads the same; a replay a year later reads it too.
 */
export const runManifest = z.object({
  /** Version of this object. */
  version: z.literal(1),
  /** The run. */
  runId: z.string().min(1),
  /** Instant decided for, UTC. */
  now: instant(),
  /** Operator's IANA time zone. */
  timeZone: z.string().min(1),
  /** The day before `now` in that zone; its month is "this month". */
  businessDay: calendarDate(),
  /** Content hash of the policy; its text is `policies/<hash>.json`. */
  policy: z.string().min(1),
  /** Learned cards in force, by the scorecard whose place they take: content hashes. Absent where all are hand-written. */
  cards: z.record(z.string(), z.string()).optional(),
  /** Number of shards. */
  shards: z.number().int().min(1),
  /** Number of shards of the earlier runs named here that had another one; absent where none had. */
  earlierShards: z.record(z.string(), z.number().int().min(1)).optional(),
  /** Completed run whose snapshot is the previous state; null for the first. */
  previousRunId: z.string().nullable(),
  /** Newest run whose work had been given out when this one was planned: its assignment says what waits. Absent where there is none. */
  assignedRunId: z.string().min(1).optional(),
  /** Runs given up since then: what they wrote to the decisions table is put right by this one. */
  abandonedRunIds: z.array(z.string()),
  /** Dumps whose facts count, oldest first: of facts about the same customer, feed and month the later dump's hold. */
  dumps: z.array(
    z.object({
      /** The dump. */
      dumpId: z.string().min(1),
      /** Feed named by its key. */
      feed: feedName.nullable(),
      /** Month named by its key. */
      period: z.string(),
      /** Upstream system named by its key. */
      source: z.string(),
      /** When it was complete, UTC. */
      arrivedAt: instant(),
      /** For a dump that was cut: first byte of each reading whose facts count. */
      readings: z.array(z.number().int().min(0)).optional(),
    }),
  ),
  /** What the harm guard says as the run begins; absent where nothing is stopped and nobody resumed anything. */
  guard: z
    .object({
      /** Playbooks that contact nobody. */
      stopped: z.array(z.string()),
      /** Operators' words that playbooks may go on, which count from this run on. */
      words: z.array(guardWord),
    })
    .optional(),
  /** Dumps of which something is held: their customers keep their last decision. Absent where nothing is. */
  held: z
    .array(
      z.object({
        /** The dump. */
        dumpId: z.string().min(1),
        /** All of it is held: it is not among `dumps`, and none of its facts count. */
        whole: z.boolean(),
        /** For a dump that was cut: first byte of each reading whose facts count. */
        readings: z.array(z.number().int().min(0)).optional(),
        /** Slices held. */
        slices: z.array(
          z.object({
            /** Feed that the rows fill. */
            feed: feedName,
            /** Region; see the contract of the gate. */
            slice: z.string(),
            /** Newest dump that the slice was held against: its customers are the slice's, too. Null where there was none. */
            before: z.string().nullable(),
          }),
        ),
      }),
    )
    .optional(),
});
/** What a run works from. */
export type RunManifest = z.infer<typeof runManifest>;

/** Key of a run's manifest in the facts bucket. */
export const manifestKey = (runId: string): string => `runs/${runId}/manifest.json`;
/** Key of a policy's text in the facts bucket. */
export const policyKey = (hash: string): string => `policies/${hash}.json`;
/** Key of one shard's decisions of a run, Parquet, in the facts bucket. @param shard the shard's name, three digits or more */
export const snapshotKey = (runId: string, shard: string): string => `snapshots/run=${runId}/shard=${shard}.parquet`;
