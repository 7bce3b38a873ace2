import type { Decisions } from '../../shared/aws/decisions.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import type { GuardWord } from '../../shared/contracts/guard-report.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { DumpItem, RunItem, ShardItem } from '../../shared/contracts/items/ledger.ts';
import type { WorkItem } from '../../shared/contracts/items/work.ts';
import type { ShardRequested } from '../../shared/contracts/messages/shard-requested.ts';
import type { WorkPlanRequested } from '../../shared/contracts/messages/work-plan-requested.ts';
import type { WorkRequested } from '../../shared/contracts/messages/work-requested.ts';
import { memoryCards } from './cards-double.ts';

/** Called before and after every effect of a port; a test lets it throw, as a function that dies at that line would. */
export type Tick = () => void;

/** The ledger in memory, with the conditions of the real one. */
export const memoryLedger = (tick: Tick) => {
  const dumps = new Map<string, DumpItem>();
  const runs = new Map<string, RunItem>();
  const shards = new Map<string, ShardItem>();
  const words: GuardWord[] = [];
  const effect = async <T>(work: () => T): Promise<T> => {
    tick();
    const answer = work();
    tick();
    return answer;
  };
  const shardsOf = (runId: string) => [...shards.values()].filter((shard) => shard.runId === runId);
  const change = (runId: string, to: Partial<RunItem>): boolean => {
    const run = runs.get(runId);
    if (run?.status !== 'running') return false;
    runs.set(runId, { ...run, ...to });
    return true;
  };
  const ledger: Ledger = {
    dump: async (_, dumpId) => dumps.get(dumpId),
    saveDump: (dump) => effect(() => Boolean(dumps.set(dump.dumpId, dump))),
    changeDumpStatus: ({ dumpId }, from, to, also) =>
      effect(() => {
        const dump = dumps.get(dumpId);
        if (!dump || !from.includes(dump.status)) return false;
        dumps.set(dumpId, { ...dump, ...also, status: to });
        return true;
      }),
    linkDump: ({ dumpId }, links) =>
      effect(() => {
        const dump = dumps.get(dumpId);
        if (dump) dumps.set(dumpId, { ...dump, ...links });
      }),
    dumpsOf: async (period) => [...dumps.values()].filter((dump) => dump.period === period),
    run: async (runId) => runs.get(runId),
    runs: async (limit) =>
      [...runs.values()].sort((left, right) => (left.runId < right.runId ? 1 : -1)).slice(0, limit),
    startRun: (run) => effect(() => !runs.has(run.runId) && Boolean(runs.set(run.runId, run))),
    abandonRun: (runId) => effect(() => void change(runId, { status: 'abandoned' })),
    shardMeasured: (runId, shard) =>
      effect(() => {
        const run = runs.get(runId);
        const measuredShards = new Set(run?.measuredShards).add(shard);
        if (run) runs.set(runId, { ...run, measuredShards });
        return measuredShards.size;
      }),
    startDeciding: (runId) =>
      effect(() => {
        const run = runs.get(runId);
        if (run?.step === 'measure') runs.set(runId, { ...run, step: 'decide' });
      }),
    shardDone: async (shard) => {
      await effect(() => shards.set(`${shard.runId}#${shard.shard}`, shard));
      return effect(() => {
        const run = runs.get(shard.runId);
        const doneShards = new Set(run?.doneShards).add(shard.shard);
        if (run) runs.set(shard.runId, { ...run, doneShards });
        return doneShards.size;
      });
    },
    shardsOf: async (runId) => shardsOf(runId),
    completeRun: (runId, counts, also) => effect(() => change(runId, { ...also, status: 'completed', counts })),
    guardWords: async () => words,
    giveGuardWord: async (word) => Boolean(words.push(word)),
    workPlanned: (runId, workPlan, counts) =>
      effect(() => {
        const run = runs.get(runId);
        if (run?.status === 'completed' && !run.workPlan) runs.set(runId, { ...run, workPlan, counts });
      }),
  };
  return { ledger, dumps, runs, words, shardsOf };
};

/** What the nights of tests do with a bucket. */
export type Bucket = Pick<ObjectStore, 'get' | 'put' | 'list'>;

/** A bucket in memory. */
export const memoryObjects = (tick: Tick) => {
  const objects = new Map<string, Uint8Array>();
  const store: Bucket = {
    async get(key, room) {
      const body = objects.get(key);
      if (!body || !room) return body;
      const lent = room(body.length);
      lent.set(body);
      return lent;
    },
    put: async (key, body, _, options) => {
      tick();
      if (!options?.ifAbsent || !objects.has(key))
        objects.set(key, typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body));
      tick();
    },
    list: async (prefix) =>
      [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, body]) => ({ key, bytes: body.length }))
        .sort((left, right) => (left.key < right.key ? -1 : 1)),
  };
  return { store, objects };
};

/** A queue that keeps what it was sent. */
export const memoryQueue = <Message>(tick: Tick) => {
  const sent: { message: Message; delaySeconds: number | undefined }[] = [];
  const queue: Queue<Message> = {
    send: async (messages, options) => {
      tick();
      for (const message of messages) sent.push({ message, delaySeconds: options?.delaySeconds });
      tick();
    },
  };
  return { queue, sent };
};

/** Everything that a night of scoring meets, in memory. @param bucket what stands before the store of runs and facts */
export const memoryNight = (tick: Tick = () => {}, bucket: (store: Bucket) => Bucket = (store) => store) => {
  const { ledger, dumps, runs, words, shardsOf } = memoryLedger(tick);
  const { store, objects } = memoryObjects(tick);
  const shardQueue = memoryQueue<ShardRequested>(tick);
  const cards = memoryCards(tick);
  const workPlans = memoryQueue<WorkPlanRequested>(tick);
  const workItems = new Map<string, WorkItem>();
  const table = new Map<string, Decision>();
  const decisions: Decisions = {
    save: async (list) => {
      for (const decision of list) {
        tick();
        table.set(decision.customerId, decision);
      }
      tick();
    },
  };
  return {
    ledger,
    dumps,
    ledgerRuns: runs,
    /** Operators' words to the harm guard. */
    words,
    shardsOf,
    objects,
    runs: runStore(bucket(store)),
    cards,
    shardQueue,
    table,
    decisions,
    workPlans,
    /** What became of work, as a test puts it there. */
    workItems: {
      items: workItems,
      get: async (ids: readonly string[]) =>
        new Map(ids.flatMap((id) => (workItems.has(id) ? [[id, workItems.get(id) as WorkItem] as const] : []))),
    },
    /** The work that the shards of a run asked for. */
    workOf: (runId: string): WorkRequested[] =>
      [...objects]
        .filter(([key]) => key.startsWith(`runs/${runId}/work/`))
        .flatMap(([, body]) => new TextDecoder().decode(body).split('\n').filter(Boolean))
        .map((line) => JSON.parse(line)),
  };
};
/** See {@link memoryNight}. */
export type MemoryNight = ReturnType<typeof memoryNight>;
