import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'esbuild';
import { gzipFile, makeFile } from './ingest/make-file.ts';

const { values } = parseArgs({
  options: { rows: { type: 'string' }, runs: { type: 'string' }, json: { type: 'string' }, only: { type: 'string' } },
});
const rows = Number(values.rows ?? 1_000_000);
const runs = Number(values.runs ?? 5);

/** csv-parse and papaparse with zod read the first rows only, and their time a row is what is compared. */
const rowsOfSlowPeers = Math.min(rows, 200_000);

/** One thing that is measured: a module of `ingest/` that loads, on a file. */
type Job = { name: string; loader: string; file: string; rows: number };
/** One measurement of it. */
type Measured = { accepted: number; refused: number; cpuMs: number; peakRssMB: number };

const folder = await mkdtemp(join(tmpdir(), 'tierline-bench-'));
const at = (name: string): string => join(folder, name);

let measurements = 0;
const measure = async ({ loader, file }: Job): Promise<Measured> => {
  // What it wrote stays until all is measured: ext4 looks for inodes that were not deleted in the last minutes, which cost
  // whoever came next, DuckDB or tierline, up to 200 ms.
  const out = at(`out-${measurements++}`);
  const { stdout } = await promisify(execFile)(process.execPath, [bundled(loader), file, out]);
  return JSON.parse(stdout);
};

/** A loader's bundle: under node_modules, where DuckDB's native module is found. */
const bundled = (loader: string): string =>
  join(import.meta.dirname, '..', 'node_modules', '.cache', 'bench', `${loader}.mjs`);

/** Bundles a loader as the stack bundles its functions: types and unused modules are not part of what is measured. */
const bundle = async (loader: string): Promise<void> => {
  const contents = `import { measure } from './measure.ts'; import { load } from './${loader}.ts'; await measure(load);`;
  const folderOfLoaders = join(import.meta.dirname, 'ingest');
  await build({
    stdin: { contents, resolveDir: folderOfLoaders, loader: 'ts' },
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', outfile: bundled(loader) },
    external: ['@duckdb/node-api'],
  });
};

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;

const jobs: Job[] = [
  { name: 'tierline', loader: 'tierline', file: at('clean.csv'), rows },
  { name: 'DuckDB, 1 thread', loader: 'duckdb', file: at('clean.csv'), rows },
  { name: 'csv-parse + zod + Map', loader: 'csv-parse-zod', file: at('few.csv'), rows: rowsOfSlowPeers },
  { name: 'papaparse + zod + Map', loader: 'papaparse-zod', file: at('few.csv'), rows: rowsOfSlowPeers },
  { name: 'tierline, gzip', loader: 'tierline', file: at('clean.csv.gz'), rows },
  { name: 'DuckDB, gzip', loader: 'duckdb', file: at('clean.csv.gz'), rows },
  { name: 'tierline, all quoted', loader: 'tierline', file: at('quoted.csv'), rows },
  { name: 'tierline, 1 % bad rows', loader: 'tierline', file: at('bad.csv'), rows },
];
const chosen = jobs.filter(({ name }) => values.only === undefined || name.includes(values.only));

try {
  await mkdir(folder, { recursive: true });
  for (const loader of new Set(chosen.map((job) => job.loader))) await bundle(loader);
  console.log(`making ${rows.toLocaleString('en')} rows of the usage feed ...`);
  await makeFile(at('clean.csv'), rows, 'clean');
  await makeFile(at('few.csv'), rowsOfSlowPeers, 'clean');
  await makeFile(at('quoted.csv'), rows, 'quoted');
  await makeFile(at('bad.csv'), rows, 'bad');
  await gzipFile(at('clean.csv'), at('clean.csv.gz'));
  const megabytes = Math.round((await stat(at('clean.csv'))).size / 1e6);
  console.log(`${megabytes} MB; ${runs} runs of each, interleaved; medians of CPU time (all threads) below`);

  const found = new Map<string, Measured[]>(chosen.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++)
    for (const job of chosen) {
      const measured = await measure(job);
      const total = measured.accepted + measured.refused;
      if (total !== job.rows) throw new Error(`${job.name} read ${total} of ${job.rows} rows`);
      found.get(job.name)?.push(measured);
    }

  const nsPerRow = ({ name, rows: its }: Job): number =>
    median((found.get(name) ?? []).map(({ cpuMs }) => (cpuMs * 1e6) / its));
  const peakRss = ({ name }: Job): number => median((found.get(name) ?? []).map(({ peakRssMB }) => peakRssMB));
  for (const job of chosen) {
    const ns = Math.round(nsPerRow(job)).toLocaleString('en').padStart(8);
    const refused = found.get(job.name)?.[0]?.refused ?? 0;
    console.log(`${job.name.padEnd(24)} ${ns} ns/row ${Math.round(peakRss(job))} MB peak, ${refused} refused`);
  }
  if (values.only === undefined) {
    const [ours, duck, csvParse, papa, oursGzip, duckGzip, quoted, bad] = jobs.map(nsPerRow) as [number, ...number[]];
    const round = (ratio: number): number => Math.round(ratio * 10_000) / 10_000;
    const ratios = {
      duckdb: round(ours / (duck as number)),
      csvParseZod: round(ours / (csvParse as number)),
      papaparseZod: round(ours / (papa as number)),
      duckdbGzip: round((oursGzip as number) / (duckGzip as number)),
    };
    console.log('\nCPU of tierline over that of its peers:');
    for (const [name, ratio] of Object.entries(ratios)) console.log(`  ${name.padEnd(14)} ${ratio}`);
    console.log('CPU of tierline over its own on a clean file:');
    console.log(
      `  all quoted     ${round((quoted as number) / ours)}\n  1 % bad rows   ${round((bad as number) / ours)}`,
    );
    console.log(
      `csv-parse and papaparse read the first ${rowsOfSlowPeers.toLocaleString('en')} rows; their time a row is compared.`,
    );
    const [own] = jobs as [Job, ...Job[]];
    const result = { rows, nsPerRow: Math.round(ours), peakRssMB: Math.round(peakRss(own)), ratios };
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
