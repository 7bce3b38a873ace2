/**
 * FNV-1a (32 bits, signed) of an id's UTF-8 bytes. Facts on disk depend on it, and so do the gate's samples: changing it
 * means rewriting them.
 */
export const idHash = (id: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
};

/**
 * Shard of a customer: the id's hash, modulo the number of shards.
 *
 * @param customerId the operator's id
 * @param shards number of shards, a power of two
 */
export const shardOf = (customerId: string, shards: number): number => (idHash(customerId) >>> 0) % shards;

/** A shard's name in object keys: at least three digits, so that listings sort. */
export const shardName = (shard: number): string => String(shard).padStart(3, '0');

/** All shards, in their order. @param shards number of shards */
export const allShardsOf = (shards: number): number[] => Array.from({ length: shards }, (_, shard) => shard);

/** Names of all shards, in their order. @param shards number of shards */
export const shardNames = (shards: number): string[] => allShardsOf(shards).map(shardName);

/** Which part of all customers a shard is. */
export type ShardPart = { shard: number; shards: number };

/** Shards, of a spread over `count`, that hold customers of a part: the one it lies in, or those it is made of. */
export const shardsMeeting = ({ shard, shards }: ShardPart, count: number): number[] =>
  count <= shards ? [shard % count] : Array.from({ length: count / shards }, (_, index) => shard + index * shards);

/** All parts, in their order. @param shards number of shards */
export const allPartsOf = (shards: number): ShardPart[] => allShardsOf(shards).map((shard) => ({ shard, shards }));
