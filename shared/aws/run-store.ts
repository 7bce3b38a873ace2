import * as z from 'zod';
import {
  type AgentFigures,
  agentFigures,
  agentFiguresKey,
  type ShardAgents,
  shardAgents,
  shardAgentsPrefix,
} from '../contracts/agent-figures.ts';
import { type FeeWaiver, readWaivers, waiversKey, waiversPrefix, writeWaivers } from '../contracts/fee-waiver.ts';
import { type GuardReport, guardKey, guardReport } from '../contracts/guard-report.ts';
import type { Decision } from '../contracts/items/decision.ts';
import { type WorkRequested, workRequested } from '../contracts/messages/work-requested.ts';
import { canonicalPolicy, type Policy, parsePolicy } from '../contracts/policy.ts';
import { type PromiseLedger, promisesKey, readPromises, writePromises } from '../contracts/promise-entry.ts';
import { type Roster, roster, rosterKey } from '../contracts/roster.ts';
import { baseKey, measureKey, type RunBase, runBase, type ShardMeasure, shardMeasure } from '../contracts/run-base.ts';
import { manifestKey, policyKey, type RunManifest, runManifest, snapshotKey } from '../contracts/run-manifest.ts';
import {
  assignmentKey,
  type PausedWork,
  pausedPrefix,
  pausedWork,
  type RunAssignment,
  runAssignment,
  withdrawnPrefix,
  workKey,
} from '../contracts/run-work.ts';
import { figuresPrefix, type ShardFigures, shardFigures } from '../contracts/shard-figures.ts';
import { type WithdrawnWork, withdrawnWork } from '../contracts/withdrawal.ts';
import { type DecisionTable, decisionAt } from '../domain/decide/decision-table.ts';
import { wordAt } from '../domain/decide/shard-table.ts';
import { byteRoomOf, type ShardRoom } from '../domain/facts/room.ts';
import { type CompiledPolicy, compilePolicy } from '../domain/policy/compile-policy.ts';
import { promisesOfPart } from '../domain/promises/promises-of-part.ts';
import { everyRow } from '../domain/rows.ts';
import { type ShardPart, shardName, shardsMeeting } from '../domain/shard.ts';
import { fileRoom } from '../dump/parquet.ts';
import { snapshotOfPart } from '../dump/respread.ts';
import { readSnapshot, type Snapshot, writeSnapshot } from '../dump/snapshot.ts';
import { contentHash } from './content-hash.ts';
import { shardsOfFacts } from './fact-objects.ts';
import { inParallel } from './in-parallel.ts';
import { lending } from './lending.ts';
import type { ObjectStore } from './object-store.ts';
import { type ListFacts, listFacts, parallelGets, type RunFacts, runFacts } from './run-facts.ts';
import { readJson, storedJson } from './stored-json.ts';

