import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

/**
 * SQS's own key: free, and senders such as EventBridge need no grant on it. A KMS key would add a price per message and
 * protect against nobody who may read the queue.
 */
const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** Where messages end that nobody could handle, with the alarm that says so. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, props: { name: string; alarms: Alarms; impact: string }) {
    super(scope, id, {
      ...secured,
      queueName: `${Stack.of(scope).stackName}-${props.name}-dead-letters`,
      // As long as SQS allows: a message keeps the age it came with, and somebody must have time to look.
      retentionPeriod: Duration.days(14),
    });
    props.alarms.add(`${props.name}-dead-letters`, {
      impact: props.impact,
      metric: this.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(5) }),
    });
  }
}

/** What a queue of the pipeline is told. */
export type PipelineQueueProps = {
  /** The queue's name in the runbook: `ingest` gives the entries `ingest-dead-letters` and `ingest-late`. */
  name: string;
  /** Timeout of the function that takes the messages. */
  consumerTimeout: Duration;
  /** A message older than this is late. */
  lateAfter: Duration;
  /** Where its two alarms go. */
  alarms: Alarms;
  /** Who notices what, in a sentence, when messages are given up, and when they are late. */
  impact: { deadLetters: string; late: string };
};

/** A queue with its dead-letter queue, redrive and alarms: none comes without the others. */
export class PipelineQueue extends Construct {
  readonly name: string;
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  /** Timeout that the consuming function must have. */
  readonly consumerTimeout: Duration;

  constructor(scope: Construct, id: string, props: PipelineQueueProps) {
    super(scope, id);
    const { name, alarms, impact, consumerTimeout } = props;
    this.name = name;
    this.consumerTimeout = consumerTimeout;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { name, alarms, impact: impact.deadLetters });
    this.queue = new Queue(this, 'Messages', {
      ...secured,
      // Named, as functions are, so that the runbook's commands can be copied.
      queueName: `${Stack.of(this).stackName}-${name}`,
      retentionPeriod: Duration.days(4),
      // AWS's advice for Lambda: room for throttled and repeated attempts before the message shows again.
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * 6),
      // AWS's least advice for Lambda: below five, throttling alone can give up a good message.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    alarms.add(`${name}-late`, {
      impact: impact.late,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: Duration.minutes(5) }),
      atLeast: props.lateAfter.toSeconds(),
    });
  }
}
