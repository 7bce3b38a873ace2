import type { FeeWaiver } from '../../contracts/fee-waiver.ts';
import type { PromiseLedger } from '../../contracts/promise-entry.ts';
import type { RunBase, ShardMeasure } from '../../contracts/run-base.ts';
import type { RunManifest } from '../../contracts/run-manifest.ts';
import { pickRows, type ScoredTable, scoreTable } from '../cards/score-table.ts';
import type { FactFile } from '../facts/fact-file.ts';
import { type EarlierIds, type GatheredFacts, gatherFacts } from '../facts/gather-facts.ts';
import type { SetAside } from '../facts/held-customers.ts';
import type { ShardRoom } from '../facts/room.ts';
import { type Night, nightOf } from '../night.ts';
import type { CompiledPolicy } from '../policy/compile-policy.ts';
import { withPromises } from '../promises/promise-columns.ts';
import { shardPromises, withAsked } from '../promises/shard-promises.ts';
import type { ShardPart } from '../shard.ts';
import type { ContactEvents } from '../work/govern/contact-events.ts';
import type { Waiting } from '../work/govern/known-contacts.ts';
import { type DecidedShard, decidedRows, decideShard } from './decide-shard.ts';
import type { DecisionTable } from './decision-table.ts';
import { keptFacts } from './kept-facts.ts';
import { type MeasureRun, measureTable } from './measure.ts';

/** Decisions of an earlier run, as its snapshot holds them. */
export type EarlierDecisions = DecisionTable & EarlierIds;

/** What one shard of a run is decided on: everything is what the plan froze. */
export type FrozenShard = SetAside & {
  /** Which part of all customers it is. */
  part: ShardPart;
  /** Decisions of the last completed run; null on a first night. */
  previous: EarlierDecisions | null;
  /** Playbooks that the harm guard stopped. */
  stopped: ReadonlySet<string>;
  /** Work of earlier nights that found no agent yet. */
  waiting: Waiting;
  /** Decisions of runs given up since. */
  abandoned: readonly EarlierDecisions[];
  /** What upstream systems say of contacts, as far as a policy asks for it. */
  events: ContactEvents;
  /** The same as files, of the shard's customers and of regions and nobody; older dumps first. */
  happened: { own: readonly FactFile[]; everywhere: readonly FactFile[] };
  /** Promises as the last completed run left them; null where it made none. */
  promisesBefore: PromiseLedger | null;
  /** Content hash of the facts and of how they are read; left out: no later night may take up what this one makes of them. */
  madeOf?: string | undefined;
  /** The night before was made of the same, so what its snapshot keeps is taken up; of the files only those are there that are read even so (see `Reading`). */
  isKept?: boolean;
};

/** The night that a run decides for, under a policy. */
export const nightOfRun = ({ runId, now, timeZone }: RunManifest, { policy }: CompiledPolicy): Night =>
  nightOf(runId, now, timeZone, policy.windowMonths);

/** What a shard is measured on: facts, or the snapshot of the night before that keeps what they say. */
export type ToMeasure = SetAside & Partial<Pick<FrozenShard, 'previous' | 'isKept'>>;

/**
 * What a shard adds to what is known of the whole base: that of the customers who are decided tonight.
 *
 * @returns the measure, and of how many customers it speaks
 */
export const measureFrozen = (
  { files, kept, previous, isKept }: ToMeasure,
  compiled: CompiledPolicy,
  run: MeasureRun,
): { measure: ShardMeasure; customers: number } => {
  const { months } = run.night;
  const facts = isKept && previous ? keptFacts(previous, compiled, files, months) : gatherFacts(files, months);
  const decided = pickRows(scoreTable(compiled, facts, run.night), decidedRows(facts, kept));
  return { measure: measureTable(compiled, decided, run), customers: decided.rows };
};

/** A shard that is decided, with what it was decided on. */
export type DecidedFrozen = {
  facts: GatheredFacts;
  scored: ScoredTable;
  decided: DecidedShard;
  /** What is promised to whom; null where the policy promises nothing. */
  promises: PromiseLedger | null;
  /** Fees that billing waives, because promises were broken. */
  waivers: readonly FeeWaiver[];
};

/**
 * Decides a shard. The same frozen shard, policy, night and base give the same decisions, byte for byte: tonight, in a
 * retry, and in a replay a year later.
 *
 * @param base what is known of the whole base; null where the policy does not ask for it
 * @param room of a worker that decides one shard after the other: facts, features and points lie in it, until it is released for the next
 */
export const decideFrozen = (
  frozen: FrozenShard,
  compiled: CompiledPolicy,
  night: Night,
  base: RunBase | null,
  room?: ShardRoom,
): DecidedFrozen => {
  const { files, kept, previous, abandoned, events, happened, promisesBefore, part, stopped, waiting, madeOf } = frozen;
  const facts =
    frozen.isKept && previous
      ? keptFacts(previous, compiled, files, night.months, room)
      : gatherFacts(files, night.months, [...(previous ? [previous] : []), ...abandoned], room);
  const unpromised = scoreTable(compiled, facts, night);
  const promises = shardPromises(
    { facts, scored: unpromised, previous, base, kept, ...happened, before: promisesBefore, shard: part.shard },
    compiled,
    night,
  );
  const scored = promises ? withPromises(compiled, unpromised, promises) : unpromised;
  const input = { facts, scored, previous, abandoned, kept, base, events, part, promises, stopped, waiting, madeOf };
  const decided = decideShard(input, compiled, night);
  return {
    facts,
    scored,
    decided,
    promises: promises && withAsked(promises.ledger, decided.work, night),
    waivers: promises?.waivers ?? [],
  };
};