/** Objects of the facts bucket that a run writes and reads. */
export interface RunStore {
  /** Stores a policy under its content's hash; answers the hash. */
  savePolicy(policy: Policy): Promise<string>;
  /** The policy of a hash. @throws where there is none */
  policy(hash: string): Promise<Policy>;
  /** Freezes a run's manifest and answers the one that holds: where one is there already, that one. */
  freeze(manifest: RunManifest): Promise<RunManifest>;
  /** A run's manifest. @throws where there is none */
  manifest(runId: string): Promise<RunManifest>;
  /** Stores a run's agents. */
  saveRoster(runId: string, agents: Roster): Promise<void>;
  /** A run's agents; none where the run wrote none. */
  roster(runId: string): Promise<Roster>;
  /** Stores what one shard says of its customers. */
  saveMeasure(runId: string, shard: string, measure: ShardMeasure): Promise<void>;
  /** What one shard said of its customers. @throws where there is nothing */
  measure(runId: string, shard: string): Promise<ShardMeasure>;
  /** Stores what is known of the whole base. */
  saveBase(runId: string, base: RunBase): Promise<void>;
  /** What a run knew of the whole base; null where its policy did not ask for it. */
  base(runId: string): Promise<RunBase | null>;
  /** Stores the decisions of one shard. @param rows rows of the table that are stored, ascending */
  saveSnapshot(runId: string, shard: string, table: DecisionTable, rows: Int32Array): Promise<void>;
  /** Stores the work that one shard asks for. */
  saveWork(runId: string, shard: string, work: readonly WorkRequested[]): Promise<void>;
  /** The work that one shard asks for. @throws where the shard did not say */
  work(runId: string, shard: string): Promise<WorkRequested[]>;
  /** Stores what a run knows of its playbooks. */
  saveGuard(runId: string, report: GuardReport): Promise<void>;
  /** What a run knew of its playbooks; null where it did not say. */
  guard(runId: string): Promise<GuardReport | null>;
  /** Who gets which work of a run; undefined where that is not decided. */
  assignment(runId: string): Promise<RunAssignment | undefined>;
  /** Freezes who gets which work of a run, and answers what holds: where it was decided already, that. */
  freezeAssignment(decided: RunAssignment): Promise<RunAssignment>;
  /** Stores what one shard says of agents. */
  saveAgents(runId: string, shard: string, agents: ShardAgents): Promise<void>;
  /** What the shards of a run say of agents. */
  shardAgents(runId: string): Promise<ShardAgents[]>;
  /** Stores what a run says of all agents. */
  saveAgentFigures(figures: AgentFigures): Promise<void>;
  /** What a run says of all agents; null where its policy does not assess them. */
  agentFigures(runId: string): Promise<AgentFigures | null>;
  /** Stores what one shard counts for the managers' report. */
  saveFigures(runId: string, shard: string, figures: ShardFigures): Promise<void>;
  /** What the shards of a run counted for the managers' report, in the order of shards; none where an older edition made the run. */
  figures(runId: string): Promise<ShardFigures[]>;
  /** Stores the work that one shard withdraws; nothing where it withdraws none. */
  saveWithdrawn(runId: string, shard: string, withdrawn: readonly WithdrawnWork[]): Promise<void>;
  /** The work that a run withdraws. */
  withdrawn(runId: string): Promise<WithdrawnWork[]>;
  /** Stores the work of one shard that may not be given out tonight; nothing where there is none. */
  savePaused(runId: string, shard: string, paused: readonly PausedWork[]): Promise<void>;
  /** Work that may not be given out tonight. */
  paused(runId: string): Promise<PausedWork[]>;
  /** Decisions of one shard of a run, as columns; null where the shard has no snapshot. @param room that they lie in; new arrays where left out */
  snapshot(runId: string, shard: string, room?: ShardRoom): Promise<Snapshot | null>;
  /** Decisions of a part of all customers, of a run that had another number of shards; null where there is no snapshot. */
  snapshotOfPart(runId: string, part: ShardPart, shards: number): Promise<Snapshot | null>;
  /** The same with an object a decision, reasons and all, sorted by customer: for whoever reads few. */
  decisions(runId: string, shard: string): Promise<Decision[]>;
  /** Stores the promises of one shard. */
  savePromises(runId: string, shard: string, ledger: PromiseLedger): Promise<void>;
  /** Promises of one shard of a run; null where its policy made none. */
  promises(runId: string, shard: string): Promise<PromiseLedger | null>;
  /** Promises to a part of all customers, of a run that had another number of shards; null where its policy made none. */
  promisesOfPart(runId: string, part: ShardPart, shards: number): Promise<PromiseLedger | null>;
  /** Stores the fees that billing waives for one shard's customers. */
  saveWaivers(runId: string, shard: string, waivers: readonly FeeWaiver[]): Promise<void>;
  /** Fees that billing waives by a run, shard by shard. */
  waivers(runId: string): Promise<FeeWaiver[]>;
  /** Number of shards that the facts are spread over. @param settings of a stack whose facts do not say */
  shardsOfFacts(settings: number): Promise<number>;
  /** Facts of some dumps. */
  facts: RunFacts;
  /** The same before any object is read. */
  listFacts: ListFacts;
}

