import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { inParallel } from './in-parallel.ts';
import { type Queue, sqsQueue } from './queue.ts';

/** What lies in a queue, as SQS counts it: about right, and a moment old. */
export type QueueState = {
  /** Its name without the stack's: `ingest`, or `ingest-dead-letters`. */
  name: string;
  /** Messages that wait for somebody. */
  waiting: number;
  /** Messages that somebody works on. */
  working: number;
};

/** The stack's queues as an operator handles them. */
export interface QueueDesk {
  /** All queues, by name. */
  all(): Promise<QueueState[]>;
  /**
   * Has SQS put the dead letters of a queue back into it; answers how many there were. SQS goes on by itself.
   *
   * @param name the queue's, without `-dead-letters`
   */
  redrive(name: string): Promise<number>;
  /** A queue to send to. */
  to<Message>(name: string): Promise<Queue<Message>>;
}

/** Where messages end that nobody could handle. */
export const deadLettersOf = (name: string): string => `${name}-dead-letters`;

/** Attributes asked for at once. */
const parallel = 8;

/** The queues of a stack. @param stack its name, with which the names of all its queues begin */
export const sqsQueueDesk = (client: SQSClient, stack: string): QueueDesk => {
  const prefix = `${stack}-`;
  const attributesOf = async (QueueUrl: string) => {
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Attributes;
  };
  const urlOf = async (name: string): Promise<string> => {
    const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: prefix + name }));
    return QueueUrl;
  };
  return {
    async all() {
      const { QueueUrls = [] } = await client.send(
        new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000 }),
      );
      const states: QueueState[] = [];
      await inParallel(parallel, QueueUrls, async (url) => {
        const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributesOf(url);
        states.push({
          name: (url.split('/').at(-1) ?? '').slice(prefix.length),
          waiting: Number(ApproximateNumberOfMessages),
          working: Number(ApproximateNumberOfMessagesNotVisible),
        });
      });
      return states.sort((left, right) => (left.name < right.name ? -1 : 1));
    },
    async redrive(name) {
      const { QueueArn, ApproximateNumberOfMessages } = await attributesOf(await urlOf(deadLettersOf(name)));
      await client.send(new StartMessageMoveTaskCommand({ SourceArn: QueueArn }));
      return Number(ApproximateNumberOfMessages);
    },
    to: async (name) => sqsQueue(client, await urlOf(name)),
  };
};
