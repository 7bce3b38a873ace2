import type { RunBase } from '../contracts/run-base.ts';
import type { RunManifest } from '../contracts/run-manifest.ts';
import type { CompiledPolicy } from '../domain/compile-policy.ts';
import { type DecidedShard, decideShard } from '../domain/decide-shard.ts';
import { featureFeeds } from '../domain/facts.ts';
import { type GatheredFacts, gatherFacts } from '../domain/gather-facts.ts';
import { setAside } from '../domain/held-customers.ts';
import { type Night, nightOf } from '../domain/night.ts';
import { type ScoredTable, scoreTable } from '../domain/score-table.ts';
import { shardName } from '../domain/shard.ts';
import type { Snapshot } from '../dump/snapshot.ts';
import type { RunStore } from './run-store.ts';

/** What one shard of a run is decided on, as it was frozen when the run was planned. */
export type FrozenShard = ReturnType<typeof setAside> & {
  /** Decisions of the last completed run; null on a first night. */
  previous: Snapshot | null;
  /** Decisions of runs given up since. */
  abandoned: readonly Snapshot[];
};

/** A shard with its features and points. */
export type ScoredShard = { frozen: FrozenShard; facts: GatheredFacts; scored: ScoredTable };

/** The night that a run decides for, under a policy. */
export const nightOfRun = ({ runId, now, timeZone }: RunManifest, { policy }: CompiledPolicy): Night =>
  nightOf(runId, now, timeZone, policy.windowMonths);

/** Reads what a shard is decided on. Everything is named by the manifest, so that reading again reads the same. */
export const readShard = async (
  runs: Pick<RunStore, 'facts' | 'snapshot'>,
  { dumps, held = [], previousRunId, abandonedRunIds }: RunManifest,
  shard: number,
): Promise<FrozenShard> => {
  const name = shardName(shard);
  const whole = held.filter((dump) => dump.whole);
  const stored = await runs.facts(name, [...dumps, ...whole], featureFeeds);
  const snapshotOf = async (runId: string): Promise<Snapshot[]> => {
    const found = await runs.snapshot(runId, name);
    return found ? [found] : [];
  };
  const previous = previousRunId === null ? null : await runs.snapshot(previousRunId, name);
  const abandoned = (await Promise.all(abandonedRunIds.map(snapshotOf))).flat();
  return { ...setAside(stored, held), previous, abandoned };
};

/** Features and points of a shard's customers. */
export const scoreFrozen = (frozen: FrozenShard, compiled: CompiledPolicy, night: Night): ScoredShard => {
  const { files, previous, abandoned } = frozen;
  const facts = gatherFacts(files, night.months, [...(previous ? [previous] : []), ...abandoned]);
  return { frozen, facts, scored: scoreTable(compiled, facts, night) };
};

/** Decisions of a shard: the same, byte for byte, whenever they are made. */
export const decideFrozen = (
  { frozen, facts, scored }: ScoredShard,
  compiled: CompiledPolicy,
  night: Night,
  base: RunBase | null,
): DecidedShard => {
  const { previous, abandoned, kept } = frozen;
  return decideShard({ facts, scored, previous, abandoned, kept, base }, compiled, night);
};
