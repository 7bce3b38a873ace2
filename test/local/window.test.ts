import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import type { EmbeddedAws, StartOptions } from '../../local/aws/index.ts';
import { clients, folder, type Resources, start } from './fixture.ts';

const place = folder();
let aws: EmbeddedAws;
afterEach(async () => {
  await aws.stop();
  place.undo();
});

/** A batch may wait for five minutes: longer than any test does. */
const fiveMinutes = (resources: Resources): void => {
  Object.assign(resources.Source?.Properties ?? {}, { MaximumBatchingWindowInSeconds: 300 });
};
const withThree = async (options: Partial<StartOptions>) => {
  aws = await start(place.path, fiveMinutes, { ...options, maxConcurrency: 1 });
  const { sqs } = clients(aws);
  for (const n of [1, 2, 3]) {
    const MessageBody = JSON.stringify({ do: 'remember', at: `window-${n}` });
    await sqs.send(new SendMessageCommand({ QueueUrl: aws.outputs.Inbox, MessageBody }));
  }
  return sqs;
};

test('where nothing else is under way, a batch goes without waiting for the end of its window', async () => {
  await withThree({ idleEndsWindows: true });
  await aws.idle();
  expect(aws.stats().invocations['Small-Worker']).toMatchObject({
    errors: 0,
    coldStarts: [{ ms: expect.any(Number), cpuMs: expect.any(Number) }],
  });
});

test('otherwise the window of the template holds: three messages of ten wait for more', async () => {
  const sqs = await withThree({});
  const asked = new GetQueueAttributesCommand({ QueueUrl: aws.outputs.Inbox, AttributeNames: ['All'] });
  for (let held = '0'; held !== '3'; await new Promise((done) => setTimeout(done, 20)))
    held = (await sqs.send(asked)).Attributes?.ApproximateNumberOfMessagesNotVisible ?? '0';
  expect(aws.stats().invocations['Small-Worker']?.count).toBe(0);
});
