import { Duration, TimeZone } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { eraseEnv, expireEnv } from '../../shared/contracts/env.ts';
import { dumpEventSource, dumpEventTypes } from '../../shared/contracts/messages/dump-event.ts';
import type { Config } from '../config.ts';
import type { Alarms } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { type DeadLetterQueue, PipelineQueue } from './pipeline-queue.ts';
import type { Storage } from './storage.ts';
import { TimedCall } from './timed-call.ts';

/**
 * From a released dump of erasures to customers of whom nothing is stored any more, and the proof of it. And every day: facts
 * that are past their time go.
 */
export class Erase extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { config: Config; alarms: Alarms; storage: Storage; erasureKey: ISecret; missedCalls: DeadLetterQueue },
  ) {
    super(scope, id);
    const { config, alarms, storage, erasureKey, missedCalls } = props;
    const queue = new PipelineQueue(this, 'Queue', {
      name: 'erase',
      alarms,
      // A shard is all of its objects read, and those with one of the customers written: minutes at most.
      consumerTimeout: Duration.minutes(15),
      lateAfter: Duration.hours(2),
      impact: {
        deadLetters: 'Customers who asked to be forgotten are still stored, and there is no proof for them.',
        late: 'Customers who asked to be forgotten wait for it.',
      },
    });
    new Rule(this, 'ErasuresReleased', {
      eventPattern: {
        source: [dumpEventSource],
        detailType: [dumpEventTypes.released],
        detail: { feed: ['erasures'] },
      },
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.deadLetters, maxEventAge: Duration.hours(24) })],
    });
    new PipelineFunction(this, 'Function', {
      folder: 'erase',
      handler: 'erase',
      name: 'erase',
      env: eraseEnv,
      values: {
        SHARDS: String(config.shards),
        // As long as the longest function runs: what it was writing during the first look is there at the second.
        SECOND_LOOK_SECONDS: '900',
      },
      memoryMb: 1769,
      timeout: queue.consumerTimeout,
      config,
      alarms,
      impact: 'Customers who asked to be forgotten are still stored.',
    })
      .table('LEDGER_TABLE', storage.ledger, 'GetItem', 'Query')
      .bucket('FACTS_BUCKET', storage.facts, {
        list: true,
        get: ['facts/*', 'snapshots/*', 'runs/*', 'tombstones/*', 'erasures/*'],
        put: ['facts/*', 'snapshots/*', 'runs/*', 'tombstones/*', 'erasures/*'],
        delete: ['facts/*', 'snapshots/*', 'runs/*'],
      })
      .bucket('RECEIPTS_BUCKET', storage.receipts, {
        list: true,
        get: ['*.quarantine.jsonl'],
        put: ['*.quarantine.jsonl', 'erasures/*'],
        delete: ['*.quarantine.jsonl'],
      })
      .table('DECISIONS_TABLE', storage.decisions, 'BatchWriteItem')
      .table('WORK_TABLE', storage.work, 'BatchGetItem', 'BatchWriteItem')
      .table('AGENT_DAYS_TABLE', storage.agentDays, 'UpdateItem')
      .secret('ERASURE_KEY_ARN', erasureKey)
      .sends('ERASE_QUEUE_URL', queue)
      .consumes(queue, { batchSize: 1, maxConcurrency: 8 });

    const expire = new PipelineFunction(this, 'Expire', {
      folder: 'erase',
      handler: 'expire',
      name: 'expire-facts',
      env: expireEnv,
      values: { TIME_ZONE: config.timeZone, KEPT_MONTHS: JSON.stringify(config.keptMonths) },
      // It lists keys, a thousand a request, and once a month deletes what a month had: little of anything.
      memoryMb: 512,
      timeout: Duration.minutes(15),
      config,
      alarms,
      impact: 'Facts are kept for longer than they may be.',
      deadLetters: missedCalls,
    }).bucket('FACTS_BUCKET', storage.facts, { list: true, delete: ['facts/*'] });
    new TimedCall(this, 'Daily', {
      kind: 'fact-expiry',
      description: 'Takes away facts that are past their time.',
      // When the lists of the morning are made, the night is over: nobody reads facts.
      schedule: ScheduleExpression.cron({ ...config.digestAt, timeZone: TimeZone.of(config.timeZone) }),
      calls: expire.live,
      deadLetters: missedCalls,
    });
  }
}
