import type { Measured, Prices } from '../../shared/contracts/cost-data.ts';
import { memoryMb } from '../../shared/domain/cost/night-cost.ts';
import { assumptions, type Base, monthOf, type nightOf } from './load-model.ts';

const gb = 1e9;
/** Days that a dump stays in S3's usual class; see infra/constructs/storage.ts. */
const standardDays = 30;
const daysOfMonth = 30.4;

/**
 * What a month costs, by what it is for, in the currency of the prices. Free tiers, data that leaves AWS, e-mail and short
 * messages are not in it.
 *
 * @param night a usual night of the base
 */
export const monthlyCost = (
  base: Base,
  night: ReturnType<typeof nightOf>,
  measured: Measured,
  by: Prices,
): Record<string, number> => {
  const million = (count: number, price: number): number => (count / 1e6) * price;
  const month = monthOf(base, measured);
  const { nights, keptMonths, workShare, logBytes } = assumptions;
  const compute = (seconds: number, memory: number): number => seconds * (memory / 1024) * by.lambdaArmGbSecond;
  const work = base.customers * workShare * nights;
  const invocations = month.chunks + (base.shards + work / 10) * nights;
  const dumpGb = month.dumpBytes / gb;
  const decisionGb = (base.customers * measured.decisionBytes.value) / gb;
  return {
    'reading dumps (Lambda)': compute(month.seconds, memoryMb.ingest),
    'scoring (Lambda)': compute(night.seconds * nights, memoryMb.score),
    'giving out work (Lambda)': compute(night.notifySeconds * nights, memoryMb.notify),
    'facts and snapshots (S3 requests)':
      million(month.factObjects + night.objectWrites * nights, by.perMillionRequests.s3Write) +
      million(night.reads * nights, by.perMillionRequests.s3Read),
    'facts and snapshots (S3 storage)':
      ((month.factBytes * keptMonths + base.customers * measured.snapshotBytesPerCustomer.value * nights * keptMonths) /
        gb) *
      by.perGbMonth.s3Standard,
    'dumps (S3 storage)':
      dumpGb *
      ((standardDays / daysOfMonth) * by.perGbMonth.s3Standard +
        (keptMonths - standardDays / daysOfMonth) * by.perGbMonth.s3InfrequentAccess),
    'decisions (DynamoDB writes)': million(night.decisionWrites * nights, by.perMillionUnits.dynamodbWrite),
    'ledger and work (DynamoDB writes)': million(
      (night.runRowWrites + night.workWrites) * nights,
      by.perMillionUnits.dynamodbWrite,
    ),
    'decisions (DynamoDB storage)': decisionGb * (by.perGbMonth.dynamodb + by.perGbMonth.dynamodbRecovery),
    'queues (SQS)': million(work * 3 + base.shards * nights * 3, by.perMillionRequests.sqs),
    'logs (CloudWatch)': ((invocations * logBytes) / gb) * by.perGb.logs,
    'alarms, dashboard, secrets': 40 * by.perMonth.alarm + by.perMonth.dashboard + 2 * by.perMonth.secret,
  };
};
