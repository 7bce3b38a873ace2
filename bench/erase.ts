import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startArguments } from '../local/arguments.ts';
import type { Arrival } from '../local/drop.ts';
import { withNight } from '../local/night.ts';
import { operatorOf } from '../local/operator.ts';
import { progressOn } from '../local/progress.ts';
import { ingestAll, type Running, scoreAll, tellAgents } from '../local/steps.ts';
import { table } from '../local/summary/table.ts';
import { s3ObjectStore } from '../shared/aws/object-store.ts';
import { shardName, shardOf } from '../shared/domain/shard.ts';
import { customersIn, hashesOf, shardOfKey, type Traced, tracesOf } from './erase/traces.ts';
import { between, type Counted, requestsOf } from './pipeline/cost.ts';

/**
 * `npm run bench:erase -- --customers N --erase 10,1000 --shards 64 --json FILE`: a night of the sample operator in the
 * embedded AWS; then so many customers ask to be forgotten, one group after the other. What is stored is searched for every
 * id and number, and each object is compared with what it was: none of a shard without any of them may have changed.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '100000' },
    erase: { type: 'string', default: '10,1000' },
    shards: { type: 'string', default: '64' },
    json: { type: 'string' },
  },
});
const groups = values.erase.split(',').map(Number);
if (groups.some((count) => !Number.isInteger(count) || count < 1))
  throw new Error(`--erase ${values.erase}: not numbers of customers such as 10,1000`);

const data = await mkdtemp(join(tmpdir(), 'tierline-erase-'));
const start = startArguments(['--customers', values.customers, '--months', '1', '--data', data]);
const operator = { ...(await operatorOf(start)), shards: Number(values.shards) };

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** The customers that a group names: spread over the base, and none of an earlier group. */
const choose = (customers: readonly Traced[], count: number, group: number): Traced[] =>
  Array.from({ length: count }, (_, at) => customers[Math.floor((at / count) * customers.length) + group] as Traced);

/** Drops a file that names them, and waits until all is done. */
const ask = async (running: Running, customers: readonly Traced[], group: number): Promise<void> => {
  const file = join(data, `erasures-${group}.csv`);
  const rows = customers.map(({ customerId }, at) => `${customerId},REQ-${group}-${at},2026-11-01T08:00:00+08:00`);
  await writeFile(file, `customerId,requestId,requestedAt\n${rows.join('\n')}\n`);
  const arrivesAt = new Date(operator.now.getTime() + (group + 1) * 3_600_000);
  const key = `feed=erasures/period=2026-11/source=crm/part=${group}/erasures.csv`;
  await ingestAll(running, [{ key, path: file, period: '2026-11', md5: '', arrivesAt }]);
};

const factsOf = ({ access }: Running) => s3ObjectStore(access.s3, access.names.facts);

/** Brings the stack up, does something, and takes it down: only then can all be searched that it stores. */
const whileUp = <T>(work: (running: Running, files: readonly Arrival[]) => Promise<T>): Promise<T> =>
  withNight(operator, start, progressOn(process.stdout), async ({ running, files }) => {
    const done = await work(running, files);
    const [denied] = running.aws.stats().denied;
    if (denied) throw new Error(`IAM refused ${JSON.stringify(denied)}`);
    return done;
  });

/** One group: asked for, searched for, compared. */
const eraseGroup = async (customers: readonly Traced[], group: number) => {
  const dataDir = join(data, 'aws');
  const tracesBefore = sum(await tracesOf(dataDir, customers));
  const { before, after, took } = await whileUp(async (running) => {
    const hashes = await hashesOf(factsOf(running));
    const counted: Counted = structuredClone(running.aws.stats());
    await ask(running, customers, group);
    const counts = between(counted, structuredClone(running.aws.stats()));
    return { before: hashes, after: await hashesOf(factsOf(running)), took: counts };
  });
  const holding = new Set(customers.map(({ customerId }) => shardName(shardOf(customerId, operator.shards))));
  const changed = [...before].filter(([key, hash]) => after.get(key) !== hash).map(([key]) => key);
  const touched = new Set(changed.map((key) => shardOfKey(key) ?? key));
  const its = Object.values(took.invocations);
  return {
    erased: customers.length,
    shardsThatHoldThem: holding.size,
    shardsTouched: touched.size,
    touchedBesides: [...touched].filter((shard) => !holding.has(shard)),
    objects: [...before.keys()].filter((key) => shardOfKey(key) !== undefined).length,
    objectsChanged: changed.length,
    tracesBefore,
    tracesLeft: await tracesOf(dataDir, customers),
    requests: { s3: requestsOf(took, 's3'), dynamodb: requestsOf(took, 'dynamodb'), sqs: requestsOf(took, 'sqs') },
    cpuSeconds: its.reduce((total, { cpuMs }) => total + cpuMs, 0) / 1_000,
  };
};

try {
  const customers = await whileUp(async (running, files) => {
    await ingestAll(running, files);
    await scoreAll(running);
    await tellAgents(running);
    return customersIn(factsOf(running));
  });
  const told = [];
  for (const [group, count] of groups.entries()) told.push(await eraseGroup(choose(customers, count, group), group));
  const found = { customers: customers.length, shards: operator.shards, groups: told };
  console.log(`\n${found.customers.toLocaleString('en')} customers in ${found.shards} shards, one month, one night\n`);
  const header = [
    'erased',
    'shards with them',
    'touched',
    'objects',
    'changed',
    'traces',
    'left',
    'S3',
    'DynamoDB',
    'CPU s',
  ];
  const rows = found.groups.map((one) => [
    ...[one.erased, one.shardsThatHoldThem, one.shardsTouched, one.objects, one.objectsChanged, one.tracesBefore],
    ...[sum(one.tracesLeft), one.requests.s3, one.requests.dynamodb, Number(one.cpuSeconds.toFixed(1))],
  ]);
  const text = [header, ...rows.map((row) => row.map((value) => value.toLocaleString('en')))];
  console.log(
    table(
      text,
      header.map(() => 'right' as const),
    ).join('\n'),
  );
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(found, null, 2)}\n`);
  const wrong = found.groups.filter(
    ({ tracesLeft, touchedBesides }) => sum(tracesLeft) > 0 || touchedBesides.length > 0,
  );
  for (const { erased, tracesLeft, touchedBesides } of wrong)
    console.log(
      `of ${erased} erased: left ${JSON.stringify(tracesLeft)}, touched besides ${touchedBesides.join(', ') || 'nothing'}`,
    );
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
}
