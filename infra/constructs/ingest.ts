import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ingestEnv } from '../../shared/contracts/env.ts';
import { repliesPrefix } from '../../shared/contracts/landed-reply.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import type { Config } from '../config.ts';
import { type Alarms, emitted } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import type { Storage } from './storage.ts';

/** From a dump in the landing bucket to facts, a receipt and a ledger row. */
export class Ingest extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { config: Config; alarms: Alarms; storage: Storage; erasureKey: ISecret },
  ) {
    super(scope, id);
    const { config, alarms, storage, erasureKey } = props;

    const queue = new PipelineQueue(this, 'Queue', {
      name: 'ingest',
      alarms,
      // As long as Lambda allows: a dump is read in one go.
      consumerTimeout: Duration.minutes(15),
      // Dumps come in the evening and must be facts by the nightly run.
      lateAfter: Duration.hours(2),
      impact: {
        deadLetters: 'A dump was dropped but never read: its facts are missing from scoring and nobody got a receipt.',
        late: 'Dumps wait to be read: the next run may score customers on the facts of the night before.',
      },
    });
    new Rule(this, 'ObjectCreated', {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [storage.landing.bucketName] },
          // Replies are gathered first; see reply.ts.
          object: { key: [{ 'anything-but': { prefix: repliesPrefix } }] },
        },
      },
      // What EventBridge cannot deliver in a day joins the messages that could not be read: the two look the same.
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.deadLetters, maxEventAge: Duration.hours(24) })],
    });

    const chunks = new PipelineQueue(this, 'ChunkQueue', {
      name: 'chunks',
      alarms,
      // A chunk takes seconds; the last one also puts the dump's quarantine file together.
      consumerTimeout: Duration.minutes(15),
      lateAfter: Duration.hours(2),
      impact: {
        deadLetters: 'A part of a large dump was never read: the whole dump stays unreleased and nobody got a receipt.',
        late: 'Parts of a large dump wait to be read: the next run may score customers without it.',
      },
    });

    const reader = (id: string, handler: string, name: string, impact: string, queue: PipelineQueue) =>
      new PipelineFunction(this, id, {
        folder: 'ingest',
        handler,
        name,
        env: ingestEnv,
        values: {
          SHARDS: String(config.shards),
          CHUNK_BYTES: String(config.chunkMb * 1_000_000),
          TIMEOUT_SECONDS: String(queue.consumerTimeout.toSeconds()),
        },
        // One whole processor: parsing is all it does. A dump streams through, so its size does not matter here.
        memoryMb: 1769,
        timeout: queue.consumerTimeout,
        config,
        alarms,
        impact,
      })
        .table('LEDGER_TABLE', storage.ledger, 'GetItem', 'PutItem', 'UpdateItem', 'Query')
        .objects(storage.landing, { get: ['*'], getVersion: ['*'] })
        // Profiles of dumps are read again, to hold the next month's against them; the layout says where facts go.
        .bucket('FACTS_BUCKET', storage.facts, {
          list: true,
          get: ['facts/layout.json', 'profiles/*', 'tombstones/*'],
          put: ['facts/*', 'profiles/*'],
        })
        // Receipts are read again to be told again, the chunks' quarantine files to be put together.
        // Quarantine files are uploaded in parts.
        .bucket('RECEIPTS_BUCKET', storage.receipts, { list: true, get: ['*'], put: ['*'], abort: ['*'] })
        .secret('ERASURE_KEY_ARN', erasureKey)
        .sends('CHUNK_QUEUE_URL', chunks)
        .announces();
    reader(
      'Function',
      'ingest',
      'ingest',
      'Dumps fail to be read: upstream teams get no receipts and their facts are missing from the next run.',
      queue,
      // One dump at a time each: a large one has the whole quarter of an hour. Ten at once read an evening's dumps.
    ).consumes(queue, { batchSize: 1, maxConcurrency: 10 });
    alarms.add('feed-held', {
      impact: 'Customers keep their last decision, because a dump does not look like the months before it.',
      metric: emitted(this, metricNames.slicesHeld),
    });
    // A queue and a function of their own: a 40 GB month must not stand before an evening's small dumps.
    reader(
      'Chunk',
      'chunk',
      'ingest-chunk',
      'Parts of large dumps fail to be read: those dumps stay unreleased and are missing from the next run.',
      chunks,
      // 32 at once read a gigabyte in seconds, and write less than S3 takes from one new prefix a second.
    ).consumes(chunks, { batchSize: 1, maxConcurrency: 32 });
  }
}
