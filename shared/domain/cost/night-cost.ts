import type { Measured, Prices } from '../../contracts/cost-data.ts';
import type { Label } from '../../contracts/field.ts';
import type { RunItem } from '../../contracts/items/ledger.ts';
import type { RunManifest } from '../../contracts/run-manifest.ts';
import type { ReportedCost } from '../../contracts/run-report.ts';

/** Memory of the functions, MB, as `infra/constructs` gives them. */
export const memoryMb = { ingest: 1769, score: 1769, notify: 512 };

/** Objects that a shard writes: snapshot, work, promises, agents, figures. */
const objectsWritten = 5;
/** Objects that a shard reads besides facts: manifest, policy, whole base, snapshot and promises of the night before. */
const objectsRead = 5;
/** Requests of a message: sent, received, deleted. */
const requestsAMessage = 3;

const label = (en: string, zh: string): Label => ({ en, zh });
const units = {
  customers: label('customers', '客户'),
  pieces: label('pieces of work', '工单'),
  reads: label('reads', '次读取'),
  writes: label('writes', '次写入'),
  requests: label('requests', '次请求'),
};

/**
 * What a night cost in AWS, by list prices. What the ledger and the manifest count is taken from them: decisions, shards, pieces
 * of work, objects of facts. Time of processors is not billed by run, so the load model's measurements estimate it.
 */
export const nightCost = (
  { counts, workPlan, shards }: Pick<RunItem, 'counts' | 'workPlan' | 'shards'>,
  { dumps }: Pick<RunManifest, 'dumps'>,
  measured: Measured,
  prices: Prices,
): ReportedCost[] => {
  const million = (count: number, price: number): number => (count / 1e6) * price;
  const compute = (count: number, ns: number, memory: number): number =>
    ((count * ns) / 1e9) * (memory / 1024) * prices.lambdaArmGbSecond;
  const customers = counts?.customers ?? 0;
  const decisions = counts?.decisionsWritten ?? 0;
  const pieces = (workPlan?.pieces ?? 0) + (workPlan?.waited ?? 0);
  // Each part of a dump left an object a shard, where the shard has rows of it: so many at most.
  const parts = dumps.reduce((sum, { readings }) => sum + (readings?.length ?? 1), 0);
  const reads = shards * (parts + objectsRead);
  const writes = shards * objectsWritten;
  const requests = (shards + pieces) * requestsAMessage;
  return [
    {
      what: label('Scoring (Lambda)', '评分（Lambda）'),
      ...{ amount: customers, unit: units.customers, by: 'estimated' },
      cost: compute(customers, measured.scoreNsPerCustomer.value, memoryMb.score),
    },
    {
      what: label('Giving out work (Lambda)', '派单（Lambda）'),
      ...{ amount: pieces, unit: units.pieces, by: 'estimated' },
      cost: compute(pieces, measured.assignNsPerItem.value, memoryMb.notify),
    },
    {
      what: label('Work (DynamoDB)', '工单写入（DynamoDB）'),
      ...{ amount: Math.round(pieces * measured.writesPerItem.value), unit: units.writes, by: 'estimated' },
      cost: million(pieces * measured.writesPerItem.value, prices.perMillionUnits.dynamodbWrite),
    },
    {
      what: label('Decisions (DynamoDB)', '决策写入（DynamoDB）'),
      ...{ amount: decisions, unit: units.writes, by: 'counted' },
      cost: million(decisions * Math.ceil(measured.decisionBytes.value / 1024), prices.perMillionUnits.dynamodbWrite),
    },
    {
      what: label('Facts and snapshots, read (S3)', '事实与快照读取（S3）'),
      ...{ amount: reads, unit: units.reads, by: 'counted' },
      cost: million(reads, prices.perMillionRequests.s3Read),
    },
    {
      what: label('Snapshots and figures, written (S3)', '快照与统计写入（S3）'),
      ...{ amount: writes, unit: units.writes, by: 'counted' },
      cost: million(writes, prices.perMillionRequests.s3Write),
    },
    {
      what: label('Queues (SQS)', '队列（SQS）'),
      ...{ amount: requests, unit: units.requests, by: 'counted' },
      cost: million(requests, prices.perMillionRequests.sqs),
    },
  ];
};
