import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { policyHash, runStore } from '../../shared/aws/run-store.ts';
import { featureFeeds } from '../../shared/contracts/feeds/index.ts';
import { scoreTable } from '../../shared/domain/cards/score-table.ts';
import { decideShard } from '../../shared/domain/decide/decide-shard.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { gatherFacts } from '../../shared/domain/facts/gather-facts.ts';
import { shardRoom } from '../../shared/domain/facts/room.ts';
import { nightOf } from '../../shared/domain/night.ts';
import { compilePolicy } from '../../shared/domain/policy/compile-policy.ts';
import { decideScheme } from '../../shared/domain/schemes/schemes.ts';
import { shardName } from '../../shared/domain/shard.ts';
import { noEvents } from '../../shared/domain/work/govern/contact-events.ts';
import { workOf } from '../../shared/domain/work/work.ts';
import { months, shardsFor } from './make-facts.ts';
import { cpuNs } from './measure.ts';
import { benchPolicy } from './policy.ts';

/** Objects of a bucket as plain files. */
const folderStore = (folder: string) => ({
  get: async (key: string) => (existsSync(join(folder, key)) ? readFileSync(join(folder, key)) : undefined),
  put: async (key: string, body: Uint8Array | string) => {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), body);
  },
  list: async (prefix: string) =>
    (await readdir(join(folder, prefix), { recursive: true }))
      .filter((name) => name.endsWith('.parquet'))
      .map((name) => ({ key: `${prefix}${name}`, bytes: 0 })),
});

const room = shardRoom();
const policy = benchPolicy();
const compiled = compilePolicy(policy, policyHash(policy));
const [folder = '', base = ''] = process.argv.slice(2);
const shards = shardsFor(Number(base));
const runs = runStore(folderStore(folder));
const dumps = months.flatMap((period) => featureFeeds.map((feed) => ({ dumpId: `${feed}-${period}` })));
const instants = ['2026-10-31T18:00:00Z', '2026-10-31T19:00:00Z'];
const nights = instants.map((now, run) => nightOf(`run-${run}`, now, 'Asia/Shanghai', policy.windowMonths));
let firstNs = 0;

/** The whole path of one shard and night, as in `functions/score/score-shard.ts`. */
const night = async (run: number, shard: number) => {
  const name = shardName(shard);
  const tonight = nights[run];
  if (!tonight) throw new Error(`no night ${run}`);
  const files = await runs.facts({ shard, shards }, dumps, featureFeeds);
  const previous = run === 0 ? null : await runs.snapshot(`run-${run - 1}`, name);
  const facts = gatherFacts(files, tonight.months, previous ? [previous] : [], room);
  const scored = scoreTable(compiled, facts, tonight);
  const input = { facts, scored, previous, abandoned: [], kept: new Set<string>(), base: null, events: noEvents };
  const { table, snapshot, changed, work } = decideShard(input, compiled, tonight);
  await runs.saveSnapshot(tonight.runId, name, table, snapshot);
  const decisions = changed.map((row) => decisionAt(table, row, compiled));
  const messages = work.map((one) => workOf(compiled, one, decisionAt(table, one.row, compiled), facts, tonight));
  return { facts, tonight, decisions, messages };
};

/** Features, cards and tiers once more: their columns are in memory now. */
const pure = ({ facts, tonight }: Awaited<ReturnType<typeof night>>): void => {
  const table = scoreTable(compiled, facts, tonight);
  const columns = { ...table, tiers: new Map(), keyKinds: new Int32Array(0), watch: new Int32Array(0) };
  const none = { codes: new Int32Array(0), values: [] };
  for (const scheme of compiled.schemes)
    decideScheme(scheme, {
      ...{ table, columns: { ...columns, band: none, stage: none }, scores: table.scores },
      ...{ previous: undefined, base: null, night: tonight },
    });
};

for (let shard = 0; shard < shards; shard++) {
  const start = cpuNs();
  await night(0, shard);
  firstNs += cpuNs() - start;
}
/** The second night of all shards: CPU of the whole path and of the pure part, nanoseconds a customer. */
const secondNight = async () => {
  let [customers, shardNs, pureNs] = [0, 0, 0];
  for (let shard = 0; shard < shards; shard++) {
    const start = cpuNs();
    const done = await night(1, shard);
    const between = cpuNs();
    pure(done);
    shardNs += between - start;
    pureNs += cpuNs() - between;
    customers += done.facts.rows;
  }
  return { customers, nsShard: Math.round(shardNs / customers), nsPure: Math.round(pureNs / customers) };
};
const { customers, nsShard, nsPure } = await secondNight();
// Once more: what is left of it once V8 has compiled all of it, as in a worker that has decided many shards.
const warm = await secondNight();
const nsFirst = Math.round(firstNs / customers);
console.log(
  JSON.stringify({ customers, nsShard, nsFirst, nsPure, nsShardWarm: warm.nsShard, nsPureWarm: warm.nsPure }),
);
