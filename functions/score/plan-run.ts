import type { CardDesk } from '../../shared/aws/card-desk.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { DumpItem, RunItem } from '../../shared/contracts/items/ledger.ts';
import type { NightlyRun } from '../../shared/contracts/messages/schedules.ts';
import type { ShardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { baseOf, needsMeasure } from '../../shared/domain/decide/measure.ts';
import { heldOfRun } from '../../shared/domain/facts/held-dumps.ts';
import { dumpsOfRun } from '../../shared/domain/facts/run-dumps.ts';
import { type Night, nightOf, runIdOf } from '../../shared/domain/night.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { shardsLeft } from '../../shared/domain/shards-left.ts';
import { guardsBefore, stoppedOf, wordsThatCount } from '../../shared/domain/work/guard/guard-night.ts';
import { rosterOf } from '../../shared/domain/work/roster-of.ts';
import { allShards } from '../../shared/dump/fact-key.ts';
import { hashesOf, policyInForce } from './policy-in-force.ts';

/** What planning needs. */
export type PlanPorts = {
  ledger: Pick<Ledger, 'run' | 'runs' | 'startRun' | 'abandonRun' | 'dumpsOf' | 'guardWords'>;
  runs: Pick<
    RunStore,
    | 'savePolicy'
    | 'policy'
    | 'freeze'
    | 'manifest'
    | 'saveRoster'
    | 'facts'
    | 'shardsOfFacts'
    | 'base'
    | 'saveBase'
    | 'guard'
  >;
  shardQueue: Queue<ShardRequested>;
  /** Learned cards, and which is in force. */
  cards: Pick<CardDesk, 'inForce' | 'card'>;
  /** The policy in force. */
  policy: Policy;
  /** Operator's IANA time zone. */
  timeZone: string;
  /** Number of shards of a stack whose facts do not say. */
  shards: number;
};

/** What planning came to. */
export type Plan = {
  runId: string;
  /** `over`: the run was closed or given up before, so nothing was done. */
  state: 'started' | 'resumed' | 'over';
  /** Shards asked for. */
  asked: number;
  /** Shards of the run: those that the facts lie in. */
  shards: number;
  /** Dumps that the run sees. */
  dumps: number;
  /** Slices of dumps that are held: their customers keep their last decision. */
  held: number;
  /** Agents of the roster; null where it was made before. */
  agents: number | null;
  /** Runs given up for this one. */
  abandoned: number;
};

/** A run that has not closed for so long is stuck, and would hold up every later night. */
const stuckAfterMs = 6 * 3_600_000;
/** SQS's longest delay, and more than a worker may run: those of a given-up run have ended before the new ones begin. */
const afterAbandonedSeconds = 900;
/** Runs looked back over for the last completed one: more than a season of stuck nights. */
const runsBack = 100;

/**
 * Plans a run: freezes what it works from and asks for every shard. The same schedule event again asks only for what is
 * not done yet, and for nothing once the run is closed.
 *
 * @throws where another run is under way and not yet stuck, or a later night has a run already
 */
export const planRun = async ({ scheduledAt }: NightlyRun, ports: PlanPorts): Promise<Plan> => {
  const runId = runIdOf(scheduledAt);
  const known = await ports.ledger.run(runId);
  if (known) return resume(known, ports);

  const earlier = await ports.ledger.runs(runsBack);
  await giveUpStuck(earlier, runId, scheduledAt, ports);
  const night = nightOf(runId, scheduledAt, ports.timeZone, ports.policy.windowMonths);
  const manifest = await ports.runs.freeze(await manifestOf(night, earlier, ports));
  const sources = new Map(manifest.dumps.map(({ dumpId, source }) => [dumpId, source]));
  const files = await ports.runs.facts(allShards, manifest.dumps, ['agents']);
  const agents = rosterOf(files, (dumpId) => sources.get(dumpId) ?? '');
  await ports.runs.saveRoster(runId, agents);
  const { policy, previousRunId, shards } = manifest;
  const step = await firstStep(manifest, night, ports);
  // The row comes last: who sees it finds everything that a worker needs.
  const run: RunItem = {
    version: 1,
    runId,
    status: 'running',
    scheduledAt: manifest.now,
    policy,
    previousRunId,
    shards,
    step,
    counts: null,
  };
  const started = await ports.ledger.startRun(run);
  await ask(manifest, shardsLeft(run), ports);
  return planned(manifest, started ? 'started' : 'resumed', shards, agents.length);
};

/** A run measures the whole base first where the policy asks for it; what the last run measured may still stand. */
const firstStep = async (manifest: RunManifest, night: Night, { runs }: PlanPorts): Promise<'measure' | 'decide'> => {
  const { runId, policy, previousRunId, shards } = manifest;
  // The frozen policy: a repeated plan may find another one in force.
  const compiled = compilePolicy(await runs.policy(policy), policy);
  const run = { night, shards, last: previousRunId === null ? null : await runs.base(previousRunId) };
  if (needsMeasure(compiled, run)) return 'measure';
  const base = baseOf(compiled, [], run);
  if (base) await runs.saveBase(runId, base);
  return 'decide';
};

const planned = (manifest: RunManifest, state: Plan['state'], asked: number, agents: number | null): Plan => ({
  runId: manifest.runId,
  state,
  asked,
  shards: manifest.shards,
  dumps: manifest.dumps.length,
  held: (manifest.held ?? []).reduce((sum, { slices }) => sum + slices.length, 0),
  agents,
  abandoned: manifest.abandonedRunIds.length,
});

const ask = ({ abandonedRunIds }: RunManifest, requests: readonly ShardRequested[], ports: PlanPorts): Promise<void> =>
  ports.shardQueue.send(requests, abandonedRunIds.length > 0 ? { delaySeconds: afterAbandonedSeconds } : {});

const resume = async (run: RunItem, ports: PlanPorts): Promise<Plan> => {
  const manifest = await ports.runs.manifest(run.runId);
  if (run.status !== 'running') return planned(manifest, 'over', 0, null);
  const asked = shardsLeft(run);
  await ask(manifest, asked, ports);
  return planned(manifest, 'resumed', asked.length, null);
};

const giveUpStuck = async (
  earlier: readonly RunItem[],
  runId: string,
  scheduledAt: string,
  { ledger }: PlanPorts,
): Promise<void> => {
  const later = earlier.find((run) => run.status !== 'abandoned' && run.runId > runId);
  if (later) throw new Error(`run ${runId} comes too late: run ${later.runId} of a later night is ${later.status}`);
  for (const run of earlier.filter(({ status }) => status === 'running')) {
    const ageMs = Date.parse(scheduledAt) - Date.parse(run.scheduledAt);
    if (ageMs < stuckAfterMs)
      throw new Error(
        `run ${runId} must wait: run ${run.runId} is still under way, and is given up only ${stuckAfterMs / 3_600_000} hours after its instant`,
      );
    await ledger.abandonRun(run.runId);
  }
};

/**
 * Dumps of the month that begins with the agents' day, on the night before it: work on the network that is planned for it
 * is announced by then. Features look at months that have begun.
 */
const plannedEvents = async ({ today, months }: Night, { ledger }: PlanPorts): Promise<DumpItem[]> => {
  const month = today.slice(0, 7);
  if (months.includes(month)) return [];
  return (await ledger.dumpsOf(month)).filter(({ feed }) => feed === 'notices' || feed === 'outcomes');
};

/** What the harm guard says as the run begins: operators' words count from here on. */
const guardOf = async (
  previousRunId: string | null,
  { runs, ledger }: PlanPorts,
): Promise<RunManifest['guard'] | undefined> => {
  const last = previousRunId === null ? null : await runs.guard(previousRunId);
  if (stoppedOf(guardsBefore(last, [])).size === 0) return undefined;
  const words = wordsThatCount(last, await ledger.guardWords());
  return { stopped: [...stoppedOf(guardsBefore(last, words))], words };
};

const manifestOf = async (night: Night, earlier: readonly RunItem[], ports: PlanPorts): Promise<RunManifest> => {
  const previousRunId = earlier.find(({ status }) => status === 'completed')?.runId ?? null;
  const assignedRunId = earlier.find(({ workPlan }) => workPlan !== undefined)?.runId;
  const window = (await Promise.all(night.months.map((period) => ports.ledger.dumpsOf(period)))).flat();
  const dumps = [...window, ...(await plannedEvents(night, ports))];
  const held = heldOfRun(dumps);
  const policy = await policyInForce(ports.policy, ports.cards);
  const guard = await guardOf(previousRunId, ports);
  const shards = await ports.runs.shardsOfFacts(ports.shards);
  const abandoned = earlier.filter(({ runId }) => runId > (previousRunId ?? ''));
  const others = earlier.filter((run) => run.runId >= (previousRunId ?? '') && run.shards !== shards);
  return {
    version: 1,
    runId: night.runId,
    now: night.now,
    timeZone: night.timeZone,
    businessDay: night.businessDay,
    policy: await ports.runs.savePolicy(policy),
    ...(policy.learnedCards && { cards: hashesOf(policy.learnedCards) }),
    shards,
    ...(others.length > 0 && { earlierShards: Object.fromEntries(others.map((run) => [run.runId, run.shards])) }),
    previousRunId,
    ...(assignedRunId !== undefined && { assignedRunId }),
    abandonedRunIds: abandoned.map(({ runId }) => runId),
    dumps: dumpsOfRun(dumps).map(({ dumpId, feed, period, source, arrivedAt, readings }) => ({
      dumpId,
      feed,
      period,
      source,
      arrivedAt,
      ...(readings && { readings }),
    })),
    ...(guard && { guard }),
    ...(held.length > 0 && { held }),
  };
};
