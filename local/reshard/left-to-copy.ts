import { copyName, factsBelow } from '../../shared/aws/fact-objects.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { FactLayout, FactPlace } from '../../shared/contracts/fact-layout.ts';
import type { CopyFacts } from '../../shared/contracts/messages/copy-facts.ts';
import { allShards, type FactKey, placePrefix } from '../../shared/dump/fact-key.ts';

/** How far the copies are. */
export type LeftToCopy = {
  /** Objects of facts in the place copied from. */
  objects: number;
  /** Those of them that are still to be copied; where that place is being cleared, all of them are still to go. */
  left: number;
  /** What to ask for. */
  requests: CopyFacts[];
};

const listed = async (facts: Pick<ObjectStore, 'list'>, place: FactPlace): Promise<FactKey[]> =>
  // `facts/` has the other places below it, which are called `shards=`.
  (await factsBelow(facts, `${placePrefix(place)}shard=`))
    .map(({ parts }) => parts)
    .filter(({ shard }) => shard !== allShards);

/** What is left to be copied or moved from one place of facts to the other; nothing where there is one place alone. */
export const leftToCopy = async (
  facts: Pick<ObjectStore, 'list'>,
  { now, other, state }: FactLayout,
): Promise<LeftToCopy> => {
  if (!other) return { objects: 0, left: 0, requests: [] };
  const [from, to] = state === 'clearing' ? [other, now] : [now, other];
  const [sources, copies] = [await listed(facts, from), await listed(facts, to)];
  const coarser = Math.min(from.shards, to.shards);
  // The copy in the shard of the coarser place's number is written last; see functions/reshard.
  const done = new Set(
    copies.filter(({ shard }) => Number(shard) < coarser).map((parts) => `${Number(parts.shard)} ${copyName(parts)}`),
  );
  const left = sources.filter(
    (parts) => state === 'clearing' || !done.has(`${Number(parts.shard) % coarser} ${copyName(parts)}`),
  );
  const requests = new Map<string, CopyFacts>();
  for (const { shard, feed, period } of left) {
    const request: CopyFacts = { version: 1, from, to, shard: Number(shard) % coarser, feed, period };
    requests.set(`${request.shard} ${feed} ${period}`, request);
  }
  return { objects: sources.length, left: left.length, requests: [...requests.values()] };
};
