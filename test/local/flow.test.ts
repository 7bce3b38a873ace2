import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EmbeddedAws, Fault } from '../../local/aws/index.ts';
import { objectCreated } from '../../shared/contracts/messages/object-created.ts';
import { clients, folder, start } from './fixture.ts';

const place = folder();
let aws: EmbeddedAws;
let client: ReturnType<typeof clients>;
let fault: ((operation: string) => Fault | undefined) | undefined;
let twice = false;
let aheadMs = 0;
beforeAll(async () => {
  aws = await start(place.path, undefined, {
    faults: {
      request: ({ function: name, operation }) => (name ? fault?.(operation) : undefined),
      duplicate: () => twice,
      clock: () => aheadMs,
    },
  });
  client = clients(aws);
});
afterAll(async () => {
  await aws.stop();
  place.undo();
});

const send = (message: object) =>
  client.sqs.send(new SendMessageCommand({ QueueUrl: aws.outputs.Inbox, MessageBody: JSON.stringify(message) }));
const keys = async (Prefix: string) =>
  (await client.s3.send(new ListObjectsV2Command({ Bucket: aws.outputs.Facts, Prefix }))).Contents?.map(
    ({ Key }) => Key,
  ) ?? [];
const dead = () =>
  aws
    .deadLetters()
    .flatMap(({ messages }) => messages.map(({ body }) => JSON.parse(body) as { do: string; n?: number }));
const invocations = () => Object.values(aws.stats().invocations)[0] ?? { count: 0, errors: 0, timeouts: 0 };
const invoke = (message: object) => aws.invoke('Worker', message);

describe('from a dropped file to the function', () => {
  test('a file of the rule arrives as the event of its contract, any other does not', async () => {
    const Bucket = aws.outputs.Landing;
    await client.s3.send(new PutObjectCommand({ Bucket, Key: 'other/file', Body: 'x' }));
    const { VersionId } = await client.s3.send(
      new PutObjectCommand({ Bucket, Key: 'feed=usage/月 报.csv', Body: 'a,b' }),
    );
    await aws.idle();
    expect(await keys('from/')).toEqual(['from/feed=usage/月 报.csv']);
    const seen = await client.s3.send(
      new GetObjectCommand({ Bucket: aws.outputs.Facts, Key: 'from/feed=usage/月 报.csv' }),
    );
    const event = objectCreated.parse(JSON.parse((await seen.Body?.transformToString()) ?? ''));
    expect(event).toMatchObject({ time: '2026-11-01T02:00:00Z' });
    expect(event.detail.object).toMatchObject({ key: 'feed=usage/月 报.csv', size: 3, 'version-id': VersionId });
  });

  test('only the messages of a batch that failed come back, and end in the dead letters', async () => {
    for (const n of [1, 2, 3]) await send({ do: n === 2 ? 'fail' : 'remember', at: `partial-${n}`, n });
    await aws.idle();
    expect(await keys('seen/partial')).toEqual(['seen/partial-1', 'seen/partial-3']);
    expect(dead()).toEqual([{ do: 'fail', at: 'partial-2', n: 2 }]);
    expect(aws.deadLetters()[0]).toMatchObject({ queue: 'Small-Dead', messages: [{ receives: 2 }] });
  });

  test('a message that is delivered twice reaches the function twice', async () => {
    twice = true;
    await send({ do: 'metric' });
    twice = false;
    await aws.idle();
    expect(aws.stats().metrics).toEqual({ Rows: 14 });
  });
});

describe('schedules', () => {
  test('fire with the instant they were due, by their construct path', async () => {
    await aws.fire('Nightly', new Date('2026-10-31T18:00:00Z'));
    await aws.idle();
    expect(await keys('seen/2026')).toEqual(['seen/2026-10-31T18:00:00Z']);
  });

  test('an event that keeps failing is tried three times, then given up to the failure queue', async () => {
    const before = { ...invocations() };
    fault = (operation) => (operation === 'PutObject' ? { kind: 'error' } : undefined);
    await aws.fire('Nightly', new Date('2026-11-30T18:00:00Z'));
    await aws.idle();
    fault = undefined;
    expect(invocations().errors - before.errors).toBe(3);
    expect(dead().at(-1)).toEqual({ do: 'remember', at: '2026-11-30T18:00:00Z' });
  });
});

