import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { type StartArguments, startArguments, UsageError, usage } from './arguments.ts';
import { runNight } from './night.ts';
import { type Operator, operatorOf } from './operator.ts';
import { progressOn } from './progress.ts';
import { hintsFor } from './summary/hints.ts';
import { labelsOf } from './summary/labels.ts';
import { page } from './summary/page.ts';
import { renderSummary } from './summary/render.ts';
import type { Summary } from './summary/summary.ts';
import { painter } from './summary/table.ts';

const show = async (start: StartArguments, operator: Operator, summary: Summary): Promise<void> => {
  if (start.json) {
    await mkdir(dirname(start.json), { recursive: true });
    await writeFile(start.json, `${JSON.stringify(summary, null, 2)}\n`);
  }
  const colour = process.stdout.isTTY && !process.env.NO_COLOR;
  const view = page(start.lang, painter(colour), labelsOf(operator.policy));
  process.stdout.write(renderSummary(summary, view, hintsFor(start, operator)));
};

/** `npm start`. Answers the exit code: 0 all is well, 1 something is not as it must be, 2 the command line is wrong. */
const main = async (): Promise<number> => {
  const progress = progressOn(process.stdout);
  try {
    const start = startArguments(process.argv.slice(2));
    if (start.help) {
      console.log(usage);
      return 0;
    }
    const operator = await operatorOf(start);
    console.log(`tierline: one night of ${operator.name}, data in ${relative(process.cwd(), operator.data) || '.'}`);
    const summary = await runNight(operator, start, progress);
    await show(start, operator, summary);
    return summary.problems.length === 0 ? 0 : 1;
  } catch (error) {
    progress.stop();
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n(npm start -- --help shows the options)`);
    return 2;
  }
};

process.exitCode = await main();
