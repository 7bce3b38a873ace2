import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAws } from '../local/aws/index.ts';
import { accessTo } from '../local/clients.ts';
import { policyFile, readPolicy } from '../local/operator.ts';
import { synth } from '../local/synth.ts';
import { dynamoLedger } from '../shared/aws/ledger.ts';
import { s3ObjectStore } from '../shared/aws/object-store.ts';
import { runStore } from '../shared/aws/run-store.ts';
import { noCounts } from '../shared/domain/decide/run-counts.ts';
import { shardName } from '../shared/domain/shard.ts';
import { addCandidate, type SuppressionLedger } from '../shared/domain/work/suppression-ledger.ts';
import { aRoster, someWork } from './notify/made-up.ts';

/**
 * `npm run bench:notify -- --items N --agents N --room N --json FILE`: the work of a night, from the objects that the shards
 * leave to the items on agents' lists, through the embedded AWS and the stack's own bundles: plan of the work, two queues,
 * assignment. Requests and writes an item are what AWS would count; seconds are those of this machine.
 */
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    agents: { type: 'string', default: '500' },
    room: { type: 'string', default: '250' },
    shards: { type: 'string', default: '64' },
    json: { type: 'string' },
  },
});
const [items, agents, room, shards] = [values.items, values.agents, values.room, values.shards].map(Number) as [
  number,
  number,
  number,
  number,
];
const root = join(import.meta.dirname, '..');
const runId = '2026-10-31T18-00-00Z';
const now = '2026-10-31T18:00:00Z';

/** Processor seconds of this process and of those that it has seen end; null where /proc does not tell. */
const processorSeconds = async (): Promise<{ own: number; children: number } | null> => {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => null);
  // Fields behind the name in brackets, in ticks of 1/100 s: 14 and 15 are our own, 16 and 17 those of ended children.
  const fields = stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (!fields) return null;
  const seconds = (from: number): number => ((fields[from - 3] ?? 0) + (fields[from - 2] ?? 0)) / 100;
  return { own: seconds(14), children: seconds(16) };
};

const data = await mkdtemp(join(tmpdir(), 'tierline-notify-'));
try {
  const order = { policy: undefined, mappings: undefined, shards };
  const { assembly } = await synth(root, join(root, '.tierline', 'assemblies'), order);
  const aws = await startAws({ assembly, dataDir: data, now: () => new Date(now), idleEndsWindows: true });
  const { s3, dynamo, names } = accessTo(aws);
  const runs = runStore(s3ObjectStore(s3, names.facts));
  const ledger = dynamoLedger(dynamo, names.ledger);
  const policy = await runs.savePolicy(readPolicy(policyFile('three-dimensions')).policy);
  await runs.freeze({
    ...{ version: 1, runId, now, timeZone: 'Asia/Shanghai', businessDay: '2026-10-31', policy, shards },
    ...{ previousRunId: null, abandonedRunIds: [], dumps: [] },
  });
  await runs.saveRoster(runId, aRoster(agents, room));
  const queuedByKind: Record<string, number> = {};
  const suppressions: SuppressionLedger = {};
  for (let shard = 0; shard < shards; shard++) {
    const work = someWork(runId, { items, agents, shard, shards });
    for (const { workId, kind, programme, playbook = programme, region } of work) {
      queuedByKind[kind] = (queuedByKind[kind] ?? 0) + 1;
      addCandidate(suppressions, { workId, programme, playbook, became: 'queued', notes: [] }, region);
    }
    await runs.saveWork(runId, shardName(shard), work);
  }
  await ledger.startRun({
    ...{ version: 1, runId, status: 'running', scheduledAt: now, policy, previousRunId: null, shards },
    counts: null,
  });
  await ledger.completeRun(runId, {
    ...noCounts(),
    ...{ candidates: items, queued: items, queuedByKind, ledger: suppressions },
  });

  const before = structuredClone(aws.stats());
  const cpuBefore = await processorSeconds();
  const began = performance.now();
  const message = { messageId: 'plan', body: JSON.stringify({ version: 1, runId }) };
  const planned = await aws.invoke('tierline-local-notify-plan-work', { Records: [message] });
  const plannedAfter = (performance.now() - began) / 1_000;
  await aws.idle();
  const seconds = (performance.now() - began) / 1_000;
  const run = await ledger.run(runId);
  const after = structuredClone(aws.stats());
  const deadLetters = aws.deadLetters().reduce((sum, { messages }) => sum + messages.length, 0);
  await aws.stop();
  const cpu = await processorSeconds();

  const requests = Object.fromEntries(
    Object.entries(after.requests)
      .map(([name, count]): [string, number] => [name, count - (before.requests[name] ?? 0)])
      .filter(([, count]) => count > 0)
      .sort(([, one], [, other]) => other - one),
  );
  const ofTables = (name: string): number => requests[`dynamodb:${name}`] ?? 0;
  const writes = ofTables('PutItem') + ofTables('UpdateItem') + ofTables('BatchWriteItem');
  const all = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const functions = Object.entries(after.invocations).filter(([, { count }]) => count > 0);
  const report = {
    planned,
    ...{ items, agents, room, seconds, plannedAfter, itemsPerSecond: items / seconds, requests, deadLetters },
    ...{ requestsPerItem: all / items, writesPerItem: writes / items },
    writeUnitsPerItem: (after.units.write - before.units.write) / items,
    readUnits: after.units.read - before.units.read,
    workPlan: run?.workPlan,
    cpu: cpu && cpuBefore && { functions: cpu.children, embeddedAws: cpu.own - cpuBefore.own },
    functions: Object.fromEntries(
      functions.map(([name, { count, durationMs, peakMemoryMb }]) => [
        name,
        { count, seconds: durationMs / 1_000, peakMemoryMb },
      ]),
    ),
    denied: after.denied,
  };
  console.log(
    `${items.toLocaleString('en')} pieces of work, ${agents} agents with room for ${room}: ${seconds.toFixed(0)} s, ${report.itemsPerSecond.toFixed(0)} pieces a second; the plan and the queues after ${plannedAfter.toFixed(0)} s`,
  );
  console.log(
    `${report.requestsPerItem.toFixed(3)} requests, ${report.writesPerItem.toFixed(3)} writes a piece (write units, indexes included: ${report.writeUnitsPerItem.toFixed(2)})`,
  );
  for (const [name, count] of Object.entries(requests))
    console.log(`  ${name.padEnd(28)} ${count.toLocaleString('en').padStart(10)}`);
  for (const [name, { count, seconds: busy, peakMemoryMb }] of Object.entries(report.functions))
    console.log(`  ${name.padEnd(34)} ${count} calls, ${busy.toFixed(1)} s, ${peakMemoryMb} MB at most`);
  if (report.cpu)
    console.log(
      `processor: functions ${report.cpu.functions.toFixed(1)} s, embedded AWS ${report.cpu.embeddedAws.toFixed(1)} s`,
    );
  console.log(JSON.stringify(run?.workPlan));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  if (deadLetters > 0 || after.denied.length > 0 || report.writesPerItem > 1.2) process.exitCode = 1;
} finally {
  await rm(data, { recursive: true, force: true });
}
