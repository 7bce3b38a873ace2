import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import { sqsQueueDesk } from '../../shared/aws/queue-desk.ts';
import { clients, folder, type Resources, start } from './fixture.ts';

const place = folder();
let aws: EmbeddedAws;
afterEach(async () => {
  await aws.stop();
  place.undo();
});

/** Named as the queues of a stack are. */
const named = (resources: Resources): void => {
  Object.assign(resources.Inbox?.Properties ?? {}, { QueueName: 'small-inbox' });
  Object.assign(resources.Dead?.Properties ?? {}, { QueueName: 'small-inbox-dead-letters' });
};

test('dead letters go back to their queue as if they were new; those of no queue are refused', async () => {
  aws = await start(place.path, named, { paused: true });
  const { sqs } = clients(aws);
  const QueueUrl = aws.outputs.Inbox;
  const receive = async (VisibilityTimeout: number) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, AttributeNames: ['All'] }))).Messages ??
    [];
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'unlucky' }));
  for (let times = 0; times < 2; times++) expect(await receive(0)).toHaveLength(1);
  expect(await receive(0)).toEqual([]);

  const desk = sqsQueueDesk(sqs, 'small');
  expect(await desk.all()).toEqual([
    { name: 'inbox', waiting: 0, working: 0 },
    { name: 'inbox-dead-letters', waiting: 1, working: 0 },
  ]);
  expect(await desk.redrive('inbox')).toBe(1);
  expect(await receive(30)).toMatchObject([{ Body: 'unlucky', Attributes: { ApproximateReceiveCount: '1' } }]);
  expect(await desk.all()).toMatchObject([{ working: 1 }, { waiting: 0 }]);
  await expect(desk.redrive('nothing')).rejects.toThrow('does not exist');
});
