/**
 * Key of the work that one shard of a run asks for, in the facts bucket: JSON lines of `workRequested`, in the order of the
 * shard's customers. An object without lines where it asks for none, so that a missing one is seen.
 *
 * @param shard the shard's name, three digits or more
 */
export const workKey = (runId: string, shard: string): string => `runs/${runId}/work/${shard}.jsonl`;

/**
 * Keys of the work that a run withdraws, in the facts bucket: ids, a JSON array by shard. There is none of a shard that withdraws
 * nothing.
 */
export const withdrawnPrefix = (runId: string): string => `runs/${runId}/withdrawn/`;
