import { createHash } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsEvent, type EmbeddedAws, startAws } from '../../local/aws/index.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { folder, NOW, smallStack, writeAssembly } from './fixture.ts';

const place = folder();
const seen: AwsEvent[] = [];
let aws: EmbeddedAws;
const busOf = (credentials = aws.credentials) =>
  new EventBridgeClient({ endpoint: aws.endpoint, region: aws.region, credentials, maxAttempts: 1 });
const entry = (also: object = {}) => ({
  ...{ Source: 'tierline.dump', DetailType: 'Dump Released', Detail: '{"dumpId":"a1"}' },
  ...also,
});

beforeAll(async () => {
  const resources = smallStack();
  // A rule of the stack that wants such events: they reach its queue like those of S3.
  const pattern = resources.Landed?.Properties as { EventPattern: object };
  pattern.EventPattern = { source: ['tierline.dump'], 'detail-type': ['Dump Held'] };
  const assembly = writeAssembly(`${place.path}/cdk.out`, resources);
  aws = await startAws({
    assembly,
    dataDir: `${place.path}/data`,
    now: () => NOW,
    onEvent: (event) => seen.push(event),
  });
});
afterAll(async () => {
  await aws.stop();
  place.undo();
});

test('events are kept, told, and counted', async () => {
  const { FailedEntryCount, Entries = [] } = await busOf().send(new PutEventsCommand({ Entries: [entry()] }));
  expect(FailedEntryCount).toBe(0);
  const kept = { source: 'tierline.dump', detailType: 'Dump Released', detail: { dumpId: 'a1' } };
  expect(aws.events()).toEqual([{ id: Entries[0]?.EventId, ...kept, at: NOW.toISOString() }]);
  expect(seen).toContainEqual({ kind: 'event', ...kept });
  expect(aws.stats().requests['events:PutEvents']).toBe(1);
});

test('a rule of the stack that matches gets them in its queue', async () => {
  const detail = { object: { key: 'held' } };
  await busOf().send(
    new PutEventsCommand({ Entries: [entry({ DetailType: 'Dump Held', Detail: JSON.stringify(detail) })] }),
  );
  await aws.idle();
  const store = s3ObjectStore(new S3Client({ ...clientsOf(), forcePathStyle: true }), aws.outputs.Facts ?? '');
  const bytes = await store.get('from/held');
  expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
    ...{ source: 'tierline.dump', 'detail-type': 'Dump Held', detail, time: '2026-11-01T02:00:00Z' },
  });
});
const clientsOf = () => ({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });

test('entries of no shape fail one by one, as EventBridge says it', async () => {
  const { FailedEntryCount, Entries } = await busOf().send(
    new PutEventsCommand({
      Entries: [
        entry(),
        entry({ Detail: 'text' }),
        entry({ Detail: '[]' }),
        entry({ Source: 'aws.s3' }),
        { Source: 'x' },
      ],
    }),
  );
  expect(FailedEntryCount).toBe(4);
  expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    ...['MalformedDetail', 'MalformedDetail', 'NotAuthorizedForSourceException', 'InvalidArgument'],
  ]);
});

test('too many entries, another bus and another operation are refused', async () => {
  const put = (entries: object[]) => busOf().send(new PutEventsCommand({ Entries: entries }));
  await expect(put(Array.from({ length: 11 }, () => entry()))).rejects.toThrow('1 to 10');
  await expect(put([entry({ EventBusName: 'mine' })])).rejects.toThrow('does not know the event bus mine');
  await expect(busOf().send(new PutRuleCommand({ Name: 'r' }))).rejects.toThrow('does not know events:PutRule');
});

test('a function without the grant is denied by name', async () => {
  const accessKeyId = `LOCAL${createHash('sha256').update('Small-Worker').digest('hex').slice(0, 15).toUpperCase()}`;
  const bus = busOf({ accessKeyId, secretAccessKey: 'local' });
  await expect(bus.send(new PutEventsCommand({ Entries: [entry()] }))).rejects.toThrow('events:PutEvents');
  expect(aws.stats().denied.at(-1)).toMatchObject({
    ...{ function: 'Small-Worker', action: 'events:PutEvents' },
    resource: expect.stringMatching(/^arn:aws:events:.*:event-bus\/default$/),
  });
});
