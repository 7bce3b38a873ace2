import type { RunItem } from '../contracts/items/ledger.ts';
import type { ShardRequested } from '../contracts/messages/shard-requested.ts';
import { allShardsOf } from './shard.ts';

/**
 * What to ask for so that a run under way goes on: the shards that its step still waits for. Where all are done but the
 * step did not end, its last worker died between the two: any shard that is done once more ends it.
 */
export const shardsLeft = (run: RunItem): ShardRequested[] => {
  const { runId, shards, step = 'decide' } = run;
  const done = step === 'measure' ? run.measuredShards : run.doneShards;
  const waiting = allShardsOf(shards).filter((shard) => !done?.has(shard));
  return (waiting.length > 0 ? waiting : [0]).map((shard) => ({ version: 1, runId, shard, step }));
};
