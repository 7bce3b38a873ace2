import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import type { EmbeddedAws, StartOptions } from '../../local/aws/index.ts';
import { clients, folder, start } from './fixture.ts';

const place = folder();
let aws: EmbeddedAws;
afterEach(async () => {
  await aws.stop();
  place.undo();
});

const ends: string[] = [];
/** A function that hangs until its timeout of two seconds, and a message sent meanwhile with a minute's delay. */
const delayed = async (options: Partial<StartOptions>): Promise<void> => {
  ends.splice(0);
  const onEvent: StartOptions['onEvent'] = (event) => void (event.kind === 'object' && ends.push(event.key));
  aws = await start(place.path, () => {}, { ...options, onEvent });
  const hanging = aws.invoke('Worker', { do: 'hang' }).then(() => ends.push('hung'));
  await clients(aws).sqs.send(
    new SendMessageCommand({
      ...{ QueueUrl: aws.outputs.Inbox, DelaySeconds: 60 },
      MessageBody: JSON.stringify({ do: 'remember', at: 'delayed' }),
    }),
  );
  await hanging;
};

test('a delay that is cut short outlasts whoever runs when it begins, as the whole of it would', async () => {
  await delayed({ shortened: () => 0.01, maxConcurrency: 2 });
  await aws.idle();
  expect(ends).toEqual(['hung', 'seen/delayed']);
});

test('a failed message that comes back sooner finds the clock where the whole wait would have left it', async () => {
  const times: number[] = [];
  const onEvent: StartOptions['onEvent'] = (event) => {
    if (event.kind === 'object') times.push(Number(event.key.split('/').at(-1)));
  };
  aws = await start(place.path, () => {}, { onEvent });
  await clients(aws).sqs.send(
    new SendMessageCommand({ QueueUrl: aws.outputs.Inbox, MessageBody: JSON.stringify({ do: 'late', at: 'times' }) }),
  );
  await aws.idle();
  const [first = 0, second = 0] = times;
  expect(Math.abs(first - Date.now())).toBeLessThan(20_000);
  // The queue hides a message for 30 seconds.
  expect(second - first).toBeGreaterThanOrEqual(30_000);
});

test('otherwise it is as long as it was asked for', async () => {
  await delayed({ maxConcurrency: 2 });
  await new Promise((done) => setTimeout(done, 200));
  expect(ends).toEqual(['hung']);
});

test('after a restart nobody is left to be outlasted: what remains of a delay is cut short at once', async () => {
  await delayed({ maxConcurrency: 2 });
  await aws.stop();
  const onEvent: StartOptions['onEvent'] = (event) => void (event.kind === 'object' && ends.push(event.key));
  aws = await start(place.path, () => {}, { shortened: () => 0.01, onEvent });
  await aws.idle();
  expect(ends).toEqual(['hung', 'seen/delayed']);
});
