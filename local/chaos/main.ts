import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../arguments.ts';
import { progressOn } from '../progress.ts';
import { painter } from '../summary/table.ts';
import { chaosArguments, usage } from './arguments.ts';
import { brokenLines, figureLines, figuresOf } from './figures.ts';
import { playSeeds, type SeedResult } from './play-seeds.ts';
import { smallStack } from './small-stack.ts';

/**
 * Writes the figures of the seeds that are done, and the first that is not: whoever is stopped goes on from there.
 *
 * @param seeds all that are to be played
 */
const write = (file: string, seeds: readonly number[], results: readonly SeedResult[]): void => {
  const done = new Set(results.map(({ seed }) => seed));
  const next = seeds.find((seed) => !done.has(seed)) ?? null;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...figuresOf(results), next }, null, 2)}\n`);
};

/** `npm run chaos`. Answers the exit code: 0 every invariant holds, 1 one does not, 2 the command line is wrong. */
const main = async (): Promise<number> => {
  const progress = progressOn(process.stdout);
  const paint = painter(process.stdout.isTTY && !process.env.NO_COLOR);
  try {
    const { seeds, kinds, json, lanes, data, help } = chaosArguments(process.argv.slice(2));
    if (help) {
      console.log(usage);
      return 0;
    }
    const making = progress.step('Making the stack', 'stacks');
    const assembly = await smallStack(data);
    making.done('the project\u2019s own, for a small operator');
    const step = progress.step('Playing disturbed nights', 'seeds');
    step.at(0, seeds.length);
    const done: SeedResult[] = [];
    let broken = 0;
    const onSeed = (result: SeedResult) => {
      done.push(result);
      step.at(done.length, seeds.length);
      if (json !== undefined) write(json, seeds, done);
      const [wrong] = figuresOf([result]).broken;
      if (!wrong) return;
      broken++;
      console.error(brokenLines(wrong, paint).join('\n'));
    };
    const results = await playSeeds(seeds, { assembly, data, lanes, kinds, onSeed });
    step.done(`${seeds.length} seeds, ${broken === 0 ? 'all is well' : `${broken} of them broke something`}`);
    console.log(figureLines(figuresOf(results), paint).join('\n'));
    return broken === 0 ? 0 : 1;
  } catch (error) {
    progress.stop();
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n(npm run chaos -- --help shows the options)`);
    return 2;
  }
};

process.exitCode = await main();
