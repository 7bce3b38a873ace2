import { createHash } from 'node:crypto';
import { replySource } from '../../../shared/contracts/landed-reply.ts';
import { snapshotKey } from '../../../shared/contracts/run-manifest.ts';
import { readParquet } from '../../../shared/dump/parquet.ts';
import type { Stored } from '../read-stored.ts';
import { decidedBy, dumpsOf, listsOf, runsOf, workOf } from './as-stored.ts';
import { customerMessagesOf } from './told.ts';
import type { Violation } from './violation.ts';

/** What two plays of the same nights must have in common: texts by name. */
export type Essence = ReadonlyMap<string, string>;

/** Replies are named by chance, and how many of them are gathered into one dump is chance, too: what they did is told by the work. */
const isGathered = ({ key }: { key: string }): boolean => key.includes(`source=${replySource}/`);
const nameOfDump = (dump: { key: string }): string => (isGathered(dump) ? `replies of ${replySource}` : dump.key);

/** For JSON: sets in order, dumps by their names; lists of dumps, which are in the order of their ids, in that of the names. */
const plain =
  (names: ReadonlyMap<string, string>) =>
  (_: string, value: unknown): unknown => {
    if (value instanceof Set) return [...value].sort();
    const ids = Array.isArray(value) ? value : typeof value === 'string' ? value.split(';') : [];
    if (ids.length === 0 || !ids.every((id) => names.has(id))) return value;
    const named = [...new Set(ids.map((id) => names.get(id)))].sort();
    return Array.isArray(value) ? named : named.join(';');
  };

/**
 * The essence of what is stored: decisions, work, lists, sums and messages. Not when a sender's clock said that it sent, nor by
 * which channel an agent was told at last.
 */
export const essenceOf = (stored: Stored): Essence => {
  const essence = new Map<string, string>();
  const dumps = dumpsOf(stored);
  const names = new Map(dumps.map((dump) => [dump.dumpId, nameOfDump(dump)]));
  const text = (value: unknown): string => JSON.stringify(value, plain(names));
  const delivered = dumps.filter((dump) => !isGathered(dump));
  for (const { dumpId, status, rows, accepted, refused, problem } of delivered.toSorted((one, other) =>
    one.arrivedAt < other.arrivedAt ? -1 : 1,
  )) {
    const name = `dump ${names.get(dumpId)}`;
    essence.set(name, (essence.get(name) ?? '') + text({ status, rows, accepted, refused, problem }));
  }
  for (const run of runsOf(stored)) {
    const { runId, status, counts, workPlan } = run;
    essence.set(`run ${runId}`, text({ status, counts, workPlan }));
    for (const [shard, ids] of decidedBy(stored, run).entries()) {
      const bytes = ids && stored.facts.get(snapshotKey(runId, String(shard).padStart(3, '0')));
      const said = bytes
        ? createHash('sha256')
            .update(text(readParquet(bytes)))
            .digest('hex')
        : 'none';
      essence.set(`snapshot ${runId} ${shard}`, said);
    }
  }
  for (const item of stored.decisions) essence.set(`decision ${String(item.customerId)}`, text(item));
  for (const item of workOf(stored)) {
    const steps = item.steps.map(({ event, by }) => `${event} ${by}`);
    essence.set(`work ${item.workId}`, text({ ...item, steps }));
  }
  for (const { day, agentId, workIds } of listsOf(stored)) essence.set(`list ${day} ${agentId}`, text(workIds));
  for (const [id, texts] of customerMessagesOf(stored)) essence.set(`message ${id}`, [...texts].join('\n'));
  return essence;
};

/** Characters shown before and behind the place where two texts part. */
const around = 60;

const firstDifference = (is = 'nothing', should = 'nothing'): string => {
  let place = 0;
  while (is[place] === should[place]) place++;
  const part = (text: string): string => text.slice(Math.max(0, place - around), place + around);
  return `${part(is)} instead of ${part(should)}`;
};

/** Whether the nights left what the undisturbed ones did. */
export const checkSame = (stored: Stored, undisturbed: Essence): Violation[] => {
  const essence = essenceOf(stored);
  return [...new Set([...undisturbed.keys(), ...essence.keys()])]
    .filter((name) => essence.get(name) !== undisturbed.get(name))
    .map((name) => ({
      kind: 'different',
      what: `${name}: ${firstDifference(essence.get(name), undisturbed.get(name))}`,
    }));
};
