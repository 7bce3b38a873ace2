import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { reportEnv } from '../../shared/contracts/env.ts';
import type { Config } from '../config.ts';
import type { Alarms } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import type { Storage } from './storage.ts';

/** From a night whose work is given out to the page that managers read. */
export class Report extends Construct {
  /** Hears that the work of a run is given out. */
  readonly queue: PipelineQueue;

  constructor(scope: Construct, id: string, props: { config: Config; alarms: Alarms; storage: Storage }) {
    super(scope, id);
    const { config, alarms, storage } = props;
    this.queue = new PipelineQueue(this, 'Queue', {
      name: 'report',
      alarms,
      // Some thousand small objects to read at the largest base: a minute or two.
      consumerTimeout: Duration.minutes(5),
      lateAfter: Duration.hours(1),
      impact: {
        deadLetters: 'Managers have no report of the night; agents and their lists are not touched.',
        late: 'Managers wait for the report of the night.',
      },
    });
    new PipelineFunction(this, 'Function', {
      folder: 'report',
      handler: 'report',
      name: 'report',
      env: reportEnv,
      // One whole processor: sums of all shards, and the page, within seconds.
      memoryMb: 1769,
      timeout: this.queue.consumerTimeout,
      config,
      alarms,
      impact: 'Managers have no report of the night.',
    })
      .table('LEDGER_TABLE', storage.ledger, 'GetItem', 'Query')
      .bucket('FACTS_BUCKET', storage.facts, { list: true, get: ['policies/*', 'runs/*'] })
      // A first run has no report before it: without `list`, S3 answers "forbidden" to whoever asks for one.
      .bucket('REPORTS_BUCKET', storage.reports, { list: true, get: ['run=*'], put: ['run=*'] })
      .consumes(this.queue, { batchSize: 1, maxConcurrency: 2 });
  }
}
