import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startArguments } from '../local/arguments.ts';
import { withNight } from '../local/night.ts';
import { operatorOf } from '../local/operator.ts';
import { progressOn } from '../local/progress.ts';
import { readPrices } from '../local/scale/data.ts';
import { ingestAll, scoreAll, tellAgents } from '../local/steps.ts';
import { between, type Counted, costOf, requestsOf } from './pipeline/cost.ts';

/**
 * `npm run bench:pipeline -- --customers N --json FILE`: a month of the sample operator through the embedded AWS, with the
 * requests, units and seconds of each step, and what they would cost at AWS list prices. `--ingest-only` stops after the
 * dumps.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string' },
    json: { type: 'string' },
    data: { type: 'string' },
    'ingest-only': { type: 'boolean' },
  },
});
const customers = values.customers ?? '1000000';

const listPrices = await readPrices();
const data = values.data ?? (await mkdtemp(join(tmpdir(), 'tierline-bench-')));
const start = startArguments(['--customers', customers, '--months', '1', '--data', data]);
// As many shards as `cdk.json` gives a deployed stack.
const operator = { ...(await operatorOf(start)), shards: 64 };
const progress = progressOn(process.stdout);

try {
  const report = await withNight(operator, start, progress, async ({ running, files }) => {
    const memory = new Map(running.aws.functions.map(({ name, memoryMb }) => [name, memoryMb]));
    const steps: Record<string, { seconds: number; counted: Counted; cost: Record<string, number> }> = {};
    let before: Counted = structuredClone(running.aws.stats());
    const step = async (name: string, work: () => Promise<{ seconds: number }>) => {
      const { seconds } = await work();
      const after: Counted = structuredClone(running.aws.stats());
      const counted = between(before, after);
      steps[name] = { seconds, counted, cost: costOf(counted, memory, listPrices) };
      before = after;
    };
    await step('ingest', () => ingestAll(running, files));
    if (!values['ingest-only']) {
      await step('score', () => scoreAll(running));
      await step('notify', () => tellAgents(running));
    }
    const { denied, invocations } = running.aws.stats();
    if (denied.length > 0) throw new Error(`IAM refused ${JSON.stringify(denied[0])}`);
    return { steps, invocations };
  });

  const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);
  console.log(`\n${Number(customers).toLocaleString('en')} customers, one month, ${operator.shards} shards`);
  console.log('step      seconds        S3  DynamoDB     SQS   write units  read units        USD');
  for (const [name, { seconds, counted, cost }] of Object.entries(report.steps)) {
    const cells = [
      name.padEnd(8),
      seconds.toFixed(1).padStart(8),
      requestsOf(counted, 's3').toLocaleString('en').padStart(9),
      requestsOf(counted, 'dynamodb').toLocaleString('en').padStart(9),
      requestsOf(counted, 'sqs').toLocaleString('en').padStart(7),
      Math.round(counted.units.write).toLocaleString('en').padStart(13),
      Math.round(counted.units.read).toLocaleString('en').padStart(11),
      sum(Object.values(cost)).toFixed(4).padStart(10),
    ];
    console.log(cells.join(' '));
  }
  const invoked = Object.entries(report.invocations).filter(([, { count }]) => count > 0);
  for (const [name, { count, durationMs, peakMemoryMb }] of invoked)
    console.log(
      `${name.padEnd(32)} ${String(count).padStart(5)} invocations ${(durationMs / 1000).toFixed(1).padStart(8)} s ${Math.round(peakMemoryMb)} MB at most`,
    );
  console.log(
    `At list prices of ${listPrices.asOf}, ${listPrices.region}; functions as quick as here; without polling, storage and logs.`,
  );
  if (values.json !== undefined)
    await writeFile(
      values.json,
      `${JSON.stringify({ customers: Number(customers), prices: listPrices, ...report }, null, 2)}\n`,
    );
} finally {
  if (values.data === undefined) await rm(data, { recursive: true, force: true });
}
