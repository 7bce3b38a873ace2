import { Readable } from 'node:stream';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { dynamoChunkLedger } from '../../shared/aws/chunk-ledger.ts';
import { dynamo, eventBridge, s3 } from '../../shared/aws/clients.ts';
import { dumpEvents } from '../../shared/aws/dump-events.ts';
import { dynamoLedger } from '../../shared/aws/ledger.ts';
import { s3ObjectStore } from '../../shared/aws/object-store.ts';
import { settleDumps } from '../../shared/aws/settle-dumps.ts';
import type { ChunkItem } from '../../shared/contracts/items/chunk.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { dumpEvent } from '../../shared/contracts/messages/dump-event.ts';
import type { Receipt } from '../../shared/contracts/receipt.ts';

const table = mockClient(DynamoDBDocumentClient);
const bus = mockClient(EventBridgeClient);
const bucket = mockClient(S3Client);
const taken = () => new ConditionalCheckFailedException({ message: 'condition', $metadata: {} });

const dump: DumpItem = {
  version: 1,
  dumpId: 'a1',
  key: 'feed=usage/period=2026-10/source=x/f.csv',
  versionId: 'v1',
  ...{ feed: 'usage', period: '2026-10', source: 'x', mapping: 'standard', status: 'released', problem: null },
  ...{ bytes: 10, rows: 3, accepted: 2, refused: 1, facts: { 'usage/2026-10': 2 } },
  ...{ arrivedAt: '2026-11-01T00:10:00Z', sequencer: '0A' },
};
const receipt: Receipt = { ...dump, warnings: [], reasons: [], summary: ['released'], quarantineKey: 'q' };
const chunk: ChunkItem = {
  ...{
    version: 1,
    dumpId: 'a1',
    chunk: 7,
    start: 700,
    end: 800,
    lines: 9,
    rows: 9,
    accepted: 9,
    refused: 0,
    facts: {},
  },
  ...{ warnings: [], reasons: [], quarantineKey: null, problem: null, expiresAt: 1_796_083_200 },
};

beforeEach(() => {
  for (const mock of [table, bus, bucket]) mock.reset();
});

describe('chunks', () => {
  const chunks = dynamoChunkLedger(dynamo(), 'ledger');

  test('a reading has a row of its own, named by its first byte; its chunk goes into a set', async () => {
    table.on(PutCommand).resolves({});
    table.on(UpdateCommand).resolves({ Attributes: { chunks: new Set([2, 7]) } });
    expect(await chunks.chunkDone(chunk)).toBe(2);
    expect(table.commandCalls(PutCommand)[0]?.args[0].input.Item).toEqual({
      ...{ pk: 'chunks#a1', sk: 'chunk#00007#700' },
      ...chunk,
    });
    expect(table.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: 'chunks#a1', sk: 'done' },
      UpdateExpression: 'ADD chunks :chunk SET expiresAt = :expiresAt',
      ExpressionAttributeValues: { ':chunk': new Set([7]), ':expiresAt': chunk.expiresAt },
      ReturnValues: 'ALL_NEW',
    });
  });

  test('all readings are read back, page by page, with the names of those asked for again', async () => {
    table
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ pk: 'x', sk: 'chunk#00007#700', ...chunk }], LastEvaluatedKey: { pk: 'x', sk: 'y' } })
      .resolvesOnce({ Items: [{ pk: 'x', sk: 'done', chunks: new Set([7]), asked: new Set(['7@701']) }] })
      .resolvesOnce({ Items: [{ pk: 'x', sk: 'done', chunks: new Set([7]) }] });
    expect(await chunks.chunksOf('a1')).toEqual({ readings: [chunk], asked: new Set(['7@701']) });
    expect(table.commandCalls(QueryCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    expect(await chunks.chunksOf('a1')).toEqual({ readings: [], asked: new Set() });
  });
});

describe('states and links of dumps', () => {
  const ledger = dynamoLedger(dynamo(), 'ledger');

  test('a state changes only from one of those named; of two who want it, one gets it', async () => {
    table.on(UpdateCommand).resolvesOnce({}).rejectsOnce(taken()).rejectsOnce(new Error('throttled'));
    const change = () => ledger.changeDumpStatus(dump, ['released', 'held'], 'retracted', { problem: 'wrong month' });
    expect(await change()).toBe(true);
    expect(await change()).toBe(false);
    await expect(change()).rejects.toThrow('throttled');
    expect(table.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: 'dump#2026-10', sk: 'a1' },
      UpdateExpression: 'SET #status = :to, problem = :problem',
      ConditionExpression: '#status IN (:from0, :from1)',
      ExpressionAttributeValues: {
        ...{ ':to': 'retracted', ':problem': 'wrong month', ':from0': 'released', ':from1': 'held' },
      },
    });
  });

  test('links are written where they differ, and nothing a second time', async () => {
    const newer = { ...dump, dumpId: 'b2', sequencer: '0B' };
    table
      .on(QueryCommand)
      .resolvesOnce({ Items: [dump, newer] })
      .resolvesOnce({
        Items: [
          { ...dump, supersededBy: 'b2' },
          { ...newer, supersedes: ['a1'] },
        ],
      });
    table.on(UpdateCommand).resolves({});
    const links = await settleDumps(ledger, '2026-10');
    expect(links.get('b2')).toEqual({ supersedes: ['a1'] });
    expect(table.commandCalls(UpdateCommand).map(({ args }) => args[0].input.UpdateExpression)).toEqual([
      'SET supersedes = :older, supersededBy = :newer',
      'SET supersedes = :older REMOVE supersededBy',
    ]);
    await settleDumps(ledger, '2026-10');
    expect(table.commandCalls(UpdateCommand)).toHaveLength(2);
  });
});

describe('events of dumps', () => {
  const events = dumpEvents(eventBridge(), 'receipts');

  test.each([
    ['released', 'Dump Released'],
    ['held', 'Dump Held'],
    ['failed', 'Dump Failed'],
    ['retracted', 'Dump Retracted'],
  ] as const)('a dump that is %s is told as %s, in words of the contract', async (status, type) => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await events.announce({ ...receipt, status }, 'its receipt');
    const [entry] = bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
    expect(entry).toMatchObject({ Source: 'tierline.dump', DetailType: type });
    expect(dumpEvent.parse(JSON.parse(entry?.Detail ?? ''))).toMatchObject({
      ...{ dumpId: 'a1', status, rows: 3, accepted: 2, refused: 1, summary: ['released'] },
      ...{ receiptBucket: 'receipts', receiptKey: 'its receipt', quarantineKey: 'q' },
    });
  });

  test('the same news twice are the same words; of a dump under way there are none', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await events.announce(receipt, 'k');
    await events.announce({ ...receipt }, 'k');
    await events.announce({ ...receipt, status: 'ingesting' }, 'k');
    const [first, second, ...others] = bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input);
    expect(second).toEqual(first);
    expect(others).toEqual([]);
  });

  test('an entry that EventBridge does not take is an error, so that the message comes again', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    await expect(events.announce(receipt, 'k')).rejects.toThrow('InternalFailure');
  });
});

test('some bytes of an object are asked for by their first and last', async () => {
  bucket.on(GetObjectCommand).resolves({ Body: Readable.from(['bytes']) as never });
  await s3ObjectStore(s3(), 'landing').stream('k', 'v1', { from: 10, to: 20 });
  expect(bucket.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({
    ...{ Bucket: 'landing', Key: 'k', VersionId: 'v1', Range: 'bytes=10-19' },
  });
});
