import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { reshardEnv } from '../../shared/contracts/env.ts';
import type { Config } from '../config.ts';
import type { Alarms } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import type { Storage } from './storage.ts';

/** Spreads the facts over another number of shards, beside the nights, when `tierline reshard` asks for it. */
export class Reshard extends Construct {
  constructor(scope: Construct, id: string, props: { config: Config; alarms: Alarms; storage: Storage }) {
    super(scope, id);
    const { config, alarms, storage } = props;
    const queue = new PipelineQueue(this, 'Queue', {
      name: 'reshard',
      alarms,
      // A part of one feed's month is copied in seconds. As long as Lambda allows, and no longer than an erasure waits for
      // its second look: what was being copied during the first is there by then.
      consumerTimeout: Duration.minutes(15),
      lateAfter: Duration.hours(12),
      impact: {
        deadLetters: 'Some facts were not copied: the number of shards cannot change yet. Nights go on as before.',
        late: 'Copying facts for another number of shards takes longer than half a day. Nights go on as before.',
      },
    });
    new PipelineFunction(this, 'Function', {
      folder: 'reshard',
      handler: 'reshard',
      name: 'reshard',
      env: reshardEnv,
      memoryMb: 1769,
      timeout: queue.consumerTimeout,
      config,
      alarms,
      impact: 'Copying facts for another number of shards does not get on. Nights go on as before.',
    })
      .bucket('FACTS_BUCKET', storage.facts, { list: true, get: ['facts/*'], put: ['facts/*'], delete: ['facts/*'] })
      // Slow enough to leave S3 and Lambda to the night: 16 copy some 10 million facts a minute.
      .consumes(queue, { batchSize: 1, maxConcurrency: 16 });
  }
}
