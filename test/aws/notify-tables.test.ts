import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgentDays, dynamoAgentDays } from '../../shared/aws/agent-days.ts';
import { dynamoCircuits } from '../../shared/aws/circuits.ts';
import { dynamoWork, type WorkTable } from '../../shared/aws/work.ts';
import { memoryCircuits, policies } from '../notify/digest-doubles.ts';
import { Tables } from '../notify/doubles.ts';
import { anItem, day, runId } from '../notify/factories.ts';

// The tests of the use cases stand on a double: what holds of it must hold of DynamoDB, whose conditions dynalite checks.
const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
const server = dynalite({ createTableMs: 0 });
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const plain = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
  const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const });
  await plain.send(
    new CreateTableCommand({
      TableName: 'work',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('workId'), text('dueShard'), text('dueAt')],
      KeySchema: [hash('workId')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [hash('dueShard'), range('dueAt')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  await plain.send(
    new CreateTableCommand({
      TableName: 'circuits',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('address')],
      KeySchema: [hash('address')],
    }),
  );
  await plain.send(
    new CreateTableCommand({
      TableName: 'days',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('day'), text('agentId')],
      KeySchema: [hash('day'), range('agentId')],
    }),
  );
});
afterAll(() => server.close());

const tables: [string, () => { work: WorkTable; days: AgentDays }][] = [
  ['DynamoDB', () => ({ work: dynamoWork(client, 'work'), days: dynamoAgentDays(client, 'days') })],
  [
    'the double',
    () => {
      const double = new Tables();
      return { work: double, days: double };
    },
  ],
];
const waiting = (workId: string, dueShard: string, dueAt = '2026-11-03T10:00:00Z') =>
  anItem({ workId, status: 'waiting', agentId: null, assignedBy: null, dueShard, dueAt });

describe.each(tables)('work in %s', (_, make) => {
  test('an item that is not there is written once', async () => {
    const { work } = make();
    const item = anItem({ workId: 'once' });
    expect(await work.settle(item, undefined)).toBe(true);
    expect(await work.settle({ ...item, agentId: 'A2' }, undefined)).toBe(false);
    expect((await work.get(['once', 'nowhere'])).get('once')).toEqual(item);
    expect((await work.get(['once', 'once', 'nowhere'])).size).toBe(1);
  });

  test('withdrawn work is written again by the one who saw that withdrawal', async () => {
    const { work } = make();
    const gone = (at: string) =>
      anItem({ workId: 'gone', state: 'withdrawn', withdrawn: { runId: at, at: `${day}T18:00:00Z` } });
    const open = anItem({ workId: 'gone', again: 'r3' });
    await work.settle(gone('r2'), undefined);
    expect(await work.settle(open, gone('r1'))).toBe(false);
    expect(await work.settle(open, gone('r2'))).toBe(true);
    expect(await work.settle(open, gone('r2'))).toBe(false);
    expect((await work.get(['gone'])).get('gone')).toMatchObject({ state: 'open', again: 'r3' });
  });

  test('a waiting item is replaced by whoever saw it wait for that very day, and by nobody else', async () => {
    const { work } = make();
    const first = waiting('moved', '2026-11-02#1');
    const second = waiting('moved', '2026-11-03#1');
    await work.settle(first, undefined);
    expect(await work.settle(anItem({ workId: 'moved' }), undefined)).toBe(false);
    expect(await work.settle(second, first)).toBe(true);
    expect(await work.settle(anItem({ workId: 'moved' }), first)).toBe(false);
    expect(await work.settle(anItem({ workId: 'moved' }), second)).toBe(true);
    expect(await work.settle(waiting('moved', '2026-11-04#1'), second)).toBe(false);
  });

  test('only waiting items are in the index', async () => {
    const { work } = make();
    const late = waiting('late', '2026-11-09#1', '2026-11-03T10:00:00Z');
    await work.settle(late, undefined);
    await work.settle(anItem({ workId: 'done' }), undefined);
    expect(await work.due('2026-11-09#1')).toEqual(['late']);
    await work.settle(anItem({ workId: 'late' }), late);
    expect(await work.due('2026-11-09#1')).toEqual([]);
  });

  test('work moves on only from where it was seen, and leaves the index when it is over', async () => {
    const { work } = make();
    const held = anItem({ workId: 'life', dueShard: 'late:2026-11-03#2', dueAt: '2026-11-03T10:00:00.000Z' });
    await work.settle(held, undefined);
    expect(await work.due('late:2026-11-03#2', '2026-11-03T09:59:59.000Z')).toEqual([]);
    expect(await work.due('late:2026-11-03#2', '2026-11-03T10:00:00.000Z')).toEqual(['life']);
    const step = { event: 'fall-due' as const, at: '2026-11-03T10:00:00.000Z', by: 'tierline' };
    const overdue = { ...held, state: 'overdue' as const, steps: [step] };
    expect(await work.advance(overdue, held)).toBe(true);
    expect(await work.advance(overdue, held)).toBe(false);
    expect(await work.advance({ ...overdue, state: 'done', dueShard: null }, { ...overdue, agentId: 'A9' })).toBe(
      false,
    );
    expect(await work.advance({ ...overdue, state: 'done', dueShard: null }, overdue)).toBe(true);
    expect(await work.due('late:2026-11-03#2')).toEqual([]);
    expect((await work.get(['life'])).get('life')).toMatchObject({ state: 'done', dueShard: null, steps: [step] });
  });

  test('waiting work that is over is not put on a list', async () => {
    const { work } = make();
    const first = waiting('over', '2026-11-02#5');
    await work.settle(first, undefined);
    expect(await work.advance({ ...first, state: 'done', dueShard: null }, first)).toBe(true);
    expect(await work.settle(anItem({ workId: 'over' }), first)).toBe(false);
  });

  test('more items than one batch holds are all read', async () => {
    const { work } = make();
    const ids = Array.from({ length: 120 }, (_, index) => `many${index}`);
    for (const workId of ids) await work.settle(anItem({ workId }), undefined);
    expect([...(await work.get(ids)).keys()].sort()).toEqual([...ids].sort());
  });
});

