import { Duration } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { messagesEnv } from '../../shared/contracts/env.ts';
import type { Config } from '../config.ts';
import type { Alarms } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { PipelineQueue } from './pipeline-queue.ts';
import type { Storage } from './storage.ts';

/** What customer messages are told. */
export type CustomerMessagesProps = { config: Config; alarms: Alarms; storage: Storage };

/** Messages to customers whom no agent calls: from the plan of a night's work to the topic that the operator's gateway listens to. */
export class CustomerMessages extends Construct {
  /** Work of the channel `message`. */
  readonly queue: PipelineQueue;
  /** Where messages are published. */
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { config, alarms, storage }: CustomerMessagesProps) {
    super(scope, id);
    this.queue = new PipelineQueue(this, 'Queue', {
      name: 'customer-messages',
      alarms,
      consumerTimeout: Duration.minutes(1),
      lateAfter: Duration.hours(6),
      impact: {
        deadLetters: 'A customer who costs too little for a call was not sent the message that is to keep them.',
        late: 'Messages to customers wait: they may miss the hours in which they may be sent.',
      },
    });
    this.topic = new Topic(this, 'Topic', {
      displayName: 'tierline customer messages',
      enforceSSL: true,
      // The key of SNS itself: free, and whoever may publish to the topic may use it.
      masterKey: Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
    });
    new PipelineFunction(this, 'Send', {
      folder: 'notify',
      config,
      alarms,
      handler: 'messages',
      name: 'notify-messages',
      env: messagesEnv,
      memoryMb: 512,
      timeout: this.queue.consumerTimeout,
      impact: 'Customers who are kept by message get none.',
    })
      .table('WORK_TABLE', storage.work, 'BatchGetItem', 'PutItem')
      .publishes('CUSTOMER_MESSAGES_TOPIC_ARN', this.topic)
      // A gateway sends some ten messages a second; faster is of no use to anybody.
      .consumes(this.queue, { batchSize: 10, maxConcurrency: 2 });
  }
}
