import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ColdStart, startAws } from '../local/aws/index.ts';
import { medianOf } from '../local/summary/cold-starts.ts';
import { table } from '../local/summary/table.ts';
import { synth } from '../local/synth.ts';

/**
 * `npm run bench:cold-starts -- --rounds N --json FILE`: starts each function of the stack in the embedded AWS, as often
 * as told, in turn: compiled anew, as Lambda does, and from V8's cache, as `npm start` does from the second time on.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string' }, json: { type: 'string' } } });
const rounds = Number(values.rounds ?? '5');
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: not a whole number from 1 on`);

const root = join(import.meta.dirname, '..');
const order = { policy: undefined, mappings: undefined, shards: 8 };
const { assembly } = await synth(root, join(root, '.tierline', 'assemblies'), order);

/** A function, and how it started. */
type Started = { name: string; bundleBytes: number; coldStart: ColdStart };

/** Starts each function once. */
const startEach = async (compileCache: string | null): Promise<Started[]> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tierline-cold-'));
  const aws = await startAws({ assembly, dataDir, now: () => new Date(0), paused: true, compileCache });
  try {
    const found: Started[] = [];
    for (const { name, directory } of aws.functions) {
      // An event without records: queues' functions do nothing with it, the others refuse it. By then they are there.
      await aws.invoke(name, { Records: [] });
      const [coldStart] = aws.stats().invocations[name]?.coldStarts ?? [];
      if (!coldStart) throw new Error(`${name} did not start`);
      const { size } = await stat(join(directory, 'index.mjs'));
      found.push({ name: name.replace(`${aws.outputs.StackName}-`, ''), bundleBytes: size, coldStart });
    }
    return found.sort((left, right) => (left.name < right.name ? -1 : 1));
  } finally {
    await aws.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
};

const cache = await mkdtemp(join(tmpdir(), 'tierline-compiled-'));
// Fills the cache.
const first = await startEach(cache);
const anew: Started[][] = [];
const cached: Started[][] = [];
for (let round = 0; round < rounds; round++) {
  anew.push(await startEach(null));
  cached.push(await startEach(cache));
}
await rm(cache, { recursive: true, force: true, maxRetries: 5 });

const medians = (rounds: readonly Started[][], at: number): ColdStart => {
  const its = rounds.flatMap((round) => round[at]?.coldStart ?? []);
  const of = (what: keyof ColdStart): number => Math.round(medianOf(its.map((start) => start[what])));
  return { ms: of('ms'), cpuMs: of('cpuMs') };
};
const functions = first.map(({ name, bundleBytes }, at) => ({
  ...{ name, bundleBytes, anew: medians(anew, at), cached: medians(cached, at) },
}));

console.log(`Medians of ${rounds} cold starts each, milliseconds: from the fork to the module being there\n`);
const header = ['function', 'bundle KB', 'anew', 'its CPU', 'cached', 'its CPU'];
const rows = functions.map(({ name, bundleBytes, anew, cached }) => [
  name,
  ...[bundleBytes / 1_000, anew.ms, anew.cpuMs, cached.ms, cached.cpuMs].map((value) =>
    Math.round(value).toLocaleString('en'),
  ),
]);
console.log(table([header, ...rows], ['left', 'right', 'right', 'right', 'right', 'right']).join('\n'));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ rounds, functions }, null, 2)}\n`);
