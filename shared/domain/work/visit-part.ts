import { dayNumber } from '../calendar.ts';
import type { ShardPart } from '../shard.ts';

/** All customers: a base of one shard. */
export const wholeBase: ShardPart = { shard: 0, shards: 1 };

/**
 * Where a shard begins to give days when it has too few visits for all of them: each shard elsewhere, at even distances. So
 * what is even to within one in each shard is even in all of them.
 */
export const visitPhase = ({ shard, shards }: ShardPart): number => shard / shards;

/**
 * Most visits that a shard asks for on a day, so that all shards together ask for `mostADay`: what does not go into equal
 * parts goes to other shards every day.
 *
 * @param mostADay of the policy; undefined for any number
 */
export const visitRoom = (mostADay: number | undefined, { shard, shards }: ShardPart): ((day: string) => number) => {
  if (mostADay === undefined) return () => Number.POSITIVE_INFINITY;
  return (day) => {
    const turn = (shard + dayNumber(day)) % shards;
    return Math.floor((mostADay * (turn + 1)) / shards) - Math.floor((mostADay * turn) / shards);
  };
};
