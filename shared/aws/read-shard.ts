import type { RunManifest } from '../contracts/run-manifest.ts';
import type { FrozenShard } from '../domain/decide/frozen-shard.ts';
import { featureFeeds } from '../domain/facts/facts.ts';
import { type SetAside, setAside } from '../domain/facts/held-customers.ts';
import { type CompiledPolicy, compilePolicy } from '../domain/policy/compile-policy.ts';
import { shardName } from '../domain/shard.ts';
import type { RunStore } from './run-store.ts';

/** Compiled policies by hash: a worker meets the same one for every shard of a run. */
const compiled = new Map<string, CompiledPolicy>();

/** The policy of a hash, ready to be asked. */
export const policyOf = async (hash: string, runs: Pick<RunStore, 'policy'>): Promise<CompiledPolicy> => {
  const found = compiled.get(hash) ?? compilePolicy(await runs.policy(hash), hash);
  compiled.set(hash, found);
  return found;
};

/** Reads the facts of a shard that a run froze, and sets aside what is held. */
export const readFacts = async (
  { dumps, held = [] }: RunManifest,
  shard: number,
  runs: Pick<RunStore, 'facts'>,
): Promise<SetAside> => {
  const whole = held.filter((dump) => dump.whole);
  return setAside(await runs.facts(shardName(shard), [...dumps, ...whole], featureFeeds), held);
};

/** Reads all that a shard of a run is decided on: its facts, and the decisions of earlier runs. */
export const readShard = async (
  manifest: RunManifest,
  shard: number,
  runs: Pick<RunStore, 'facts' | 'snapshot'>,
): Promise<FrozenShard> => {
  const snapshot = (runId: string) => runs.snapshot(runId, shardName(shard));
  const { previousRunId, abandonedRunIds } = manifest;
  const previous = previousRunId === null ? null : await snapshot(previousRunId);
  const abandoned = (await Promise.all(abandonedRunIds.map(snapshot))).filter((found) => found !== null);
  return { ...(await readFacts(manifest, shard, runs)), previous, abandoned };
};
