import type { Ledger } from '../../shared/aws/ledger.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import { policyOf, readToMeasure } from '../../shared/aws/read-shard.ts';
import type { RunStore } from '../../shared/aws/run-store.ts';
import type { ShardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { measureFrozen, nightOfRun } from '../../shared/domain/decide/frozen-shard.ts';
import { readingOf } from '../../shared/domain/decide/kept-facts.ts';
import { baseOf, type MeasureRun } from '../../shared/domain/decide/measure.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { allShardsOf, shardName, shardNames } from '../../shared/domain/shard.ts';

/** What measuring a shard needs. */
export type MeasurePorts = {
  ledger: Pick<Ledger, 'run' | 'shardMeasured' | 'startDeciding'>;
  runs: Pick<
    RunStore,
    | 'manifest'
    | 'policy'
    | 'facts'
    | 'listFacts'
    | 'snapshot'
    | 'snapshotOfPart'
    | 'saveMeasure'
    | 'measure'
    | 'saveBase'
    | 'base'
  >;
  /** Shard queue: where the decisions are asked for. */
  shardQueue: Queue<ShardRequested>;
};

/** What measuring a shard came to. */
export type MeasuredShard = {
  /** `over`: the run is past measuring, so nothing was done. */
  state: 'done' | 'over';
  /** Customers measured. */
  customers: number;
  /** Shards asked to decide, where this one was the last to be measured. */
  asked: number;
};

/**
 * Measures what one shard adds to the whole base. The last worker puts all shards together and asks for the decisions.
 * Everything that is written is made of what was frozen, so doing it again, after a crash at any line or because the
 * message came twice, writes the same; see docs/adr/011-schemes-and-the-whole-base.md for the order.
 */
export const measureShard = async (
  { runId, shard }: Pick<ShardRequested, 'runId' | 'shard'>,
  ports: MeasurePorts,
): Promise<MeasuredShard> => {
  const run = await ports.ledger.run(runId);
  if (run?.status !== 'running' || run.step !== 'measure') return { state: 'over', customers: 0, asked: 0 };
  const manifest = await ports.runs.manifest(runId);
  const policy = await policyOf(manifest.policy, ports.runs);
  const measureRun = await measureRunOf(manifest, policy, ports);
  const facts = await readToMeasure(manifest, shard, readingOf(policy, measureRun.night.months), ports.runs);
  const { measure, customers } = measureFrozen(facts, policy, measureRun);
  await ports.runs.saveMeasure(runId, shardName(shard), measure);
  const measured = await ports.ledger.shardMeasured(runId, shard);
  const asked = measured === run.shards ? await askForDecisions(manifest, policy, measureRun, ports) : 0;
  return { state: 'done', customers, asked };
};

const measureRunOf = async (
  manifest: RunManifest,
  policy: CompiledPolicy,
  { runs }: MeasurePorts,
): Promise<MeasureRun> => ({
  night: nightOfRun(manifest, policy),
  shards: manifest.shards,
  last: manifest.previousRunId === null ? null : await runs.base(manifest.previousRunId),
});

/** The base first, then the messages, then the row: who dies between two of them does both again. */
const askForDecisions = async (
  { runId, shards }: RunManifest,
  policy: CompiledPolicy,
  measureRun: MeasureRun,
  { runs, shardQueue, ledger }: MeasurePorts,
): Promise<number> => {
  const measures = await Promise.all(shardNames(shards).map((shard) => runs.measure(runId, shard)));
  const base = baseOf(policy, measures, measureRun);
  if (base) await runs.saveBase(runId, base);
  await shardQueue.send(allShardsOf(shards).map((shard) => ({ version: 1, runId, shard, step: 'decide' })));
  await ledger.startDeciding(runId);
  return shards;
};