const json = 'application/json';

const inFileRoom = lending(fileRoom);

/** Content hash of a policy. */
export const policyHash = (policy: Policy): string => contentHash(canonicalPolicy(policy));

/** The objects of runs in a bucket. */
export const runStore = (objects: Pick<ObjectStore, 'get' | 'put' | 'list'>): RunStore => {
  const read = async (key: string): Promise<Uint8Array> => {
    const bytes = await objects.get(key);
    if (!bytes) throw new Error(`there is no object ${key}`);
    return bytes;
  };
  const readText = async (key: string): Promise<string> => new TextDecoder().decode(await read(key));
  const readAs = async <T>(key: string, contract: z.ZodType<T>): Promise<T> => readJson(await read(key), contract);
  const manifest = (runId: string): Promise<RunManifest> => readAs(manifestKey(runId), runManifest);

  const policy = async (hash: string): Promise<Policy> => parsePolicy(await readText(policyKey(hash)));
  const assignment = (runId: string): Promise<RunAssignment | undefined> =>
    storedJson(objects, assignmentKey(runId), runAssignment);
  const promises = async (runId: string, shard: string): Promise<PromiseLedger | null> => {
    const bytes = await objects.get(promisesKey(runId, shard));
    return bytes ? readPromises(new TextDecoder().decode(bytes)) : null;
  };
  const snapshot = async (runId: string, shard: string, room?: ShardRoom): Promise<Snapshot | null> => {
    const bytes = await objects.get(snapshotKey(runId, shard), byteRoomOf(room));
    return bytes ? readSnapshot(bytes, room) : null;
  };

  /** What few shards have anything of: an array a shard, and no object without any. */
  const saveSome = async (prefix: string, shard: string, some: readonly unknown[]): Promise<void> => {
    if (some.length > 0) await objects.put(`${prefix}${shard}.json`, JSON.stringify(some), json);
  };
  const someOf = async <Each>(prefix: string, each: z.ZodType<Each>): Promise<Each[]> => {
    const keys = await objects.list(prefix);
    return (await Promise.all(keys.map(({ key }) => readAs(key, z.array(each))))).flat();
  };

  return {
    async savePolicy(policy) {
      const hash = policyHash(policy);
      await objects.put(policyKey(hash), canonicalPolicy(policy), json);
      return hash;
    },
    policy,
    async freeze(frozen) {
      await objects.put(manifestKey(frozen.runId), JSON.stringify(frozen, null, 2), json, { ifAbsent: true });
      return manifest(frozen.runId);
    },
    manifest,
    saveRoster: (runId, agents) => objects.put(rosterKey(runId), JSON.stringify(roster.parse(agents)), json),
    roster: async (runId) => (await storedJson(objects, rosterKey(runId), roster)) ?? [],
    saveMeasure: (runId, shard, measure) => objects.put(measureKey(runId, shard), JSON.stringify(measure), json),
    measure: (runId, shard) => readAs(measureKey(runId, shard), shardMeasure),
    saveBase: (runId, base) => objects.put(baseKey(runId), JSON.stringify(base), json),
    base: async (runId) => (await storedJson(objects, baseKey(runId), runBase)) ?? null,
    saveSnapshot: (runId, shard, table, rows) =>
      inFileRoom((file) =>
        objects.put(snapshotKey(runId, shard), writeSnapshot(table, rows, file), 'application/vnd.apache.parquet'),
      ),
    saveWork: (runId, shard, work) =>
      objects.put(
        workKey(runId, shard),
        work.map((one) => `${JSON.stringify(one)}\n`).join(''),
        'application/x-ndjson',
      ),
    async work(runId, shard) {
      const lines = (await readText(workKey(runId, shard))).split('\n');
      return lines.filter((line) => line !== '').map((line) => workRequested.parse(JSON.parse(line)));
    },
    saveGuard: (runId, report) => objects.put(guardKey(runId), JSON.stringify(report, null, 2), json),
    guard: async (runId) => (await storedJson(objects, guardKey(runId), guardReport)) ?? null,
    assignment,
    async freezeAssignment(decided) {
      await objects.put(assignmentKey(decided.runId), JSON.stringify(decided), json, { ifAbsent: true });
      return (await assignment(decided.runId)) ?? decided;
    },
    saveAgents: (runId, shard, agents) =>
      objects.put(`${shardAgentsPrefix(runId)}${shard}.json`, JSON.stringify(agents), json),
    async shardAgents(runId) {
      const keys = await objects.list(shardAgentsPrefix(runId));
      return Promise.all(keys.map(({ key }) => readAs(key, shardAgents)));
    },
    saveAgentFigures: (figures) => objects.put(agentFiguresKey(figures.runId), JSON.stringify(figures, null, 2), json),
    agentFigures: async (runId) => (await storedJson(objects, agentFiguresKey(runId), agentFigures)) ?? null,
    saveFigures: (runId, shard, figures) =>
      objects.put(`${figuresPrefix(runId)}${shard}.json`, JSON.stringify(figures), json),
    async figures(runId) {
      const keys = await objects.list(figuresPrefix(runId));
      const found: ShardFigures[] = [];
      await inParallel(parallelGets, keys.entries(), async ([index, { key }]) => {
        found[index] = await readAs(key, shardFigures);
      });
      return found;
    },
    saveWithdrawn: (runId, shard, withdrawn) => saveSome(withdrawnPrefix(runId), shard, withdrawn),
    withdrawn: (runId) => someOf(withdrawnPrefix(runId), withdrawnWork),
    savePaused: (runId, shard, paused) => saveSome(pausedPrefix(runId), shard, paused),
    paused: (runId) => someOf(pausedPrefix(runId), pausedWork),
    snapshot,
    async snapshotOfPart(runId, part, shards) {
      const keys = shardsMeeting(part, shards).map((shard) => snapshotKey(runId, shardName(shard)));
      const files = (await Promise.all(keys.map((key) => objects.get(key)))).filter((bytes) => bytes !== undefined);
      return files.length === 0 ? null : readSnapshot(snapshotOfPart(files, part));
    },
    async decisions(runId, shard) {
      const table = await snapshot(runId, shard);
      if (!table) return [];
      const hashes = table.words.get('policy');
      const policies = new Map<string, CompiledPolicy>();
      for (const hash of hashes?.values ?? []) policies.set(hash, compilePolicy(await policy(hash), hash));
      return Array.from(everyRow(table.rows), (row) =>
        decisionAt(table, row, policies.get((hashes && wordAt(hashes, row)) ?? '') as CompiledPolicy),
      );
    },
    savePromises: (runId, shard, ledger) =>
      objects.put(promisesKey(runId, shard), writePromises(ledger), 'application/x-ndjson'),
    promises,
    async promisesOfPart(runId, part, shards) {
      const names = shardsMeeting(part, shards).map(shardName);
      const found = (await Promise.all(names.map((name) => promises(runId, name)))).filter((one) => one !== null);
      return found.length === 0 ? null : promisesOfPart(found, part);
    },
    saveWaivers: (runId, shard, waivers) =>
      objects.put(waiversKey(runId, shard), writeWaivers(waivers), 'application/x-ndjson'),
    async waivers(runId) {
      const keys = (await objects.list(waiversPrefix(runId))).map(({ key }) => key).sort();
      return (await Promise.all(keys.map(readText))).flatMap(readWaivers);
    },
    shardsOfFacts: (settings) => shardsOfFacts(objects, settings),
    facts: runFacts(objects),
    listFacts: listFacts(objects),
  };
};
