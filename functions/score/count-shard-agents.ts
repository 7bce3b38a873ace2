import type { RunStore } from '../../shared/aws/run-store.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { Night } from '../../shared/domain/night.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { countAgents } from '../../shared/domain/work/loop/count-agents.ts';
import { type LoopInput, loopCustomers, workAsked } from '../../shared/domain/work/loop/customers.ts';

/** What counting agents needs. */
export type AgentPorts = {
  runs: Pick<RunStore, 'saveAgents'>;
  work: Pick<WorkTable, 'get'>;
};

/**
 * Counts what agents did for a shard's customers, and judges what they say of it, where the policy assesses them. The work
 * items are those of this moment, not frozen: a retry may count more, and what it writes takes the place of what was there.
 */
export const countShardAgents = async (
  input: LoopInput,
  policy: CompiledPolicy,
  night: Night,
  { runs, work }: AgentPorts,
): Promise<void> => {
  const { assessment } = policy.policy;
  if (!assessment) return;
  const asked = workAsked(input, policy, night);
  const ids = [...asked.values()].flat();
  const items = ids.length === 0 ? new Map() : await work.get(ids);
  const counted = countAgents(loopCustomers(input, policy, night, asked, items), assessment, night.now);
  await runs.saveAgents(night.runId, shardName(input.shard), { version: 1, ...counted });
};
