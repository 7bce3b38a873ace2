import type { WorkItem } from '../../contracts/items/work.ts';
import { shardOf } from '../shard.ts';
import { isOver } from './work-life.ts';

/**
 * Partitions of the due index a day. One partition takes 1,000 writes a second, so 8 take the waiting work of a night
 * (100,000 items) in seconds; the sweep asks each of them.
 */
export const dueShards = 8;

/** Keys of the due index that hold the work to look at on a day. */
export const dueShardsOf = (day: string): string[] =>
  Array.from({ length: dueShards }, (_, shard) => `${day}#${shard}`);

/** Key of the due index for one item that is to be looked at on a day. */
export const dueShardOf = (workId: string, day: string): string => `${day}#${shardOf(workId, dueShards)}`;

/** Keys of the due index that hold the work that falls due on a day (UTC). */
export const lateShardsOf = (day: string): string[] => dueShardsOf(day).map((key) => `late:${key}`);

/** Key of the due index for work with an agent, by its due time. */
export const lateShardOf = (workId: string, dueAt: string): string =>
  `late:${dueShardOf(workId, new Date(dueAt).toISOString().slice(0, 'YYYY-MM-DD'.length))}`;

/**
 * True where nothing is left to do for work that was asked for on a day: it is on somebody's list, is over, or waits for
 * a later day. Once true for a day it stays true, because days of waiting work only grow: that is what makes it safe to take the
 * work off every other list of that day, whoever put it there.
 */
export const isSettled = (item: WorkItem | undefined, day: string): boolean =>
  item !== undefined &&
  (item.status === 'assigned' || isOver(item.state) || (item.dueShard !== null && dueDay(item.dueShard) > day));

const dueDay = (dueShard: string): string => dueShard.slice(0, 'YYYY-MM-DD'.length);
