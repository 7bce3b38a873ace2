import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { compare } from './score/compare.ts';
import { makeFacts } from './score/make-facts.ts';
import { benchPolicy } from './score/policy.ts';

const { values } = parseArgs({
  options: { customers: { type: 'string' }, rounds: { type: 'string' }, json: { type: 'string' } },
});
const customers = Number(values.customers ?? 1_000_000);
const rounds = Number(values.rounds ?? 3);

/** A night of all shards in a process of its own, nanoseconds of CPU a customer. */
type Scored = {
  customers: number;
  nsShard: number;
  nsPure: number;
  /** The same night over again in the same process. */
  nsShardWarm: number;
  nsPureWarm: number;
  /** Hash of the snapshots written. */
  written: string;
};

const folder = await mkdtemp(join(tmpdir(), 'tierline-score-'));

/** Bundles a side as the stack bundles its functions, under node_modules, where DuckDB's native module is found. */
const bundled = async (side: string): Promise<string> => {
  const outfile = join(import.meta.dirname, '..', 'node_modules', '.cache', 'bench', `score-${side}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'score', `${side}.ts`)],
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', outfile },
    mainFields: ['module', 'main'],
    external: ['@duckdb/node-api'],
  });
  return outfile;
};
const run = async <Answer>(bundle: string, ...given: string[]): Promise<Answer> => {
  const { stdout } = await promisify(execFile)(process.execPath, [bundle, ...given]);
  return JSON.parse(stdout) as Answer;
};
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((left, right) => left - right)[numbers.length >> 1] as number;

try {
  const [ours, theirs] = [await bundled('tierline'), await bundled('duckdb')];
  console.log(`writing the facts of ${customers.toLocaleString('en')} customers, 12 months ...`);
  const written = await makeFacts(folder, customers);
  console.log(`${(written.bytes / written.rows).toFixed(1)} bytes a row of facts`);
  console.log(
    `25 features, 4 cards, 3 schemes; ${rounds} rounds, interleaved; CPU of all threads, of the pure part its own`,
  );
  const out = join(folder, 'duckdb.parquet');
  const night = (kind: 'first' | 'facts' | 'kept' | 'alike') => run<Scored>(ours, kind, folder, String(customers));
  const first = await night('first');
  console.log(`first night ${first.nsShard} ns a customer: every decision is written`);
  const [facts, kept, alike, duckNs]: [Scored[], Scored[], Scored[], number[]] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    const [plain, short] = [await night('facts'), await night('kept')];
    if (plain.written !== short.written) throw new Error('what a snapshot keeps gave other bytes than the facts');
    const same = await night('alike');
    const { cpuNs } = await run<{ cpuNs: number }>(theirs, folder, out);
    facts.push(plain);
    kept.push(short);
    alike.push(same);
    duckNs.push(cpuNs / plain.customers);
    console.log(
      `round ${round + 1}: all from facts ${plain.nsShard} ns a customer (pure ${plain.nsPure}; once compiled ${plain.nsShardWarm}, pure ${plain.nsPureWarm}), the same facts as the night before ${short.nsShard} (once compiled ${short.nsShardWarm}), what DuckDB does ${same.nsShard} (once compiled ${same.nsShardWarm}), DuckDB ${Math.round(cpuNs / plain.customers)}`,
    );
  }
  const compared = (runId: string) => compare(join(folder, `snapshots/run=${runId}/*.parquet`), out, benchPolicy());
  const found = await compared('run-1');
  const foundAlike = await compared('alike');
  const maxDifference = Math.max(found.maxDifference, foundAlike.maxDifference);
  const of = (nights: readonly Scored[], name: Exclude<keyof Scored, 'written'>): number =>
    median(nights.map((one) => one[name]));
  const [nsShard, nsPure, nsShardKept] = [of(facts, 'nsShard'), of(facts, 'nsPure'), of(kept, 'nsShard')];
  const [nsAlike, nsAlikeWarm] = [of(alike, 'nsShard'), of(alike, 'nsShardWarm')];
  const warm = { nsPure: of(facts, 'nsPureWarm'), nsShard: of(facts, 'nsShardWarm'), nsKept: of(kept, 'nsShardWarm') };
  const ratioTo = (ns: number): number => Math.round((ns / median(duckNs)) * 10_000) / 10_000;
  const ratios = { duckdb: ratioTo(nsShard), duckdbKept: ratioTo(nsShardKept), duckdbAlike: ratioTo(nsAlike) };
  console.log(`
a shard, from Parquet to decisions and snapshot, the snapshot of the night before included: ${nsShard} ns a customer
features, cards and tiers alone: ${nsPure} ns a customer
a night with the same facts as the one before, whose snapshot keeps what they say: ${nsShardKept} ns a customer, the same bytes out
over again in one process, compiled: ${warm.nsShard} ns, ${warm.nsPure} alone, ${warm.nsKept} with the same facts
features, points and tiers from Parquet to Parquet, as DuckDB is asked for: ${nsAlike} ns a customer, once compiled ${nsAlikeWarm}
DuckDB, one thread, the same features, points and tiers from the same Parquet: ${Math.round(median(duckNs))} ns a customer
CPU of tierline over DuckDB's: ${ratios.duckdb}; with the same facts as the night before ${ratios.duckdbKept}; for what DuckDB does ${ratios.duckdbAlike}
compared cell by cell over ${found.customers.toLocaleString('en')} customers: greatest difference ${maxDifference}`);
  const result = {
    customers: found.customers,
    ...{ nsPure, nsShard, nsShardKept, nsAlike },
    ...{ nsPureWarm: warm.nsPure, nsShardWarm: warm.nsShard, nsShardKeptWarm: warm.nsKept, nsAlikeWarm },
    ratios,
    maxDifference,
  };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
