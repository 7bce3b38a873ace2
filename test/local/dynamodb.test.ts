import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedAws, startAws } from '../../local/aws/index.ts';
import { clients, folder, NOW, smallStack, start, writeAssembly } from './fixture.ts';

const place = folder();
let aws: EmbeddedAws;
let dynamo: ReturnType<typeof clients>['dynamo'];
const TableName = 'Small-Storage-Work';
beforeAll(async () => {
  aws = await start(place.path);
  ({ dynamo } = clients(aws));
});
afterAll(async () => {
  await aws.stop();
  place.undo();
});

const item = (workId: string, dueShard = 's', dueAt = '2026-11-01'): Record<string, AttributeValue> => ({
  ...{ workId: { S: workId }, dueShard: { S: dueShard }, dueAt: { S: dueAt } },
});
const put = (one: Record<string, AttributeValue>, more: object = {}) =>
  dynamo.send(new PutItemCommand({ TableName, Item: one, ...more }));
const due = async (dueShard: string, more: Partial<QueryCommandInput> = {}) => {
  const found: (string | undefined)[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamo.send(
      new QueryCommand({
        ...{ TableName, IndexName: 'due', KeyConditionExpression: 'dueShard = :s', ExclusiveStartKey, ...more },
        ExpressionAttributeValues: { ':s': { S: dueShard }, ...more.ExpressionAttributeValues },
      }),
    );
    found.push(...(page.Items ?? []).map(({ workId }) => workId?.S));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
};

test('items that share all keys of an index are all in it, page by page, once', async () => {
  const ids = Array.from({ length: 600 }, (_, i) => `same-${i}`);
  for (let i = 0; i < ids.length; i += 25) {
    const requests = ids.slice(i, i + 25).map((id) => ({ PutRequest: { Item: item(id, 'same') } }));
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  }
  expect((await due('same', { Limit: 70 })).toSorted()).toEqual(ids.toSorted());
  expect((await due('same', { Limit: 70, ScanIndexForward: false })).toReversed()).toEqual(await due('same'));
});

test('an index follows its items: moved, taken out, deleted', async () => {
  for (const id of ['a', 'b', 'c']) await put(item(id, 'moves', `2026-11-0${'abc'.indexOf(id) + 1}`));
  await put(item('a', 'moves', '2026-12-01'));
  const update = { TableName, Key: { workId: { S: 'b' } }, UpdateExpression: 'REMOVE dueShard' };
  await dynamo.send(new UpdateItemCommand(update));
  expect(await due('moves')).toEqual(['c', 'a']);
  await dynamo.send(new DeleteItemCommand({ TableName, Key: { workId: { S: 'c' } } }));
  expect(await due('moves')).toEqual(['a']);
  const before = {
    KeyConditionExpression: 'dueShard = :s AND dueAt <= :d',
    ExpressionAttributeValues: { ':d': { S: '2026-11-30' } },
  };
  expect(await due('moves', before)).toEqual([]);
});

test('conditions hold; a set of numbers is added to once', async () => {
  await put(item('claimed'), { ConditionExpression: 'attribute_not_exists(workId)' });
  const again = put(item('claimed'), { ConditionExpression: 'attribute_not_exists(workId)' });
  await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  const done = (n: string) =>
    dynamo.send(
      new UpdateItemCommand({
        ...{ TableName, Key: { workId: { S: 'run' } }, UpdateExpression: 'ADD done :n', ReturnValues: 'ALL_NEW' },
        ExpressionAttributeValues: { ':n': { NS: [n] } },
      }),
    );
  await done('1');
  await done('2');
  expect((await done('2')).Attributes?.done?.NS).toEqual(['1', '2']);
});

test('units are counted as DynamoDB bills them, and told only to whoever asks', async () => {
  const before = aws.stats().units;
  const big = { ...item('big'), text: { S: 'x'.repeat(3000) } };
  expect((await put(big)).ConsumedCapacity).toBeUndefined();
  const Keys = [{ workId: { S: 'big' } }, { workId: { S: 'none' } }];
  await dynamo.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
  const { ConsumedCapacity } = await dynamo.send(
    new GetItemCommand({
      TableName,
      Key: { workId: { S: 'big' } },
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  expect(ConsumedCapacity).toMatchObject({ CapacityUnits: 1 });
  const { write, read } = aws.stats().units;
  // 3 KB are three write units in the table and three in its index; 0.5 for each of two eventual reads, 1 for a strong one.
  expect({ write: write - before.write, read: read - before.read }).toEqual({ write: 6, read: 2 });
});

test('what is not there is refused by name', async () => {
  const transaction = dynamo.send(
    new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: item('t') } }] }),
  );
  await expect(transaction).rejects.toThrow('the embedded AWS does not know dynamodb:TransactWriteItems');
});

test('another stack on the folder: an index that changed is made anew, other keys are refused', async () => {
  const own = folder();
  const change = (apply: (properties: Record<string, unknown>) => void) => {
    const resources = smallStack();
    apply(resources.Work?.Properties ?? {});
    return startAws({
      assembly: writeAssembly(`${own.path}/cdk.out`, resources),
      dataDir: `${own.path}/data`,
      now: () => NOW,
    });
  };
  const first = await change((table) => delete table.GlobalSecondaryIndexes);
  await clients(first).dynamo.send(new PutItemCommand({ TableName, Item: item('early', 'anew') }));
  await first.stop();
  const second = await change(() => {});
  const query = new QueryCommand({
    TableName,
    IndexName: 'due',
    KeyConditionExpression: 'dueShard = :s',
    ExpressionAttributeValues: { ':s': { S: 'anew' } },
  });
  expect((await clients(second).dynamo.send(query)).Count).toBe(1);
  await second.stop();
  const keys = [{ AttributeName: 'dueAt', KeyType: 'HASH' }];
  await expect(change((table) => Object.assign(table, { KeySchema: keys }))).rejects.toThrow('empty the folder first');
  own.undo();
});
