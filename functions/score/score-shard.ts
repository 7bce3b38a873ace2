import type { Decisions } from '../../shared/aws/decisions.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import { lending } from '../../shared/aws/lending.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import { policyOf, readShard } from '../../shared/aws/read-shard.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { RunCounts } from '../../shared/contracts/items/ledger.ts';
import type { ShardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import type { WorkPlanRequested } from '../../shared/contracts/messages/work-plan-requested.ts';
import { type DecisionTable, decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { decideFrozen, nightOfRun } from '../../shared/domain/decide/frozen-shard.ts';
import { readingOf } from '../../shared/domain/decide/kept-facts.ts';
import { type Coded, wordAt } from '../../shared/domain/decide/shard-table.ts';
import { type ShardRoom, shardRoom } from '../../shared/domain/facts/room.ts';
import { contactFeeds } from '../../shared/domain/policy/compile-contact.ts';
import { promisesTold } from '../../shared/domain/promises/promises-told.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { type ClosedRun, closeRun } from './close-run.ts';
import { countShardAgents } from './count-shard-agents.ts';

/** What scoring a shard needs. */
export type ShardPorts = {
  ledger: Pick<Ledger, 'run' | 'shardDone' | 'shardsOf' | 'completeRun'>;
  runs: Pick<
    RunStore,
    | 'manifest'
    | 'policy'
    | 'facts'
    | 'listFacts'
    | 'base'
    | 'snapshot'
    | 'snapshotOfPart'
    | 'saveSnapshot'
    | 'promises'
    | 'promisesOfPart'
    | 'savePromises'
    | 'saveWaivers'
    | 'saveWork'
    | 'saveWithdrawn'
    | 'savePaused'
    | 'assignment'
    | 'guard'
    | 'saveGuard'
    | 'saveAgents'
    | 'saveFigures'
    | 'shardAgents'
    | 'saveAgentFigures'
  >;
  decisions: Decisions;
  /** What became of work: agents are assessed by it. */
  work: Pick<WorkTable, 'get'>;
  /** Hears that a run has closed, so that its work is given out. */
  workPlanQueue: Queue<WorkPlanRequested>;
};

/** What scoring a shard came to. */
export type ScoredShard = {
  /** `over`: the run is closed or given up, so nothing was decided. */
  state: 'done' | 'over';
  /** What the shard counted; null where nothing was done. */
  counts: RunCounts | null;
  /** What the run came to, where this shard closed it. */
  closed: ClosedRun | null;
};

const inRoom = lending(shardRoom);

/**
 * Scores one shard of a run. Everything that is written is made of what was frozen, so doing it again, after a crash at
 * any line or because the message came twice, writes the same; see docs/adr/003-how-a-run-closes.md for the order.
 */
export const scoreShard = (request: ShardRequested, ports: ShardPorts): Promise<ScoredShard> =>
  inRoom((room) => {
    room.release();
    return scoreInRoom(room, request, ports);
  });

const scoreInRoom = async (
  room: ShardRoom,
  { runId, shard }: ShardRequested,
  ports: ShardPorts,
): Promise<ScoredShard> => {
  const run = await ports.ledger.run(runId);
  // Whoever closed the run may have died before saying so; of all that repeat it, one plan is made.
  if (run?.status === 'completed') await ports.workPlanQueue.send([{ version: 1, runId }]);
  if (run?.status !== 'running') return { state: 'over', counts: null, closed: null };
  const manifest = await ports.runs.manifest(runId);
  const policy = await policyOf(manifest.policy, ports.runs);
  const night = nightOfRun(manifest, policy);
  const frozen = await readShard(manifest, shard, contactFeeds(policy.policy), ports.runs, {
    reading: readingOf(policy, night.months),
    takesUp: true,
    room,
  });
  const base = await ports.runs.base(runId);
  const { facts, decided, promises, waivers } = decideFrozen(frozen, policy, night, base, room);
  const { table, counts } = decided;
  // The snapshot first: it tells a later run what this one may have written to the table.
  await ports.runs.saveSnapshot(runId, shardName(shard), table, decided.snapshot);
  if (promises) await ports.runs.savePromises(runId, shardName(shard), promises);
  if (waivers.length > 0) await ports.runs.saveWaivers(runId, shardName(shard), waivers);
  await ports.decisions.save(await decisionsOf(table, decided.changed, ports.runs));
  const work = decided.work.map((queued) => {
    const decision = decisionAt(table, queued.row, policy);
    const [offers, promised] = [decided.offersAt(queued.row), promisesTold(policy, decision)];
    return workOf(policy, queued, decision, facts, night, offers, promised);
  });
  await ports.runs.saveWork(runId, shardName(shard), work);
  await ports.runs.saveWithdrawn(runId, shardName(shard), decided.withdrawn);
  await ports.runs.savePaused(runId, shardName(shard), decided.paused);
  await ports.runs.saveFigures(runId, shardName(shard), decided.figures);
  if (policy.hasLeft) {
    const told = { happened: frozen.happened, facts, table, hasLeft: policy.hasLeft(decided.columns), shard };
    await countShardAgents(told, policy, night, ports);
  }
  const done = await ports.ledger.shardDone({ version: 1, runId, shard, counts });
  return { state: 'done', counts, closed: done === run.shards ? await closeRun(manifest, policy, ports) : null };
};

/** Decisions of some rows, each by the policy that made it: of a customer who was carried over it is that of an earlier night. */
const decisionsOf = async (
  table: DecisionTable,
  rows: readonly number[],
  runs: ShardPorts['runs'],
): Promise<Decision[]> => {
  const hashes = table.words.get('policy') as Coded;
  const decisions: Decision[] = [];
  for (const row of rows) decisions.push(decisionAt(table, row, await policyOf(wordAt(hashes, row) ?? '', runs)));
  return decisions;
};
