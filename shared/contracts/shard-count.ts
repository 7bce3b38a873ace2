import * as z from 'zod';

/** Most shards: a run's row in DynamoDB has room for so many that are done; docs/scale.md. */
export const mostShards = 65_536;

/**
 * Number of shards that customers are spread over: a power of two, so that each splits into equal ones (every customer of shard
 * n of 64 is in shard n or n + 64 of 128) and joins with its like.
 */
export const shardCount = () =>
  z
    .number()
    .int({ error: 'not a whole number such as 64' })
    .min(1, { error: `below 1: give 1 to ${mostShards}` })
    .max(mostShards, { error: `above ${mostShards}: give 1 to ${mostShards}` })
    .refine((count) => (count & (count - 1)) === 0, {
      error: 'not a power of two: give 64, 128, 256, 512, 1024 and so on; docs/scale.md has one for each base',
    });
