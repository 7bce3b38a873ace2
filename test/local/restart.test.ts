import { fork } from 'node:child_process';
import { once } from 'node:events';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { clients, folder, oneByOne, start } from './fixture.ts';

test('killed in the middle of everything, it goes on where it was', async () => {
  const place = folder();
  const process = fork(`${import.meta.dirname}/killed.ts`, [place.path], { execArgv: [] });
  await once(process, 'message');
  await expect(start(place.path)).rejects.toThrow('another process is using');
  process.kill('SIGKILL');
  await once(process, 'exit');

  const aws = await start(place.path, oneByOne);
  const { s3, dynamo } = clients(aws);
  await aws.idle();
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: aws.outputs.Facts }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['from/feed=usage/killed.csv', 'seen/2026-10-31T18:00:00Z']);
  const landed = await s3.send(new GetObjectCommand({ Bucket: aws.outputs.Landing, Key: 'feed=usage/killed.csv' }));
  expect(await landed.Body?.transformToString()).toBe('a,b');
  const due = new QueryCommand({
    ...{ TableName: aws.outputs.Work, IndexName: 'due', KeyConditionExpression: 'dueShard = :s' },
    ExpressionAttributeValues: { ':s': { S: 's' } },
  });
  expect((await dynamo.send(due)).Items?.map(({ workId }) => workId?.S)).toEqual(['kept']);
  // The receive that the kill cut short does not count: the message still has both its attempts.
  expect(aws.deadLetters()[0]?.messages).toEqual([expect.objectContaining({ body: '{"do":"hang"}', receives: 2 })]);
  expect(aws.stats().invocations['Small-Worker']?.timeouts).toBe(2);
  await aws.stop();
  place.undo();
});
