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

/** One run of tierline's path, nanoseconds of CPU a customer. */
type Scored = {
  customers: number;
  nsShard: number;
  nsFirst: number;
  nsPure: number;
  /** The same night over again in the same process. */
  nsShardWarm: number;
  nsPureWarm: number;
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
  console.log(`25 features, 4 cards, 3 schemes; ${rounds} rounds, interleaved; CPU of all threads`);
  const scored: Scored[] = [];
  const duckNs: number[] = [];
  const out = join(folder, 'duckdb.parquet');
  for (let round = 0; round < rounds; round++) {
    const one = await run<Scored>(ours, folder, String(customers));
    const { cpuNs } = await run<{ cpuNs: number }>(theirs, folder, out);
    scored.push(one);
    duckNs.push(cpuNs / one.customers);
    console.log(
      `round ${round + 1}: tierline ${one.nsShard} ns a customer (first night ${one.nsFirst}, pure ${one.nsPure}; once compiled ${one.nsShardWarm}, pure ${one.nsPureWarm}), DuckDB ${Math.round(cpuNs / one.customers)}`,
    );
  }
  const found = await compare(join(folder, 'snapshots/run=run-1/*.parquet'), out, benchPolicy());
  const nsShard = median(scored.map((one) => one.nsShard));
  const nsPure = median(scored.map((one) => one.nsPure));
  const nsShardWarm = median(scored.map((one) => one.nsShardWarm));
  const nsPureWarm = median(scored.map((one) => one.nsPureWarm));
  const duckdb = Math.round((nsShard / median(duckNs)) * 10_000) / 10_000;
  console.log(`
a shard, from Parquet to decisions and snapshot, the snapshot of the night before included: ${nsShard} ns a customer
features, cards and tiers alone: ${nsPure} ns a customer
the same night over again in one process, compiled: ${nsShardWarm} ns, ${nsPureWarm} alone
DuckDB, one thread, the same features, points and tiers from the same Parquet: ${Math.round(median(duckNs))} ns a customer
CPU of tierline over DuckDB's: ${duckdb}
compared cell by cell over ${found.customers.toLocaleString('en')} customers: greatest difference ${found.maxDifference}`);
  const result = {
    customers: found.customers,
    nsPure,
    nsShard,
    nsPureWarm,
    nsShardWarm,
    ratios: { duckdb },
    maxDifference: found.maxDifference,
  };
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
