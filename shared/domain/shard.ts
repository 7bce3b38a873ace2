/**
 * Shard of a customer: FNV-1a (32 bits) of the id's UTF-8 bytes, modulo the number of shards. Facts on disk depend on
 * it: changing it means rewriting them.
 *
 * @param customerId the operator's id
 * @param shards number of shards, a power of two
 */
export const shardOf = (customerId: string, shards: number): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(customerId)) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % shards;
};

/** A shard's name in object keys: at least three digits, so that listings sort. */
export const shardName = (shard: number): string => String(shard).padStart(3, '0');
