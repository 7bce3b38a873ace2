import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { EmbeddedAws } from '../aws/index.ts';

/** What schedules gave up are calls, not messages: they are made again. */
const ofSchedules = /-schedules(-dead-letters)?$/;

const arnOf = ({ region }: EmbeddedAws, queue: string): string => `arn:aws:sqs:${region}:000000000000:${queue}`;

/**
 * What the runbook has an operator do with dead letters: `tierline redrive` puts messages back, and a call that a schedule gave up
 * is made again.
 *
 * @param callAgain makes the call that was given up
 * @returns how many there were
 */
export const putBack = async (aws: EmbeddedAws, sqs: SQSClient, callAgain: () => Promise<void>): Promise<number> => {
  let found = 0;
  for (const { queue, messages } of aws.deadLetters()) {
    if (messages.length === 0) continue;
    found += messages.length;
    if (!ofSchedules.test(queue)) {
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(aws, queue) }));
      continue;
    }
    const QueueUrl = queue;
    for (const _ of messages) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    await callAgain();
  }
  return found;
};
