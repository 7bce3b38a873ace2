import type { FactPlace } from '../contracts/fact-layout.ts';
import type { FeedName } from '../contracts/feeds/index.ts';
import { feedName } from '../contracts/feeds/index.ts';

/** Where one object of facts lies. */
export type FactKey = {
  /** Number of shards, where the facts were spread over another one than the stack began with; absent where they were not. */
  shards?: number | undefined;
  /** Shard's name: three digits or more, or `all` for facts that are about no one customer. */
  shard: string;
  /** Feed of the facts. */
  feed: FeedName;
  /** Month of the facts, `YYYY-MM`. */
  period: string;
  /** Dump that they came from; they count when its ledger row says released. */
  dumpId: string;
  /** For a dump that was cut: the byte where the reading began that wrote it. Its facts count if the ledger names it. */
  from?: number | undefined;
  /** Part of the dump's or the reading's facts, from 0. */
  part: number;
};

/** Shard of facts that are about no one customer (agents, a region's cut-over, a stranger's call): whoever needs them reads them whole. */
export const allShards = 'all';

/** Folder of all facts. */
export const allFacts = 'facts/';

/** Folder of all facts of a place. */
export const placePrefix = (place: FactPlace): string => (place.first ? 'facts/' : `facts/shards=${place.shards}/`);

/** Folder of one shard's facts; with a feed and a period, the facts of that month. @param place where the stack's facts began, unless given */
export const factPrefix = (shard: string, feed?: FeedName, period?: string, place?: FactPlace): string =>
  `${place ? placePrefix(place) : 'facts/'}shard=${shard}/${feed ? `feed=${feed}/${period ? `period=${period}/` : ''}` : ''}`;

/** Object key of facts, Hive-style, so that Athena and Spark see shard, feed and period as columns. */
export const factKey = ({ shards, shard, feed, period, dumpId, from, part }: FactKey): string => {
  const name = from === undefined ? dumpId : `${dumpId}.${from}`;
  // What is about no one customer is no shard's, however many there are.
  const place = shards === undefined || shard === allShards ? undefined : { shards, first: false };
  return `${factPrefix(shard, feed, period, place)}${name}-${String(part).padStart(4, '0')}.parquet`;
};

const pattern =
  /^facts\/(?:shards=(\d+)\/)?shard=(\d{3,}|all)\/feed=([a-z]+)\/period=(\d{4}-\d{2})\/([^/]+?)(?:\.(\d+))?-(\d+)\.parquet$/;

/** The parts of a fact's object key, or undefined where it is none. */
export const parseFactKey = (key: string): FactKey | undefined => {
  const match = pattern.exec(key);
  const feed = feedName.safeParse(match?.[3]);
  if (!match || !feed.success) return undefined;
  const [, shards, shard = '', , period = '', dumpId = '', from, part] = match;
  return {
    ...(shards && { shards: Number(shards) }),
    ...{ shard, feed: feed.data, period, dumpId },
    ...(from && { from: Number(from) }),
    part: Number(part),
  };
};
