import type { FactLayout, FactPlace } from '../../shared/contracts/fact-layout.ts';
import { shardCount } from '../../shared/contracts/shard-count.ts';
import { CommandError } from '../commands/command-error.ts';

/** As long as a function may run: who began before a change may still write as it was. */
export const writersMinutes = 15;

const minutesSince = ({ since }: FactLayout, at: string): number =>
  since === undefined ? Number.POSITIVE_INFINITY : (Date.parse(at) - Date.parse(since)) / 60_000;

const waited = (layout: FactLayout, at: string, why: string): void => {
  const left = Math.ceil(writersMinutes - minutesSince(layout, at));
  if (left > 0) throw new CommandError(`wait ${left} minutes: ${why}`);
};

const otherOf = (layout: FactLayout): FactPlace => {
  if (layout.other) return layout.other;
  throw new CommandError(`facts lie in ${layout.now.shards} shards, and nothing is under way: --to N begins`);
};

/** Reads the number of shards that somebody gave. @throws CommandError where it is none */
export const givenShards = (given: string): number => {
  const parsed = shardCount().safeParse(/^\d+$/.test(given) ? Number(given) : Number.NaN);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const why = issue?.code === 'invalid_type' ? 'not a whole number such as 256' : issue?.message;
  throw new CommandError(`--to ${given}: ${why}`);
};

/** Begins to spread the facts over so many shards; while that is under way, the layout as it is. */
export const beginCopying = (layout: FactLayout, shards: number, at: string): FactLayout => {
  const { now, other, state } = layout;
  if (state === 'copying' && other?.shards === shards) return layout;
  if (other)
    throw new CommandError(
      `facts are on their way between ${now.shards} and ${other.shards} shards: --finish that first`,
    );
  if (now.shards === shards) throw new CommandError(`facts lie in ${shards} shards already`);
  return { version: 1, now, other: { shards, first: false }, state: 'copying', since: at };
};

/** Lets new dumps and the next run take the other number of shards. @param left objects that are not copied yet */
export const switchOver = (layout: FactLayout, left: number, at: string): FactLayout => {
  const { now, state } = layout;
  const other = otherOf(layout);
  if (state !== 'copying') throw new CommandError(`facts lie in ${now.shards} shards: --finish is next`);
  if (left > 0)
    throw new CommandError(`${left} objects are not copied yet: without a number, reshard shows how far it is`);
  return { version: 1, now: other, other: now, state: 'switched', since: at };
};

/** Goes back to the number of shards before: what came since lies in the other one and is found there. */
export const switchBack = (layout: FactLayout, at: string): FactLayout => {
  const other = otherOf(layout);
  if (layout.state !== 'switched')
    throw new CommandError(
      layout.state === 'copying'
        ? `nights still take ${layout.now.shards} shards: --finish gives the copies up`
        : `the facts in ${other.shards} shards are being taken away: finish it, then --to ${other.shards}`,
    );
  return { version: 1, now: other, other: layout.now, state: 'copying', since: at };
};

/** Begins to take the other copies away; while that is under way, the layout as it is. */
export const beginClearing = (layout: FactLayout, at: string): FactLayout => {
  otherOf(layout);
  if (layout.state === 'clearing') return layout;
  waited(layout, at, 'dumps that were being read at the last change may still be written as it was before');
  return { ...layout, state: 'clearing', since: at };
};

/** Ends it, where nothing is left of the other copies, and nobody can be writing any more. @param left objects that are there */
export const endClearing = (layout: FactLayout, left: number, at: string): FactLayout =>
  layout.state === 'clearing' && left === 0 && minutesSince(layout, at) >= writersMinutes
    ? { version: 1, now: layout.now }
    : layout;
