import { Duration, TimeZone } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { assignBatch } from '../../shared/contracts/assign-batch.ts';
import { assignEnv, digestEnv, digestPlanEnv, outcomesEnv, planWorkEnv, sweepEnv } from '../../shared/contracts/env.ts';
import { dumpEventSource, dumpEventTypes } from '../../shared/contracts/messages/dump-event.ts';
import { metricNames } from '../../shared/contracts/metrics.ts';
import type { Config } from '../config.ts';
import { type Alarms, emitted } from './alarms.ts';
import { type BucketGrant, PipelineFunction } from './pipeline-function.ts';
import { type DeadLetterQueue, PipelineQueue } from './pipeline-queue.ts';
import { dueIndex, type Storage } from './storage.ts';
import { TimedCall } from './timed-call.ts';

/** What notifying is told. */
export type NotifyProps = {
  config: Config;
  alarms: Alarms;
  storage: Storage;
  /** Hears of runs that have closed. */
  workPlan: PipelineQueue;
  /** Queue of churn-risk work. */
  churnRisk: PipelineQueue;
  /** Queue of return-visit work. */
  returnVisit: PipelineQueue;
  /** Queue of messages to customers, which take no agent. */
  customerMessages: PipelineQueue;
  /** Hears that the work of a run is given out. */
  report: PipelineQueue;
  /** Where digests are published. */
  digestTopic: ITopic;
  /** Signs webhooks. */
  webhookSecret: ISecret;
  /** Addresses of chat services' robots. */
  robotsSecret: ISecret;
  /** Keys of links. */
  linkSecret: ISecret;
  /** Where the reply page is. */
  replyUrl: string;
  /** Where calls of schedules end that failed. */
  missedCalls: DeadLetterQueue;
};

/** Waiting work is given out so many hours before the digest at the latest: the lists must be full by then. */
const hoursBeforeDigest = 2;