describe.each(tables)('lists in %s', (_, make) => {
  const list = (agentId: string) => ({ day, agentId, runId });
  const now = '2026-11-01T00:30:00.000Z';
  const nowMs = Date.parse(now);

  test('places are taken up to the capacity and not beyond', async () => {
    const { days } = make();
    expect(await days.reserve(list('full'), ['a', 'b'], 3)).toBe(true);
    expect(await days.reserve(list('full'), ['c', 'd'], 3)).toBe(false);
    expect(await days.reserve(list('full'), ['c'], 3)).toBe(true);
    const found = (await days.listsOf(day)).find(({ agentId }) => agentId === 'full');
    expect(found).toEqual({
      version: 1,
      day,
      agentId: 'full',
      runId,
      ...{ added: new Set(), takenBack: new Set(), corrected: new Set() },
      workIds: new Set(['a', 'b', 'c']),
      closedAt: null,
      delivered: {},
      tried: {},
      undeliveredAt: null,
    });
  });

  test('places are given back, an empty list takes work again, and nothing is made of a list that is not there', async () => {
    const { days } = make();
    await days.reserve(list('free'), ['a'], 1);
    await days.release(day, 'free', ['a', 'never there']);
    await days.release(day, 'free', ['a']);
    await days.release(day, 'nobody', ['a']);
    expect((await days.openListsOf(day)).map(({ agentId }) => agentId)).not.toContain('free');
    expect((await days.listsOf(day)).map(({ agentId }) => agentId)).not.toContain('nobody');
    expect(await days.reserve(list('free'), ['b'], 1)).toBe(true);
    expect((await days.openListsOf(day)).find(({ agentId }) => agentId === 'free')?.workIds).toEqual(new Set(['b']));
  });

  test('a claim closes the list: it is no longer open and takes no more work', async () => {
    const { days } = make();
    await days.reserve(list('closing'), ['a'], 5);
    const claim = await days.claim(day, 'closing', now, nowMs + 30_000);
    expect(claim).toMatchObject({ outcome: 'claimed', list: { workIds: new Set(['a']), closedAt: now } });
    expect(await days.reserve(list('closing'), ['b'], 5)).toBe(false);
    expect((await days.openListsOf(day)).map(({ agentId }) => agentId)).not.toContain('closing');
  });

  test('one at a time sends, until it gives the claim back or its lease is over', async () => {
    const { days } = make();
    await days.reserve(list('claimed'), ['a'], 5);
    await days.claim(day, 'claimed', now, nowMs + 30_000);
    expect(await days.claim(day, 'claimed', now, nowMs + 30_000)).toEqual({ outcome: 'busy' });
    await days.unclaim(day, 'claimed');
    expect((await days.claim(day, 'claimed', now, nowMs + 30_000)).outcome).toBe('claimed');
    const later = new Date(nowMs + 31_000).toISOString();
    const again = await days.claim(day, 'claimed', later, nowMs + 60_000);
    expect(again).toMatchObject({ outcome: 'claimed', list: { closedAt: now } });
  });

  test('a delivery is recorded once, with what did not take it, and nobody sends the list again', async () => {
    const { days } = make();
    await days.reserve(list('told'), ['a'], 5);
    await days.claim(day, 'told', now, nowMs + 30_000);
    await days.delivered(day, 'told', 'sns', '2026-11-01T00:30:00Z', { 'wecom:south': 'answered 500' });
    await days.delivered(day, 'told', 'sns', '2026-11-01T09:30:00Z', { 'wecom:south': 'answered 500' });
    expect(await days.claim(day, 'told', now, nowMs + 30_000)).toEqual({ outcome: 'delivered' });
    expect((await days.listsOf(day)).find(({ agentId }) => agentId === 'told')).toMatchObject({
      delivered: { sns: '2026-11-01T00:30:00Z' },
      tried: { 'wecom:south': 'answered 500' },
    });
  });

  test('a list that no channel took is open again, closed to work, and a delivery ends that', async () => {
    const { days } = make();
    await days.reserve(list('mute'), ['a'], 5);
    await days.claim(day, 'mute', now, nowMs + 30_000);
    await days.undelivered(day, 'mute', '2026-11-01T00:30:00Z', { sns: 'answered 403' });
    await days.undelivered(day, 'mute', '2026-11-01T01:30:00Z', { sns: 'answered 500' });
    const open = () => days.openListsOf(day).then((lists) => lists.find(({ agentId }) => agentId === 'mute'));
    expect(await open()).toMatchObject({ undeliveredAt: '2026-11-01T00:30:00Z', tried: { sns: 'answered 500' } });
    expect(await days.reserve(list('mute'), ['b'], 5)).toBe(false);
    expect((await days.claim(day, 'mute', now, nowMs + 30_000)).outcome).toBe('claimed');
    await days.delivered(day, 'mute', 'sns', '2026-11-01T02:30:00Z', {});
    expect(await open()).toBeUndefined();
  });

  test('news of a list that went out is told by one, and once; urgent work goes on it as far as there is room', async () => {
    const { days } = make();
    await days.reserve(list('changed'), ['a', 'b'], 5);
    expect(await days.add(day, 'changed', ['u'], 5)).toBe(false);
    await days.takeBack(day, 'changed', ['a']);
    await days.claim(day, 'changed', now, nowMs - 1);
    await days.delivered(day, 'changed', 'sns', now, {});
    const news = () => days.openListsOf(day).then((lists) => lists.find(({ agentId }) => agentId === 'changed'));
    expect(await news()).toBeUndefined();
    await days.takeBack(day, 'changed', ['a']);
    expect(await days.add(day, 'changed', ['u'], 3)).toBe(true);
    expect(await days.add(day, 'changed', ['v'], 3)).toBe(false);
    expect(await news()).toMatchObject({ added: new Set(['u']), takenBack: new Set(['a']) });
    expect(await days.claimNews(day, 'changed', nowMs, nowMs + 30_000)).toMatchObject({ outcome: 'claimed' });
    expect(await days.claimNews(day, 'changed', nowMs, nowMs + 30_000)).toEqual({ outcome: 'busy' });
    await days.newsTold(day, 'changed', { added: ['u'], takenBack: ['a'] });
    expect(await news()).toBeUndefined();
    expect(await days.claimNews(day, 'changed', nowMs, nowMs + 30_000)).toEqual({ outcome: 'delivered' });
    await days.takeBack(day, 'changed', ['a']);
    expect(await news()).toBeUndefined();
    expect(await days.claimNews(day, 'nobody', nowMs, nowMs)).toEqual({ outcome: 'missing' });
    await days.newsTold(day, 'changed', { added: [], takenBack: [] });
  });

  test('a list that is not there cannot be claimed', async () => {
    const { days } = make();
    expect(await days.claim(day, 'nobody', now, nowMs)).toEqual({ outcome: 'missing' });
  });
});

