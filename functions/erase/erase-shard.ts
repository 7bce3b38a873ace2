import { dumpFactKeys } from '../../shared/aws/dump-facts.ts';
import { everyFactObject, readLayout } from '../../shared/aws/fact-objects.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import {
  type ErasedCounts,
  type ErasedShard,
  type ErasureOrder,
  erasedKey,
  erasedPrefix,
  erasedShard,
  erasureOrder,
  orderKey,
  proofKey,
} from '../../shared/contracts/erasure.ts';
import { waiversKey } from '../../shared/contracts/fee-waiver.ts';
import type { EraseRequested } from '../../shared/contracts/messages/erase-requested.ts';
import { promisesKey } from '../../shared/contracts/promise-entry.ts';
import { snapshotKey } from '../../shared/contracts/run-manifest.ts';
import { workKey } from '../../shared/contracts/run-work.ts';
import { type ShardPart, shardName, shardsMeeting } from '../../shared/domain/shard.ts';
import { isOver } from '../../shared/domain/work/work-life.ts';
import { type Cleaned, linesWithout, parquetWithout } from '../../shared/dump/without-customers.ts';
import type { ErasePorts } from './ports.ts';

/** Runs whose objects are looked at: more than three years of nights. */
const runsBack = 1_200;
/** Objects read and written at once. */
const parallel = 8;

/** What looking at a shard came to. */
export type Erased = {
  shard: ErasedShard;
  /** All shards are done, and the proof is there. */
  proven: boolean;
};

const none: ErasedCounts = { customers: 0, unknown: 0, rows: 0, objects: 0, work: 0, workInProgress: 0 };

/**
 * Erases a dump's customers from one shard: facts, snapshots, promises, work asked for, decisions, work items, agents'
 * lists. The second look finds what was being written during the first, then takes the order itself out of the facts; the
 * last shard to get there signs the proof. Each look may be taken twice.
 *
 * @returns undefined where nobody gave the order
 */
export const eraseShard = async (request: EraseRequested, ports: ErasePorts): Promise<Erased | undefined> => {
  const { dumpId, shard, look } = request;
  const order = await read(orderKey(dumpId), erasureOrder, ports);
  if (!order) return undefined;
  const seals = new Set(order.shards[shard]?.map(({ seal }) => seal));
  const before = await read(erasedKey(dumpId, shard), erasedShard, ports);
  const seal = await ports.seal();
  const part = { shard: Number(shard), shards: order.spread ?? ports.shards };
  const asked = (await ports.asked({ dumpId }, [part])).get(shard) ?? [];
  const ids = new Set(asked.map(({ customerId }) => customerId).filter((id) => seals.has(seal.of(id).seal)));
  // Nobody is named any more: the second look came this far before.
  if (ids.size === 0 || (look === 1 && before)) {
    if (before?.looks === 1) await askAgain(request, ports);
    return before && { shard: before, proven: look === 2 && (await prove(order, ports)) };
  }

  const found = await cleanObjects(part, ids, ports);
  const workIds = [...new Set([...(before?.workIds ?? []), ...found.workIds])].sort();
  const work = await removeWork(workIds, ids, ports);
  await ports.decisions.remove([...ids]);
  const counts: ErasedCounts = {
    customers: seals.size,
    unknown: before?.counts.unknown ?? seals.size - found.customers.size,
    rows: (before?.counts.rows ?? 0) + found.rows,
    objects: (before?.counts.objects ?? 0) + found.objects,
    work: (before?.counts.work ?? 0) + work.all,
    workInProgress: (before?.counts.workInProgress ?? 0) + work.inProgress,
  };
  const done: ErasedShard = { version: 1, shard, looks: look, counts, workIds };
  await ports.facts.put(erasedKey(dumpId, shard), JSON.stringify(done), 'application/json');
  if (look === 1) {
    await askAgain(request, ports);
    return { shard: done, proven: false };
  }
  for (const key of await dumpFactKeys(ports.facts, { dumpId }, 'erasures', part)) await clean(key, ids, ports);
  return { shard: done, proven: await prove(order, ports) };
};