describe('permissions', () => {
  test('a request without a grant is denied, and named with its resource', async () => {
    const outcome = await invoke({ do: 'item' });
    expect(outcome).toMatchObject({ error: expect.stringContaining('AccessDeniedException') });
    const resource = 'arn:aws:dynamodb:us-east-1:000000000000:table/Small-Storage-Work';
    expect(aws.stats().denied.at(-1)).toEqual({ function: 'Small-Worker', action: 'dynamodb:PutItem', resource });
  });

  test('a missing key is forbidden, not missing, for whoever may not read', async () => {
    expect(await invoke({ do: 'missing' })).toMatchObject({ error: expect.stringContaining('AccessDenied') });
    expect(aws.stats().denied.at(-1)).toMatchObject({ action: 's3:GetObject' });
  });

  test('a secret is made once and read by whoever may', async () => {
    const first = await invoke({ do: 'secret' });
    expect(first).toEqual({ result: expect.stringMatching(/^[A-Za-z0-9]{20}$/) });
    expect(await invoke({ do: 'secret' })).toEqual(first);
  });

  test('what is published is kept with its attributes', async () => {
    await invoke({ do: 'publish' });
    expect(aws.published()).toEqual([
      expect.objectContaining({ message: '今日', attributes: { agentId: 'a1' }, at: '2026-11-01T02:00:00.000Z' }),
    ]);
  });
});

describe('functions that end badly', () => {
  test('one that takes too long is ended at its timeout', async () => {
    expect(await invoke({ do: 'hang' })).toMatchObject({ error: 'Task timed out after 2.00 seconds' });
    expect(invocations().timeouts).toBe(1);
    expect(await invoke({ do: 'none' })).toEqual({ result: null });
  });

  test('one that exits is replaced', async () => {
    expect(await invoke({ do: 'exit' })).toMatchObject({ error: 'Runtime exited with status 3' });
    expect(await invoke({ do: 'none' })).toEqual({ result: null });
  });
});

describe('injected faults', () => {
  test.each([
    ['throttle', 'SlowDown', 0],
    ['error', 'InternalError', 0],
    ['timeout', 'socket hang up', 1],
    ['crash', 'injected: crashed', 0],
  ] as const)('%s', async (kind, error, stored) => {
    fault = () => ({ kind });
    const outcome = await invoke({ do: 'remember', at: `fault-${kind}` });
    fault = undefined;
    expect(outcome).toMatchObject({ error: expect.stringContaining(error) });
    expect(await keys(`seen/fault-${kind}`)).toHaveLength(stored);
  });

  test('a time-out may come before the work, a crash right after it', async () => {
    fault = () => ({ kind: 'timeout', undone: true, afterMs: 5 });
    expect(await invoke({ do: 'remember', at: 'undone' })).toMatchObject({
      error: expect.stringContaining('socket hang up'),
    });
    fault = () => ({ kind: 'crash', done: true });
    expect(await invoke({ do: 'remember', at: 'done' })).toMatchObject({ error: expect.stringContaining('crashed') });
    fault = undefined;
    expect([await keys('seen/undone'), await keys('seen/done')]).toEqual([[], ['seen/done']]);
  });

  test.each([
    [false, 'socket hang up'],
    [true, 'injected: crashed'],
  ])(
    'a crash ends the process that asked, and that of another invocation where the host goes (%s)',
    async (host, error) => {
      // Both processes are warm, so that the second one asks while the first one waits.
      await Promise.all([invoke({ do: 'remember', at: 'warm' }), invoke({ do: 'remember', at: 'warm' })]);
      const asked = Promise.withResolvers<void>();
      fault = () => {
        fault = () => ({ kind: 'crash', host });
        asked.resolve();
        return { kind: 'timeout', afterMs: 1_500 };
      };
      const other = invoke({ do: 'remember', at: 'other' });
      await asked.promise;
      expect(await invoke({ do: 'remember', at: 'crashed' })).toMatchObject({ error: 'injected: crashed' });
      expect(await other).toMatchObject({ error: expect.stringContaining(error) });
      fault = undefined;
    },
  );

  test('the clock of a function is as wrong as it is told to be; given instants stay', async () => {
    aheadMs = 3_600_000;
    const { result } = (await invoke({ do: 'clock' })) as { result: Record<string, number> };
    aheadMs = 0;
    expect(Math.abs((result.now ?? 0) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    expect(result).toMatchObject({ given: 7, isDate: true });
    expect(Math.abs((result.now ?? 0) - (result.date ?? 0))).toBeLessThan(1_000);
  });
});

test('emptied, it holds nothing, and versions begin anew; what is at work keeps it from that', async () => {
  const held = send({ do: 'hang' });
  await held;
  await expect(aws.clear()).rejects.toThrow('still at work');
  await aws.idle();
  await client.s3.send(new PutObjectCommand({ Bucket: aws.outputs.Facts, Key: 'left', Body: 'x' }));
  await aws.clear();
  expect([await keys(''), dead(), aws.published(), aws.events()]).toEqual([[], [], [], []]);
  expect(await invoke({ do: 'remember', at: 'anew' })).toMatchObject({ result: {} });
});

test('requests are counted by service and operation', () => {
  expect(aws.stats().requests).toMatchObject({ 'sqs:SendMessage': 5, 'dynamodb:PutItem': 1, 'sns:Publish': 1 });
});
