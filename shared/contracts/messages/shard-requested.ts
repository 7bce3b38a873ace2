import * as z from 'zod';

/** Shard queue: one step of one shard of a run. Everything else is in the run's manifest, so that a retry reads the same. */
export const shardRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** The run, as in its ledger row. */
  runId: z.string().min(1),
  /** Shard number, 0 to shards - 1. */
  shard: z.number().int().min(0),
  /** `measure` what it adds to the whole base, or `decide` its customers; the latter where absent. */
  step: z.enum(['measure', 'decide']).optional(),
});

/** One step of one shard of a run. */
export type ShardRequested = z.infer<typeof shardRequested>;
