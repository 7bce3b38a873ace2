import type { RunStore } from '../../shared/aws/run-store.ts';
import type { RunManifest } from '../../shared/contracts/run-manifest.ts';
import { type CompiledPolicy, compilePolicy } from '../../shared/domain/compile-policy.ts';
import { featureFeeds } from '../../shared/domain/facts.ts';
import { type SetAside, setAside } from '../../shared/domain/held-customers.ts';
import { type Night, nightOf } from '../../shared/domain/night.ts';
import { shardName } from '../../shared/domain/shard.ts';

/** What a worker reads whatever its step: everything is what the plan froze. */
export type ShardRead = SetAside & {
  manifest: RunManifest;
  policy: CompiledPolicy;
  night: Night;
  /** The shard's name in object keys. */
  name: string;
};

/** Compiled policies by hash: a worker meets the same one for every shard of a run. */
const compiled = new Map<string, CompiledPolicy>();

/** The policy of a hash, ready to be asked. */
export const policyOf = async (hash: string, runs: Pick<RunStore, 'policy'>): Promise<CompiledPolicy> => {
  const found = compiled.get(hash) ?? compilePolicy(await runs.policy(hash), hash);
  compiled.set(hash, found);
  return found;
};

/** Reads the facts of a shard, and sets aside what is held. */
export const readShard = async (
  runId: string,
  shard: number,
  runs: Pick<RunStore, 'manifest' | 'policy' | 'facts'>,
): Promise<ShardRead> => {
  const manifest = await runs.manifest(runId);
  const policy = await policyOf(manifest.policy, runs);
  const night = nightOf(runId, manifest.now, manifest.timeZone, policy.policy.windowMonths);
  const name = shardName(shard);
  const held = manifest.held ?? [];
  const whole = held.filter((dump) => dump.whole);
  const stored = await runs.facts(name, [...manifest.dumps, ...whole], featureFeeds);
  return { ...setAside(stored, held), manifest, policy, night, name };
};
