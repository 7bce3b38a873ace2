import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteRoom } from '../../shared/aws/object-store.ts';
import { readShard } from '../../shared/aws/read-shard.ts';
import { policyHash, runStore } from '../../shared/aws/run-store.ts';
import { featureFeeds } from '../../shared/contracts/feeds/index.ts';
import { type RunManifest, snapshotKey } from '../../shared/contracts/run-manifest.ts';
import { scoreTable } from '../../shared/domain/cards/score-table.ts';
import { columnName, columnsOf, decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { decideFrozen } from '../../shared/domain/decide/frozen-shard.ts';
import { readingOf } from '../../shared/domain/decide/kept-facts.ts';
import type { ShardFacts } from '../../shared/domain/facts/facts.ts';
import { gatherFacts } from '../../shared/domain/facts/gather-facts.ts';
import { shardRoom } from '../../shared/domain/facts/room.ts';
import { type Night, nightOf } from '../../shared/domain/night.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { everyRow } from '../../shared/domain/rows.ts';
import { decideScheme } from '../../shared/domain/schemes/decide-scheme.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { months, shardsFor } from './make-facts.ts';
import { cpuNs, threadNs } from './measure.ts';
import { benchPolicy } from './policy.ts';

/** Objects of a bucket as plain files. */
const folderStore = (folder: string) => ({
  async get(key: string, room: ByteRoom = (length) => new Uint8Array(length)) {
    const found = statSync(join(folder, key), { throwIfNoEntry: false });
    if (!found) return undefined;
    const bytes = room(found.size);
    const file = openSync(join(folder, key), 'r');
    readSync(file, bytes);
    closeSync(file);
    return bytes;
  },
  put: async (key: string, body: Uint8Array | string) => {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), body);
  },
  list: async (prefix: string) => keysBelow(folder, prefix).map((key) => ({ key, bytes: 0 })),
});

/** Keys below a prefix that ends where a folder does. Node's own recursion takes three times as long. */
const keysBelow = (folder: string, prefix: string): string[] =>
  readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? keysBelow(folder, `${prefix}${one.name}/`) : [`${prefix}${one.name}`],
  );

/** A night as a worker has it: with what the night before made of the same facts, or as if there were none. */
type NightKind = { run: number; takesUp: boolean };

const room = shardRoom();
const policy = benchPolicy();
const compiled = compilePolicy(policy, policyHash(policy));
/**
 * Which night: the first of all, the second made of its facts, that with what the first one's snapshots keep; or `alike`, which does what
 * DuckDB is asked for and no more.
 */
const [kind = '', folder = '', base = ''] = process.argv.slice(2);
const shards = shardsFor(Number(base));
const runs = runStore(folderStore(folder));
const dumps = months.flatMap((period) => featureFeeds.map((feed) => ({ dumpId: `${feed}-${period}` })));
const instants = ['2026-10-30T18:00:00Z', '2026-10-31T18:00:00Z'];
const nights = instants.map((now, run) => nightOf(`run-${run}`, now, 'Asia/Shanghai', policy.windowMonths));

const manifestOf = (run: number, previousRunId: string | null): RunManifest =>
  ({ runId: `run-${run}`, shards, dumps, previousRunId, abandonedRunIds: [] }) as unknown as RunManifest;
const nightAt = (run: number): Night => {
  const found = nights[run];
  if (!found) throw new Error(`no night ${run}`);
  return found;
};

/** The whole path of one shard and night, as in `functions/score/score-shard.ts`. */
const night = async ({ run, takesUp }: NightKind, shard: number) => {
  const tonight = nightAt(run);
  const manifest = manifestOf(run, run === 0 ? null : `run-${run - 1}`);
  const reading = readingOf(compiled, tonight.months);
  room.release();
  const frozen = await readShard(manifest, shard, [], runs, { reading, takesUp, room });
  const { facts, decided } = decideFrozen(frozen, compiled, tonight, null, room);
  const { table, snapshot, changed, work } = decided;
  await runs.saveSnapshot(tonight.runId, shardName(shard), table, snapshot);
  const decisions = changed.map((row) => decisionAt(table, row, compiled));
  const messages = work.map((one) => workOf(compiled, one, decisionAt(table, one.row, compiled), facts, tonight));
  return { facts, tonight, decisions, messages };
};

/** Features, points and tiers of facts, as if no night had been before. */
const grade = (facts: ShardFacts, tonight: Night) => {
  const table = scoreTable(compiled, facts, tonight);
  const columns = { ...table, tiers: new Map(), keyKinds: new Int32Array(0), watch: new Int32Array(0) };
  const none = { codes: new Int32Array(0), values: [] };
  const tiers = compiled.schemes.map((scheme) => {
    const { tier } = decideScheme(scheme, {
      ...{ table, columns: { ...columns, band: none, stage: none }, scores: table.scores },
      ...{ previous: undefined, base: null, night: tonight },
    });
    return [columnName('tier', scheme.name), tier] as const;
  });
  return { table, tiers };
};

/** The same features, points and tiers as DuckDB's from the same Parquet, in Parquet: no night before, reasons, work or decisions. */
const alike = async (shard: number) => {
  const tonight = nightAt(1);
  room.release();
  const { files } = await readShard(manifestOf(1, null), shard, [], runs, { room });
  const facts = gatherFacts(files, tonight.months, [], room);
  const { table, tiers } = grade(facts, tonight);
  const named = (family: 'feature' | 'score', columns: ReadonlyMap<string, Float64Array>) =>
    [...columns].map(([name, values]) => [columnName(family, name), values] as const);
  const numbers = [...named('feature', table.numbers), ...named('score', table.scores)];
  const { ids, rows } = table;
  await runs.saveSnapshot(
    'alike',
    shardName(shard),
    { ids, rows, numbers: columnsOf(new Map(numbers)), words: columnsOf(new Map(tiers)) },
    everyRow(rows),
  );
  return { facts, tonight };
};

/** A night of all shards: CPU of the whole path, all threads, and of the pure part, which has one; nanoseconds a customer. */
const wholeNight = async (which: NightKind) => {
  let [customers, shardNs, pureNs] = [0, 0, 0];
  for (let shard = 0; shard < shards; shard++) {
    const start = cpuNs();
    const { facts, tonight } = await (kind === 'alike' ? alike(shard) : night(which, shard));
    shardNs += cpuNs() - start;
    const between = threadNs();
    // Once more: the columns are in memory now. Meanwhile other threads collect what the path has left.
    if (!which.takesUp) grade(facts, tonight);
    pureNs += threadNs() - between;
    customers += facts.rows;
  }
  return { customers, nsShard: Math.round(shardNs / customers), nsPure: Math.round(pureNs / customers) };
};

const which = { run: kind === 'first' ? 0 : 1, takesUp: kind === 'kept' };
const cold = await wholeNight(which);
// Once more: what is left of it once V8 has compiled all of it, as in a worker that has decided many shards.
const warm = kind === 'first' ? cold : await wholeNight(which);
const written = createHash('sha256');
for (let shard = 0; shard < shards; shard++)
  written.update(
    readFileSync(join(folder, snapshotKey(kind === 'alike' ? kind : `run-${which.run}`, shardName(shard)))),
  );
console.log(
  JSON.stringify({ ...cold, nsShardWarm: warm.nsShard, nsPureWarm: warm.nsPure, written: written.digest('hex') }),
);
