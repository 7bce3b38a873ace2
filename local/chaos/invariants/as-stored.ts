import * as z from 'zod';
import { unpackedRow } from '../../../shared/aws/packed-counts.ts';
import {
  type DumpItem,
  dumpItem,
  type RunItem,
  runItem,
  type ShardItem,
  shardItem,
} from '../../../shared/contracts/items/ledger.ts';
import { type AgentDay, agentDay, type WorkItem, workItem } from '../../../shared/contracts/items/work.ts';
import { type WorkRequested, workRequested } from '../../../shared/contracts/messages/work-requested.ts';
import { manifestKey, type RunManifest, runManifest, snapshotKey } from '../../../shared/contracts/run-manifest.ts';
import { assignmentKey, type RunAssignment, runAssignment, workKey } from '../../../shared/contracts/run-work.ts';
import { shardName } from '../../../shared/domain/shard.ts';
import { type FactKey, parseFactKey } from '../../../shared/dump/fact-key.ts';
import { readParquet } from '../../../shared/dump/parquet.ts';
import type { Stored } from '../read-stored.ts';

/** Dumps of the ledger. */
export const dumpsOf = ({ ledger }: Stored): DumpItem[] =>
  z.array(dumpItem).parse(ledger.filter(({ pk }) => String(pk).startsWith('dump#')));

/** Runs of the ledger, the first one first. */
export const runsOf = ({ ledger }: Stored): RunItem[] =>
  z
    .array(runItem)
    .parse(ledger.filter(({ pk }) => pk === 'run').map(unpackedRow))
    .sort((one, other) => (one.runId < other.runId ? -1 : 1));

/** What a run's shards counted. */
export const shardsOf = ({ ledger }: Stored, runId: string): ShardItem[] =>
  z.array(shardItem).parse(ledger.filter(({ pk }) => pk === `run#${runId}`).map(unpackedRow));

/** Items of the work table. */
export const workOf = ({ work }: Stored): WorkItem[] => z.array(workItem).parse(work);

/** The agents' lists. */
export const listsOf = ({ agentDays }: Stored): AgentDay[] => z.array(agentDay).parse(agentDays);

const jsonOf = <S extends z.ZodType>({ facts }: Stored, key: string, schema: S): z.infer<S> | undefined => {
  const bytes = facts.get(key);
  return bytes && schema.parse(JSON.parse(bytes.toString('utf8')));
};

/** What a run worked from. */
export const manifestOf = (stored: Stored, runId: string): RunManifest | undefined =>
  jsonOf(stored, manifestKey(runId), runManifest);

/** Who gets which work of a run. */
export const assignmentOf = (stored: Stored, runId: string): RunAssignment | undefined =>
  jsonOf(stored, assignmentKey(runId), runAssignment);

/** An object of the facts bucket as JSON. */
export const factsJson = jsonOf;

const shardNames = ({ shards }: Pick<RunItem, 'shards'>): string[] =>
  Array.from({ length: shards }, (_, shard) => shardName(shard));

/** Work that a run asked for, shard by shard; undefined for a shard that did not say. */
export const workAskedBy = ({ facts }: Stored, run: RunItem): (WorkRequested[] | undefined)[] =>
  shardNames(run).map((shard) =>
    facts
      .get(workKey(run.runId, shard))
      ?.toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => workRequested.parse(JSON.parse(line))),
  );

/** A column of a Parquet object as texts. */
export const textsOf = (bytes: Uint8Array, name: string): string[] =>
  [...(readParquet(bytes, [name])[0]?.values ?? [])].map((value) => String(value ?? ''));

/** Ids of the customers whom a run decided about, by shard; undefined where there is no snapshot. */
export const decidedBy = ({ facts }: Stored, run: RunItem): (string[] | undefined)[] =>
  shardNames(run).map((shard) => {
    const bytes = facts.get(snapshotKey(run.runId, shard));
    return bytes && textsOf(bytes, 'customerId');
  });

/** Objects of facts that count for a dump: of one that was cut, those of the readings that its row names. */
export const factsOf = (
  { facts }: Stored,
  { dumpId, readings }: Pick<DumpItem, 'dumpId' | 'readings'>,
): { key: FactKey; bytes: Buffer }[] =>
  [...facts].flatMap(([name, bytes]) => {
    const key = parseFactKey(name);
    if (key?.dumpId !== dumpId) return [];
    const counts = key.from === undefined ? readings === undefined : readings?.includes(key.from);
    return counts ? [{ key, bytes }] : [];
  });