/** `08:30`. */
const timeText = ({ hour, minute }: Config['digestAt']): string =>
  `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;

/** From the work that a run asks for to the two queues, from these to an agent's list, from the list to the agent, and from the agent's results to the work. */
export class Notify extends Construct {
  constructor(scope: Construct, id: string, props: NotifyProps) {
    super(scope, id);
    const { config, alarms, storage, workPlan, churnRisk, returnVisit, missedCalls } = props;
    const shared = { folder: 'notify', config, alarms } as const;
    // These wait for DynamoDB and HTTP most of the time; below 512 MB Node itself starts slowly.
    const memoryMb = 512;
    // A run may have no roster: without `list`, S3 answers "forbidden" to whoever asks for an object that is not there.
    const rosters: BucketGrant = { list: true, get: ['runs/*'] };

    new PipelineFunction(this, 'PlanWork', {
      ...shared,
      handler: 'planWork',
      name: 'notify-plan-work',
      env: planWorkEnv,
      // Two whole processors, one for the garbage collector; what a night of 1,000,000 pieces takes is in docs/adr/020.
      memoryMb: 3538,
      timeout: workPlan.consumerTimeout,
      impact: 'The work of the night is not given out: agents have no list in the morning.',
    })
      .table('LEDGER_TABLE', storage.ledger, 'GetItem', 'UpdateItem')
      .bucket('FACTS_BUCKET', storage.facts, { list: true, get: ['runs/*'], put: ['runs/*'] })
      .table('WORK_TABLE', storage.work, 'BatchGetItem', 'PutItem')
      .index(storage.work, dueIndex)
      .table('AGENT_DAYS_TABLE', storage.agentDays, 'GetItem', 'Query', 'UpdateItem')
      .sends('CHURN_RISK_QUEUE_URL', churnRisk)
      .sends('RETURN_VISIT_QUEUE_URL', returnVisit)
      .sends('CUSTOMER_MESSAGES_QUEUE_URL', props.customerMessages)
      .sends('REPORT_QUEUE_URL', props.report)
      // One run closes a night; the second is for a message that comes twice.
      .consumes(workPlan, { batchSize: 1, maxConcurrency: 2 });

    alarms.add('nobody-can', {
      impact: 'Some customers wait for ever: no agent has the skill, speaks the language or serves the tier.',
      metric: emitted(this, metricNames.workNobodyCanDo),
    });

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
      values: { TIME_ZONE: config.timeZone, DIGEST_AT: timeText(config.digestAt) },
      memoryMb,
      timeout: Duration.minutes(2),
      impact: 'No agent is told of the day: the lists are complete, but nobody gets one.',
      deadLetters: missedCalls,
    })
      .bucket('FACTS_BUCKET', storage.facts, rosters)
      .table('AGENT_DAYS_TABLE', storage.agentDays, 'Query')
      .table('WORK_TABLE', storage.work, 'BatchGetItem')
      .sends('DIGEST_QUEUE_URL', digests);
    new TimedCall(this, 'Morning', {
      kind: 'morning-digest',
      description: 'Sends each agent the list of the day, once.',
      // Every quarter of an hour: agents begin at hours of their own; a list that was told is not told again.
      schedule: ScheduleExpression.cron({ minute: '0/15', timeZone: TimeZone.of(config.timeZone) }),
      calls: digestPlan.live,
      deadLetters: missedCalls,
    });

    new PipelineFunction(this, 'Digest', {
      ...shared,
      handler: 'digest',
      name: 'notify-digest',
      env: digestEnv,
      values: {
        TIME_ZONE: config.timeZone,
        REPLY_URL: props.replyUrl,
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
      .secret('ROBOTS_SECRET_ARN', props.robotsSecret)
      .secret('LINK_SECRET_ARN', props.linkSecret)
      .table('CIRCUITS_TABLE', storage.circuits, 'GetItem', 'UpdateItem')
      // A channel that may work later is asked again by a message that waits: a function that waits is paid for.
      .sends('DIGEST_QUEUE_URL', digests)
      // Few at a time: chat robots answer slowly and count requests (20 a minute and robot is a common limit).
      .consumes(digests, { batchSize: 5, maxConcurrency: 5 });

    alarms.add('digest-undelivered', {
      impact: 'An agent was not told of the day: none of the channels that the agents feed names takes the list.',
      metric: emitted(this, metricNames.digestUndelivered),
    });

    const outcomes = new PipelineQueue(this, 'OutcomesQueue', {
      name: 'outcomes',
      alarms,
      consumerTimeout: Duration.minutes(5),
      lateAfter: Duration.hours(2),
      impact: {
        deadLetters: "Agents' results were delivered but not taken in: work that is done is still asked for.",
        late: "Agents' results wait to be taken in: agents are reminded of work that they have done.",
      },
    });
    new Rule(this, 'OutcomesReleased', {
      eventPattern: {
        source: [dumpEventSource],
        detailType: [dumpEventTypes.released],
        detail: { feed: ['outcomes'] },
      },
      targets: [
        new SqsQueue(outcomes.queue, { deadLetterQueue: outcomes.deadLetters, maxEventAge: Duration.hours(24) }),
      ],
    });
    new PipelineFunction(this, 'Outcomes', {
      ...shared,
      handler: 'outcomes',
      name: 'notify-outcomes',
      env: outcomesEnv,
      values: { SHARDS: String(config.shards) },
      memoryMb,
      timeout: outcomes.consumerTimeout,
      impact: "Agents' results are not taken in: work that is done is still asked for, and agents are reminded of it.",
    })
      .table('LEDGER_TABLE', storage.ledger, 'GetItem')
      .bucket('FACTS_BUCKET', storage.facts, { list: true, get: ['facts/*'] })
      .table('WORK_TABLE', storage.work, 'BatchGetItem', 'PutItem')
      // A dump may hold a month of results; two dumps at once seldom speak of the same work.
      .consumes(outcomes, { batchSize: 1, maxConcurrency: 2 });

    const sweep = new PipelineFunction(this, 'Sweep', {
      ...shared,
      handler: 'sweep',
      name: 'notify-sweep',
      env: sweepEnv,
      values: {
        TIME_ZONE: config.timeZone,
        WAITING_FROM_HOUR: String(Math.max(0, Number(config.digestAt.hour) - hoursBeforeDigest)),
      },
      memoryMb,
      timeout: Duration.minutes(2),
      impact:
        'Waiting and late work is not looked at again: customers who had to wait a day, or whose agent is away, are not called at all.',
      deadLetters: missedCalls,
    })
      .table('LEDGER_TABLE', storage.ledger, 'Query')
      .bucket('FACTS_BUCKET', storage.facts, rosters)
      .table('WORK_TABLE', storage.work, 'BatchGetItem', 'PutItem')
      .index(storage.work, dueIndex)
      .publishes('DIGEST_TOPIC_ARN', props.digestTopic)
      .sends('CHURN_RISK_QUEUE_URL', churnRisk)
      .sends('RETURN_VISIT_QUEUE_URL', returnVisit);
    new TimedCall(this, 'DueSweep', {
      kind: 'due-sweep',
      description: 'Brings back work that waited, reminds of what is late, and watches for runs that did not finish.',
      schedule: ScheduleExpression.rate(Duration.minutes(config.sweepEveryMinutes)),
      calls: sweep.live,
      deadLetters: missedCalls,
    });
  }
}
