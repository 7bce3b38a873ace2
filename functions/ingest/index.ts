import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { dynamoChunkLedger } from '../../shared/aws/chunk-ledger.ts';
import { dynamo, eventBridge, s3, secrets, sqs } from '../../shared/aws/clients.ts';
import { dumpEvents } from '../../shared/aws/dump-events.ts';
import { sealOf } from '../../shared/aws/erasure-seal.ts';
import { placeOfNewFacts } from '../../shared/aws/fact-objects.ts';
import { oneByOne, queueHandler } from '../../shared/aws/handlers.ts';
import { keptSecret } from '../../shared/aws/kept-secret.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { mappings, policyText } from '../../shared/aws/operator-config.ts';
import { sqsQueue } from '../../shared/aws/queue.ts';
import { log, metrics } from '../../shared/aws/telemetry.ts';
import { tombstones } from '../../shared/aws/tombstones.ts';
import { ingestEnv } from '../../shared/contracts/env.ts';
import { marginSeconds, packedBytesPerSecond } from '../../shared/contracts/ingest-limits.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { chunkRequested } from '../../shared/contracts/messages/chunk-requested.ts';
import { objectCreated } from '../../shared/contracts/messages/object-created.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import { parsePolicyParts } from '../../shared/contracts/policy.ts';
import { feedGate } from './feed-gate.ts';
import { ingestDump } from './ingest-dump.ts';
import type { IngestPorts } from './ports.ts';
import { readChunk } from './read-chunk.ts';

const env = ingestEnv.parse(process.env);
const client = s3();
const clients = { dynamo: dynamo(), sqs: sqs(), events: eventBridge() };
const facts = s3ObjectStore(client, env.FACTS_BUCKET);
const ledger = dynamoLedger(clients.dynamo, env.LEDGER_TABLE);
const erasureKey = keptSecret(secrets(), env.ERASURE_KEY_ARN, 'the key of erasures', () => Date.now());
const ports: IngestPorts = {
  landing: (bucket: string) => s3ObjectStore(client, bucket),
  facts,
  receipts: s3ObjectStore(client, env.RECEIPTS_BUCKET),
  ledger,
  chunks: dynamoChunkLedger(clients.dynamo, env.LEDGER_TABLE),
  chunkQueue: sqsQueue(clients.sqs, env.CHUNK_QUEUE_URL),
  events: dumpEvents(clients.events, env.RECEIPTS_BUCKET),
  gate: feedGate({ facts, ledger, policy: parsePolicyParts(await policyText(), ['gate']).gate }),
  erased: tombstones(facts, async () => sealOf(await erasureKey())),
  mappings: await mappings(),
  place: () => placeOfNewFacts(facts, env.SHARDS),
  chunkBytes: env.CHUNK_BYTES,
  packedBytes: (env.TIMEOUT_SECONDS - marginSeconds) * packedBytesPerSecond,
};

const report = (dump: DumpItem): void => {
  const { dumpId, feed, period, source, status, rows, accepted, refused, sameAs, held = [] } = dump;
  if (status === 'ingesting') {
    log.info('dump cut', { code: 'DUMP_CUT', dumpId, feed, period, source });
    return;
  }
  // Not the key or the problem: an upstream system may have put a name into a file's name.
  log.info('dump done', { code: 'DUMP_DONE', dumpId, feed, period, source, status, rows, accepted, refused, sameAs });
  metrics.addMetric(metricNames.rowsAccepted, MetricUnit.Count, accepted);
  metrics.addMetric(metricNames.rowsRefused, MetricUnit.Count, refused);
  metrics.addMetric(metricNames.dumpsFailed, MetricUnit.Count, status === 'failed' ? 1 : 0);
  metrics.addMetric(metricNames.slicesHeld, MetricUnit.Count, held.length);
  for (const { feed: filled, slice, findings } of held)
    log.warn('slice held', {
      code: 'SLICE_HELD',
      dumpId,
      feed: filled,
      slice,
      why: findings.map(({ words }) => words),
    });
};

/** From the ingest queue: one landed object a message. */
export const ingest = queueHandler(
  objectCreated,
  oneByOne(async (event) => {
    const dump = await ingestDump(event, ports);
    if (!dump) return log.info('dump already done', { code: 'DUMP_KNOWN' });
    report(dump);
  }),
);

/** From the chunk queue: one part of a large dump a message. */
export const chunk = queueHandler(
  chunkRequested,
  oneByOne(async (message) => {
    const dump = await readChunk(message, ports);
    log.info('chunk done', { code: 'CHUNK_DONE', dumpId: message.dumpId, chunk: message.chunk });
    if (dump) report(dump);
  }),
);