const read = async <T>(key: string, contract: { parse: (given: unknown) => T }, { facts }: ErasePorts) => {
  const bytes = await facts.get(key);
  return bytes && contract.parse(JSON.parse(new TextDecoder().decode(bytes)));
};

const askAgain = (request: EraseRequested, { queue, secondLookSeconds }: ErasePorts): Promise<void> =>
  queue.send([{ ...request, look: 2 }], { delaySeconds: secondLookSeconds });

/** Takes rows about the customers out of one object. */
const clean = async (key: string, ids: ReadonlySet<string>, { facts }: ErasePorts): Promise<Cleaned | null> => {
  let cleaned: Cleaned | null = null;
  const isParquet = key.endsWith('.parquet');
  await facts.change(key, isParquet ? 'application/vnd.apache.parquet' : 'application/x-ndjson', (bytes) => {
    cleaned = isParquet ? parquetWithout(bytes, ids) : linesWithout(new TextDecoder().decode(bytes), ids);
    return cleaned?.body;
  });
  return cleaned;
};

/**
 * Every object of the shard but the order itself, which says whom to erase until all else is done: of facts all copies, of
 * each run those of its own shards.
 */
const cleanObjects = async (part: ShardPart, ids: ReadonlySet<string>, ports: ErasePorts) => {
  const facts = await everyFactObject(ports.facts, await readLayout(ports.facts), part);
  const ofRuns = (await ports.ledger.runs(runsBack)).flatMap(({ runId, shards }) =>
    shardsMeeting(part, shards)
      .map(shardName)
      .flatMap((name) => [
        snapshotKey(runId, name),
        workKey(runId, name),
        promisesKey(runId, name),
        waiversKey(runId, name),
      ]),
  );
  const keys = [...facts.filter(({ parts }) => parts.feed !== 'erasures').map(({ key }) => key), ...ofRuns];
  const sum = { rows: 0, objects: 0, workIds: [] as string[], customers: new Set<string>() };
  await inParallel(parallel, keys, async (key) => {
    const cleaned = await clean(key, ids, ports);
    if (!cleaned) return;
    sum.objects++;
    sum.rows += cleaned.removed;
    sum.workIds.push(...cleaned.workIds);
    for (const id of cleaned.customers) sum.customers.add(id);
  });
  return sum;
};

/** Deletes the customers' work items, and takes them off agents' lists first: nobody is to call by an empty line. */
const removeWork = async (workIds: readonly string[], ids: ReadonlySet<string>, { work, agentDays }: ErasePorts) => {
  const items = [...(await work.get(workIds)).values()].filter(({ customerId }) => ids.has(customerId));
  await inParallel(parallel, items, async ({ agentId, day, workId }) => {
    if (agentId !== null) await agentDays.release(day, agentId, [workId]);
  });
  await work.remove(items.map(({ workId }) => workId));
  return { all: items.length, inProgress: items.filter(({ state }) => !isOver(state)).length };
};

/** Signs the proof once every shard was looked at twice. Made of what was stored alone, so two that sign write the same. */
const prove = async (order: ErasureOrder, ports: ErasePorts): Promise<boolean> => {
  const { dumpId, arrivedAt, requests } = order;
  const shards = Object.keys(order.shards);
  if ((await ports.facts.list(erasedPrefix(dumpId))).length < shards.length) return false;
  const done = await Promise.all(shards.map((shard) => read(erasedKey(dumpId, shard), erasedShard, ports)));
  if (done.some((one) => one?.looks !== 2)) return false;
  const counts = { ...none };
  for (const one of done)
    for (const name of Object.keys(none) as (keyof ErasedCounts)[]) counts[name] += one?.counts[name] ?? 0;
  const seals = Object.values(order.shards).flatMap((own) => own.map(({ seal }) => seal));
  const said = { version: 1 as const, dumpId, arrivedAt, requests, seals: seals.sort(), counts };
  const signature = (await ports.seal()).sign(JSON.stringify(said));
  await ports.receipts.put(
    proofKey(dumpId),
    `${JSON.stringify({ ...said, signature }, null, 2)}\n`,
    'application/json',
  );
  return true;
};
