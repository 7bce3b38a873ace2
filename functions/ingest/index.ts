import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { dynamo, s3 } from '../../shared/aws/clients.ts';
import { oneByOne, queueHandler } from '../../shared/aws/handlers.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { mappings } from '../../shared/aws/operator-config.ts';
import { log, metrics } from '../../shared/aws/telemetry.ts';
import { ingestEnv } from '../../shared/contracts/env.ts';
import { objectCreated } from '../../shared/contracts/messages/object-created.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import { ingestDump } from './ingest-dump.ts';

const env = ingestEnv.parse(process.env);
const client = s3();
const ports = {
  landing: (bucket: string) => s3ObjectStore(client, bucket),
  facts: s3ObjectStore(client, env.FACTS_BUCKET),
  receipts: s3ObjectStore(client, env.RECEIPTS_BUCKET),
  ledger: dynamoLedger(dynamo(), env.LEDGER_TABLE),
  mappings: await mappings(),
  shards: env.SHARDS,
};

/** From the ingest queue: one landed object a message. */
export const ingest = queueHandler(
  objectCreated,
  oneByOne(async (event) => {
    const dump = await ingestDump(event, ports);
    if (!dump) return log.info('dump already done', { code: 'DUMP_KNOWN' });
    const { dumpId, feed, period, source, status, rows, accepted, refused } = dump;
    // Not the key or the problem: an upstream system may have put a name into a file's name.
    log.info('dump done', { code: 'DUMP_DONE', dumpId, feed, period, source, status, rows, accepted, refused });
    metrics.addMetric(metricNames.rowsAccepted, MetricUnit.Count, accepted);
    metrics.addMetric(metricNames.rowsRefused, MetricUnit.Count, refused);
    metrics.addMetric(metricNames.dumpsFailed, MetricUnit.Count, status === 'failed' ? 1 : 0);
  }),
);
