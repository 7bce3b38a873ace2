import type { Feed, FeedField, FeedName } from '../contracts/feeds/index.ts';
import { shardName, shardOf } from '../domain/shard.ts';
import type { Fact } from './compile-mapping.ts';
import { allShards } from './fact-key.ts';
import type { Column } from './parquet.ts';

/** Facts of one feed, month and shard, ready to be written as one object. */
export type FactBatch = {
  /** Feed of the facts. */
  feed: FeedName;
  /** Month of the facts. */
  period: string;
  /** Shard's name. */
  shard: string;
  /** Every field of the feed, in its order. */
  columns: Column[];
};

const isNumeric = ({ kind }: FeedField): boolean => kind === 'number' || kind === 'integer' || kind === 'flag';

/** A value as a column stores it; missing is NaN or null. */
const stored = (field: FeedField, value: unknown): number | string | null => {
  if (isNumeric(field)) return value === undefined ? Number.NaN : Number(value);
  if (value === undefined) return null;
  return Array.isArray(value) ? value.join(';') : String(value);
};

type Group = { feed: Feed; period: string; shard: string; values: (number | string | null)[][] };

const batchOf = ({ feed, period, shard, values }: Group): FactBatch => ({
  feed: feed.name,
  period,
  shard,
  columns: feed.fields.map((field, index) => {
    const column = values[index] as (number | string | null)[];
    return {
      name: field.name,
      kind: field.kind,
      values: isNumeric(field) ? Float64Array.from(column as number[]) : (column as (string | null)[]),
    };
  }),
});

/**
 * Gathers facts by feed, month and shard, in the order in which they come.
 *
 * @param shards number of shards
 */
export const factBuffer = (shards: number) => {
  let groups = new Map<string, Group>();
  let size = 0;
  return {
    /** Facts held. */
    size: (): number => size,
    /** Takes one fact in. */
    add({ feed, row }: Fact): void {
      const shard = feed.key === 'agentId' ? allShards : shardName(shardOf(String(row.customerId), shards));
      const period = String(row.period);
      const name = `${feed.name}/${period}/${shard}`;
      let group = groups.get(name);
      if (!group) {
        group = { feed, period, shard, values: feed.fields.map(() => []) };
        groups.set(name, group);
      }
      for (const [index, field] of feed.fields.entries()) group.values[index]?.push(stored(field, row[field.name]));
      size++;
    },
    /** Gives out all that is held. */
    drain(): FactBatch[] {
      const batches = [...groups.values()].map(batchOf);
      groups = new Map();
      size = 0;
      return batches;
    },
  };
};