describe.each([
  ['DynamoDB', () => dynamoCircuits(client, 'circuits', policies.channels)],
  ['the double', () => memoryCircuits()],
])('circuits in %s', (_, make) => {
  test('open after the third failure in a row, for all senders, and close with the first success', async () => {
    const one = make();
    // The double is one memory; of the table each sender has its own view.
    const circuits = { one, other: 'known' in one ? one : make() };
    expect(await circuits.one.get('https://a')).toBeUndefined();
    expect((await circuits.one.failed('https://a', 1_000)).openUntil).toBe(0);
    expect((await circuits.other.failed('https://a', 1_000)).openUntil).toBe(0);
    expect(await circuits.one.failed('https://a', 1_000)).toEqual({ failures: 3, openUntil: 601_000 });
    expect(await circuits.other.get('https://a')).toEqual({ failures: 3, openUntil: 601_000 });
    expect(await circuits.other.get('https://b')).toBeUndefined();
    await circuits.one.closed('https://a');
    expect(await circuits.other.get('https://a')).toBeUndefined();
    expect((await circuits.other.failed('https://a', 2_000)).failures).toBe(1);
  });
});

describe('reading work that DynamoDB leaves unprocessed', () => {
  const throttled = () => {
    const reader = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
    return { reader, mock: mockClient(reader) };
  };
  const left = { UnprocessedKeys: { work: { Keys: [{ workId: 'b' }] } } };

  test('asks again for what is left, with growing pauses', async () => {
    const { reader, mock } = throttled();
    const found = (workId: string) => ({ Responses: { work: [anItem({ workId })] } });
    mock
      .on(BatchGetCommand)
      .resolvesOnce({ ...found('a'), ...left })
      .resolvesOnce(left)
      .resolves(found('b'));
    const pauses: number[] = [];
    const work = dynamoWork(reader, 'work', async (ms) => void pauses.push(ms));
    expect([...(await work.get(['a', 'b'])).keys()]).toEqual(['a', 'b']);
    expect(pauses).toEqual([50, 100]);
  });

  test('gives up with an error rather than with fewer items', async () => {
    const { reader, mock } = throttled();
    mock.on(BatchGetCommand).resolves(left);
    const work = dynamoWork(reader, 'work', async () => {});
    await expect(work.get(['a', 'b'])).rejects.toThrow('DynamoDB left 1 work items unread');
  });
});
