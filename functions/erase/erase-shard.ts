import { dumpFactKeys } from '../../shared/aws/dump-facts.ts';
import { everyFactObject, readLayout } from '../../shared/aws/fact-objects.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import { readJson, storedJson } from '../../shared/aws/stored-json.ts';
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
import type { WorkItem } from '../../shared/contracts/items/work.ts';
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
  const order = await storedJson(ports.facts, orderKey(dumpId), erasureOrder);
  if (!order) return undefined;
  const seals = new Set(order.shards[shard]?.map(({ seal }) => seal));
  const before = await storedJson(ports.facts, erasedKey(dumpId, shard), erasedShard);
  const seal = await ports.seal();
  const part = { shard: Number(shard), shards: order.spread ?? ports.shards };
  const asked = (await ports.asked({ dumpId }, [part])).get(shard) ?? [];
  const ids = new Set(asked.map(({ customerId }) => customerId).filter((id) => seals.has(seal.of(id).seal)));
  // Nobody is named any more: the second look came this far before.
  if (ids.size === 0 || (look === 1 && before && before.looks > 0)) {
    if (look === 1 && before?.looks === 1) await askAgain(request, ports);
    return before && { shard: before, proven: look === 2 && (await prove(order, ports)) };
  }

  const found = await lookThrough(part, ids, before?.workIds ?? [], ports);
  const counts = { ...found.counts, customers: seals.size, unknown: seals.size - found.customers.size };
  // What the first look finds is kept before anything goes: whoever dies amid erasing leaves less to be found.
  const first =
    before ?? (await keepFirst({ version: 1, shard, looks: 0, counts, workIds: found.workIds }, dumpId, ports));
  const all = look === 1 ? first : added(first, found);
  await removeWork([...new Set([...all.workIds, ...found.workIds])], ids, ports);
  await ports.decisions.remove([...ids]);
  await inParallel(parallel, found.keys, (key) => clean(key, ids, ports));
  const done = await keepLooks({ ...all, looks: look }, dumpId, ports);
  if (look === 1) {
    if (done.looks === 1) await askAgain(request, ports);
    return { shard: done, proven: false };
  }
  for (const key of await dumpFactKeys(ports.facts, { dumpId }, 'erasures', part)) await clean(key, ids, ports);
  return { shard: done, proven: await prove(order, ports) };
};

const askAgain = (request: EraseRequested, { queue, secondLookSeconds }: ErasePorts): Promise<void> =>
  queue.send([{ ...request, look: 2 }], { delaySeconds: secondLookSeconds });

/** What the first look of whoever came first found; answers what stands. */
const keepFirst = async (found: ErasedShard, dumpId: string, ports: ErasePorts): Promise<ErasedShard> => {
  const key = erasedKey(dumpId, found.shard);
  await ports.facts.put(key, JSON.stringify(found), 'application/json', { ifAbsent: true });
  return (await storedJson(ports.facts, key, erasedShard)) ?? found;
};

/**
 * Keeps that the shard was looked at so often; answers what stands. A first look that was told twice may end after the second look:
 * what that says is not taken back, or the order, which is gone by then, would be waited for for ever.
 */
const keepLooks = async (done: ErasedShard, dumpId: string, { facts }: ErasePorts): Promise<ErasedShard> => {
  let stands = done;
  await facts.change(erasedKey(dumpId, done.shard), 'application/json', (bytes) => {
    const known = readJson(bytes, erasedShard);
    stands = known.looks < done.looks ? done : known;
    return stands === done ? JSON.stringify(done) : undefined;
  });
  return stands;
};

/** The first look's findings with those of the second, which finds what was being written meanwhile. */
const added = (first: ErasedShard, found: Pick<ErasedShard, 'counts' | 'workIds'>): ErasedShard => {
  const counts = { ...first.counts };
  for (const name of ['rows', 'objects', 'work', 'workInProgress'] as const) counts[name] += found.counts[name];
  return { ...first, counts, workIds: [...new Set([...first.workIds, ...found.workIds])].sort() };
};

const isParquet = (key: string): boolean => key.endsWith('.parquet');

const cleaned = (key: string, bytes: Uint8Array, ids: ReadonlySet<string>): Cleaned | null =>
  isParquet(key) ? parquetWithout(bytes, ids) : linesWithout(new TextDecoder().decode(bytes), ids);

/** Takes rows about the customers out of one object. */
const clean = (key: string, ids: ReadonlySet<string>, { facts }: ErasePorts): Promise<void> =>
  facts.change(
    key,
    isParquet(key) ? 'application/vnd.apache.parquet' : 'application/x-ndjson',
    (bytes) => cleaned(key, bytes, ids)?.body,
  );

/**
 * Every object of the shard but the order itself, which says whom to erase until all else is done: of facts all copies, of
 * each run those of its own shards.
 */
const objectsOf = async (part: ShardPart, ports: ErasePorts): Promise<string[]> => {
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
  return [...facts.filter(({ parts }) => parts.feed !== 'erasures').map(({ key }) => key), ...ofRuns];
};

/** Finds all that there is about the customers, and changes nothing. @param known ids of their work that were found before */
const lookThrough = async (part: ShardPart, ids: ReadonlySet<string>, known: readonly string[], ports: ErasePorts) => {
  const keys: string[] = [];
  const workIds = new Set<string>();
  const customers = new Set<string>();
  let rows = 0;
  await inParallel(parallel, await objectsOf(part, ports), async (key) => {
    const bytes = await ports.facts.get(key);
    const found = bytes && cleaned(key, bytes, ids);
    if (!found) return;
    keys.push(key);
    rows += found.removed;
    for (const id of found.workIds) workIds.add(id);
    for (const id of found.customers) customers.add(id);
  });
  const items = await workAbout([...new Set([...known, ...workIds])], ids, ports);
  const workInProgress = items.filter(({ state }) => !isOver(state)).length;
  const counts: ErasedCounts = { ...none, rows, objects: keys.length, work: items.length, workInProgress };
  return { keys, customers, workIds: [...workIds].sort(), counts };
};

const workAbout = async (
  workIds: readonly string[],
  ids: ReadonlySet<string>,
  { work }: ErasePorts,
): Promise<WorkItem[]> => [...(await work.get(workIds)).values()].filter(({ customerId }) => ids.has(customerId));

/** Deletes the customers' work items, and takes them off agents' lists first: nobody is to call by an empty line. */
const removeWork = async (workIds: readonly string[], ids: ReadonlySet<string>, ports: ErasePorts): Promise<void> => {
  const items = await workAbout(workIds, ids, ports);
  await inParallel(parallel, items, async ({ agentId, day, workId }) => {
    if (agentId !== null) await ports.agentDays.release(day, agentId, [workId]);
  });
  await ports.work.remove(items.map(({ workId }) => workId));
};

/** Signs the proof once every shard was looked at twice. Made of what was stored alone, so two that sign write the same. */
const prove = async (order: ErasureOrder, ports: ErasePorts): Promise<boolean> => {
  const { dumpId, arrivedAt, requests } = order;
  const shards = Object.keys(order.shards);
  if ((await ports.facts.list(erasedPrefix(dumpId))).length < shards.length) return false;
  const done = await Promise.all(shards.map((shard) => storedJson(ports.facts, erasedKey(dumpId, shard), erasedShard)));
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
