// A process of its own, made to be killed: starts the small stack, leaves work in every state, says so, and waits.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { clients, oneByOne, start } from './fixture.ts';

const aws = await start(process.argv[2] ?? '', oneByOne, { maxConcurrency: 1 });
const { s3, dynamo, sqs } = clients(aws);
// The one process of the function hangs on this message, so everything after it waits.
const send = (message: object) =>
  sqs.send(new SendMessageCommand({ QueueUrl: aws.outputs.Inbox, MessageBody: JSON.stringify(message) }));
await send({ do: 'hang' });
for (let held = '0'; held !== '1'; await new Promise((done) => setTimeout(done, 20))) {
  const asked = new GetQueueAttributesCommand({ QueueUrl: aws.outputs.Inbox, AttributeNames: ['All'] });
  held = (await sqs.send(asked)).Attributes?.ApproximateNumberOfMessagesNotVisible ?? '0';
}
await s3.send(new PutObjectCommand({ Bucket: aws.outputs.Landing, Key: 'feed=usage/killed.csv', Body: 'a,b' }));
await dynamo.send(
  new PutItemCommand({
    TableName: aws.outputs.Work ?? '',
    Item: { workId: { S: 'kept' }, dueShard: { S: 's' }, dueAt: { S: 'd' } },
  }),
);
await aws.fire('Nightly', new Date('2026-10-31T18:00:00Z'));
process.send?.({ endpoint: aws.endpoint });
