import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { assignBatch } from '../../shared/contracts/assign-batch.ts';
import { assignEnv, digestEnv, digestPlanEnv, sweepEnv } from '../../shared/contracts/env.ts';
import type { Config } from '../config.ts';
import type { Alarms } from './alarms.ts';
import { type BucketGrant, PipelineFunction } from './pipeline-function.ts';
import { type DeadLetterQueue, PipelineQueue } from './pipeline-queue.ts';
import { dueIndex, type Storage } from './storage.ts';
import { TimedCall } from './timed-call.ts';

/** What notifying is told. */
export type NotifyProps = {
  config: Config;
  alarms: Alarms;
  storage: Storage;
  /** Queue of churn-risk work. */
  churnRisk: PipelineQueue;
  /** Queue of return-visit work. */
  returnVisit: PipelineQueue;
  /** Where digests are published. */
  digestTopic: ITopic;
  /** Signs webhooks. */
  webhookSecret: ISecret;
  /** Where calls of schedules end that failed. */
  missedCalls: DeadLetterQueue;
};

/** After this hour nobody wants the list of a day that is over. */
const lastDigestHour = 19;

const hoursFrom = (hour: string): string => (Number(hour) < lastDigestHour ? `${hour}-${lastDigestHour}` : hour);

/** From work on the two queues to an agent's list, and from the list to the agent. */
export class Notify extends Construct {
  constructor(scope: Construct, id: string, props: NotifyProps) {
    super(scope, id);
    const { config, alarms, storage, churnRisk, returnVisit, missedCalls } = props;
    const shared = { folder: 'notify', config, alarms } as const;
    // These wait for DynamoDB and HTTP most of the time; below 512 MB Node itself starts slowly.
    const memoryMb = 512;
    // A run may have no roster: without `list`, S3 answers "forbidden" to whoever asks for an object that is not there.
    const rosters: BucketGrant = { list: true, get: ['runs/*'] };

    const batches = {
      batchSize: assignBatch.size,
      maxBatchingWindow: Duration.seconds(assignBatch.windowSeconds),
    };
    new PipelineFunction(this, 'Assign', {
      ...shared,
      handler: 'assign',
      name: 'notify-assign',
      env: assignEnv,
      memoryMb,
      timeout: churnRisk.consumerTimeout,
      impact: 'Work is not given to agents: customers at risk are not called.',
    })
      .bucket('FACTS_BUCKET', storage.facts, rosters)
      .table('WORK_TABLE', storage.work, 'BatchGetItem', 'PutItem')
      .table('AGENT_DAYS_TABLE', storage.agentDays, 'Query', 'UpdateItem')
      // Full batches, few at once: workers that give to the same agents get in each other's way.
      .consumes(churnRisk, { ...batches, maxConcurrency: 2 })
      .consumes(returnVisit, { ...batches, maxConcurrency: 2 });

    const digests = new PipelineQueue(this, 'DigestQueue', {
      name: 'digests',
      alarms,
      consumerTimeout: Duration.minutes(2),
      lateAfter: Duration.minutes(30),
      impact: {
        deadLetters: 'An agent was not told of the day: the list is complete, but the agent does not know of it.',
        late: 'Agents get their lists late: the first calls of the day start late.',
      },
    });
    const digestPlan = new PipelineFunction(this, 'DigestPlan', {
      ...shared,
      handler: 'digestPlan',
      name: 'notify-digest-plan',
      env: digestPlanEnv,
      values: { TIME_ZONE: config.timeZone },
      memoryMb,
      timeout: Duration.minutes(2),
      impact: 'No agent is told of the day: the lists are complete, but nobody gets one.',
      deadLetters: missedCalls,
    })
      .bucket('FACTS_BUCKET', storage.facts, rosters)
      .table('AGENT_DAYS_TABLE', storage.agentDays, 'Query')
      .sends('DIGEST_QUEUE_URL', digests);
    new TimedCall(this, 'Morning', {
      kind: 'morning-digest',
      description: 'Sends each agent the list of the day, once.',
      // Every hour of the working day: a night that ends late is still told that day; a list that was told is not again.
      schedule: ScheduleExpression.cron({
        minute: config.digestAt.minute,
        hour: hoursFrom(config.digestAt.hour),
        timeZone: TimeZone.of(config.timeZone),
      }),
      calls: digestPlan,
      deadLetters: missedCalls,
    });

    new PipelineFunction(this, 'Digest', {
      ...shared,
      handler: 'digest',
      name: 'notify-digest',
      env: digestEnv,
      values: {
        TIME_ZONE: config.timeZone,
        ALLOW_LOOPBACK_WEBHOOKS: config.stage === 'local' ? 'true' : 'false',
      },
      memoryMb,
      timeout: digests.consumerTimeout,
      impact: 'Agents are not told of their lists: SNS or the webhooks of chat robots cannot be reached.',
    })
      .bucket('FACTS_BUCKET', storage.facts, rosters)
      .table('WORK_TABLE', storage.work, 'BatchGetItem')
      .table('AGENT_DAYS_TABLE', storage.agentDays, 'GetItem', 'UpdateItem')
      .publishes('DIGEST_TOPIC_ARN', props.digestTopic)
      .secret('WEBHOOK_SECRET_ARN', props.webhookSecret)
      // Few at a time: chat robots answer slowly and count requests (20 a minute and robot is a common limit).
      .consumes(digests, { batchSize: 5, maxConcurrency: 5 });

    const sweep = new PipelineFunction(this, 'Sweep', {
      ...shared,
      handler: 'sweep',
      name: 'notify-sweep',
      env: sweepEnv,
      values: { TIME_ZONE: config.timeZone },
      memoryMb,
      timeout: Duration.minutes(2),
      impact: 'Waiting work is not looked at again: customers who had to wait a day are not called at all.',
      deadLetters: missedCalls,
    })
      .table('LEDGER_TABLE', storage.ledger, 'Query')
      .table('WORK_TABLE', storage.work, 'BatchGetItem')
      .index(storage.work, dueIndex)
      .sends('CHURN_RISK_QUEUE_URL', churnRisk)
      .sends('RETURN_VISIT_QUEUE_URL', returnVisit);
    new TimedCall(this, 'DueSweep', {
      kind: 'due-sweep',
      description: 'Brings back work that is due, and watches for runs that did not finish.',
      schedule: ScheduleExpression.rate(Duration.minutes(config.sweepEveryMinutes)),
      calls: sweep,
      deadLetters: missedCalls,
    });
  }
}
