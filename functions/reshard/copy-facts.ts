import { copyName, type FactObject, listShards, readLayout } from '../../shared/aws/fact-objects.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { FactLayout, FactPlace } from '../../shared/contracts/fact-layout.ts';
import type { CopyFacts } from '../../shared/contracts/messages/copy-facts.ts';
import { type ShardPart, shardName, shardsMeeting } from '../../shared/domain/shard.ts';
import { factKey } from '../../shared/dump/fact-key.ts';
import { type Column, readParquet, writeParquet } from '../../shared/dump/parquet.ts';
import { joinFiles, pickRows, spreadRows } from '../../shared/dump/respread.ts';

/** What copying facts needs. */
export type CopyPorts = {
  /** The facts bucket. */
  facts: Pick<ObjectStore, 'get' | 'put' | 'list' | 'remove'>;
};

/** What copying came to. */
export type Copied = {
  /** `over`: nobody wants these copies any more. */
  state: 'done' | 'over';
  /** Objects of the place copied from that were brought over now; the others were there. */
  copied: number;
  /** Objects taken away from the place copied from. */
  removed: number;
};

/** Objects copied at once: each is at most 600,000 facts, cut by 64 shards or more. */
const parallel = 4;
const parquet = 'application/vnd.apache.parquet';

const isSame = (one: FactPlace, other: FactPlace | undefined): boolean =>
  one.shards === other?.shards && one.first === other.first;

/** Whether the layout still says so: a message may be days old. */
const isWanted = ({ now, other, state }: FactLayout, { from, to }: CopyFacts): boolean =>
  state === 'clearing'
    ? isSame(from, other) && isSame(to, now)
    : state === 'copying' && isSame(from, now) && isSame(to, other);

/**
 * Brings a part of one feed's month to the other place, object by object: each fact is in a copy as it was, those of a
 * customer in their order. Where the place it comes from is being cleared, each object is taken away once its copies are there.
 *
 * The copy in the shard of the message's own number is written last, rows or no rows: where it is, all are.
 */
export const copyFactsOf = async (message: CopyFacts, { facts }: CopyPorts): Promise<Copied> => {
  const layout = await readLayout(facts);
  if (!layout || !isWanted(layout, message)) return { state: 'over', copied: 0, removed: 0 };
  const { from, to, shard, feed, period } = message;
  const part: ShardPart = { shard, shards: Math.min(from.shards, to.shards) };
  const done = new Set((await listShards(facts, to, [shard], feed, period)).map(({ parts }) => copyName(parts)));
  const sources = await listShards(facts, from, shardsMeeting(part, from.shards), feed, period);
  const byName = Map.groupBy(sources, ({ parts }) => copyName(parts));
  const counts = { copied: 0, removed: 0 };
  await inParallel(parallel, byName, async ([name, files]) => {
    if (!done.has(name)) {
      await copy(files, to, shard, facts);
      counts.copied += files.length;
    }
    if (layout.state !== 'clearing') return;
    for (const { key } of files) await facts.remove(key);
    counts.removed += files.length;
  });
  return { state: 'done', ...counts };
};

/** Writes what some objects of one name hold to the shards of a place. */
const copy = async (
  files: readonly FactObject[],
  to: FactPlace,
  last: number,
  facts: CopyPorts['facts'],
): Promise<void> => {
  const read = await Promise.all(files.map(({ key }) => facts.get(key)));
  const columns = joinFiles(read.flatMap((bytes): Column[][] => (bytes ? [readParquet(bytes)] : [])));
  const [first] = files;
  // All of them are gone: an erasure left nothing in them.
  if (columns.length === 0 || !first) return;
  const spread = spreadRows(columns, to.shards);
  const put = (shard: number, rows: readonly Column[]): Promise<void> => {
    const place = to.first ? undefined : to.shards;
    return facts.put(factKey({ ...first.parts, shards: place, shard: shardName(shard) }), writeParquet(rows), parquet);
  };
  for (const [shard, rows] of spread) if (shard !== last) await put(shard, rows);
  await put(last, spread.get(last) ?? pickRows(columns, []));
};
