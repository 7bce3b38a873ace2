import { Duration, TimeZone } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { planEnv, shardEnv, trainEnv } from '../../shared/contracts/env.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import type { Config } from '../config.ts';
import { type Alarms, emitted } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { type DeadLetterQueue, PipelineQueue } from './pipeline-queue.ts';
import type { Storage } from './storage.ts';
import { TimedCall } from './timed-call.ts';

/** What scoring is told. */
export type ScoreProps = {
  config: Config;
  alarms: Alarms;
  storage: Storage;
  /** Hears of runs that have closed. */
  workPlan: PipelineQueue;
  /** Where calls of schedules end that failed. */
  missedCalls: DeadLetterQueue;
};

/** Every night: one message a shard, one decision a customer, the work that they ask for beside the run. Every month: a card learned from who left. */
export class Score extends Construct {
  constructor(scope: Construct, id: string, props: ScoreProps) {
    super(scope, id);
    const { config, alarms, storage } = props;

    const shards = new PipelineQueue(this, 'ShardQueue', {
      name: 'shards',
      alarms,
      // A shard of a million customers (64 shards) takes seconds; five minutes leave room for throttled writes.
      consumerTimeout: Duration.minutes(5),
      lateAfter: Duration.hours(1),
      impact: {
        deadLetters: 'A part of the customers was not scored: the run cannot finish and they get no work tonight.',
        late: 'The run takes longer than an hour: agents may start the day on lists of the night before.',
      },
    });

    const plan = new PipelineFunction(this, 'Plan', {
      folder: 'score',
      handler: 'plan',
      name: 'score-plan',
      env: planEnv,
      values: { SHARDS: String(config.shards), TIME_ZONE: config.timeZone },
      // It reads the ledger and the roster of agents, once a night: memory for the Parquet reader, little processor.
      memoryMb: 1024,
      timeout: Duration.minutes(5),
      config,
      alarms,
      impact: 'The nightly run cannot start: tomorrow all decisions and lists are those of the night before.',
      deadLetters: props.missedCalls,
    })
      .table('LEDGER_TABLE', storage.ledger, 'GetItem', 'PutItem', 'UpdateItem', 'Query')
      .bucket('FACTS_BUCKET', storage.facts, {
        list: true,
        get: ['cards/*', 'facts/*', 'policies/*', 'runs/*'],
        put: ['policies/*', 'runs/*'],
      })
      .sends('SHARD_QUEUE_URL', shards);
    new TimedCall(this, 'Nightly', {
      kind: 'nightly-run',
      description: 'Scores everybody.',
      schedule: ScheduleExpression.cron({ ...config.nightlyAt, timeZone: TimeZone.of(config.timeZone) }),
      calls: plan.live,
      deadLetters: props.missedCalls,
    });

    const train = new PipelineFunction(this, 'Train', {
      folder: 'score',
      handler: 'train',
      name: 'score-train',
      env: trainEnv,
      values: { SHARDS: String(config.shards), TIME_ZONE: config.timeZone },
      // Two whole processors, one for the garbage collector: the learner stays below 2 GB at the 200,000 rows that a policy
      // takes at most by default, and the facts of a shard, read one after the other, take some 100 MB.
      memoryMb: 3538,
      // Lambda's longest. 200,000 rows x 25 features are learned twice (older cuts, all cuts) and judged in some minutes.
      timeout: Duration.minutes(15),
      config,
      alarms,
      impact: 'No card is learned this month, and nobody looks whether the one in force still holds.',
      deadLetters: props.missedCalls,
    })
      .table('LEDGER_TABLE', storage.ledger, 'GetItem', 'PutItem', 'Query')
      .bucket('FACTS_BUCKET', storage.facts, { list: true, get: ['facts/*', 'cards/*', 'runs/*'], put: ['cards/*'] });
    new TimedCall(this, 'Monthly', {
      kind: 'monthly-training',
      description: 'Learns a card from who left, and looks at the one in force.',
      // At the hour of the nightly run, beside it: they share nothing but facts, which nobody changes.
      schedule: ScheduleExpression.cron({
        ...config.nightlyAt,
        day: String(config.trainOnDay),
        timeZone: TimeZone.of(config.timeZone),
      }),
      calls: train.live,
      deadLetters: props.missedCalls,
    });

    new PipelineFunction(this, 'Shard', {
      folder: 'score',
      handler: 'shard',
      name: 'score-shard',
      env: shardEnv,
      values: { TIME_ZONE: config.timeZone },
      // One whole processor, and room for the facts of a shard in typed arrays: 16,000 customers x 12 months are 100 MB.
      memoryMb: 1769,
      timeout: shards.consumerTimeout,
      config,
      alarms,
      impact: 'Parts of the customers fail to be scored: the run does not finish and they get no work.',
    })
      .table('LEDGER_TABLE', storage.ledger, 'GetItem', 'PutItem', 'UpdateItem', 'Query')
      .bucket('FACTS_BUCKET', storage.facts, {
        list: true,
        get: ['facts/*', 'policies/*', 'runs/*', 'snapshots/*'],
        put: ['runs/*', 'snapshots/*'],
      })
      .table('DECISIONS_TABLE', storage.decisions, 'BatchWriteItem')
      .table('WORK_TABLE', storage.work, 'BatchGetItem')
      .sends('SHARD_QUEUE_URL', shards)
      .sends('WORK_PLAN_QUEUE_URL', props.workPlan)
      // The usual eight write about as much as a new on-demand table takes (4,000 units a second) before it grows.
      .consumes(shards, { batchSize: 1, maxConcurrency: config.scoredAtOnce });

    alarms.add('run-not-finished', {
      impact: 'No run was finished for a day: agents work through old lists and new risks are not seen.',
      metric: emitted(this, metricNames.runCompleted),
      below: 1,
      // A day, and two hours for a run that takes longer than the one before it.
      periods: 26,
      silenceIsBad: true,
    });
    alarms.add('run-overdue', {
      impact: 'A run has been under way for hours: some customers have no decision of tonight and get no work.',
      metric: emitted(this, metricNames.runOverdue).with({ statistic: Stats.MAXIMUM }),
    });
    alarms.add('card-drifted', {
      impact: 'The learned card in force no longer fits the customers: agents call the wrong ones, or too few.',
      metric: emitted(this, metricNames.cardDrift),
    });
    alarms.add('playbook-stopped', {
      impact: 'Customers whom a playbook contacts leave more often than those left alone: it contacts nobody any more.',
      metric: emitted(this, metricNames.playbooksStopped),
    });
    alarms.add('ledger-out-of-balance', {
      impact: 'A run lost or doubled candidates for work: some customers are called twice or not at all.',
      metric: emitted(this, metricNames.runUnbalanced),
    });
  }
}
