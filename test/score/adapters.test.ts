import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { dynamoDecisions } from '../../shared/aws/decisions.ts';
import type { Decision } from '../../shared/contracts/items/decision.ts';
import { decisionAt } from '../../shared/domain/decide/decision-table.ts';
import { everyRow } from '../../shared/domain/rows.ts';
import { readSnapshot, writeSnapshot } from '../../shared/dump/snapshot.ts';
import { decide, decideAll, leaving, newKeyCustomer, nightAt, policyWith } from '../domain/customer.ts';

const decisionOf = (customerId: string): Decision =>
  decide({ ...leaving, customerId }, null, policyWith(), nightAt()).decision;

describe('the decisions table', () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
  const aws = mockClient(client);
  const pauses: number[] = [];
  const decisions = dynamoDecisions(client, 'decisions', async (ms) => void pauses.push(ms));
  const written = () =>
    aws.commandCalls(BatchWriteCommand).map(({ args }) => args[0].input.RequestItems?.decisions?.length);
  beforeEach(() => {
    aws.reset();
    pauses.splice(0);
  });

  test('are written in batches of 25', async () => {
    aws.on(BatchWriteCommand).resolves({});
    await decisions.save(Array.from({ length: 60 }, (_, index) => decisionOf(`C${index}`)));
    expect(written().sort()).toEqual([10, 25, 25]);
  });

  test('what DynamoDB leaves unprocessed is written again, after a pause', async () => {
    const left = { PutRequest: { Item: decisionOf('C1') } };
    aws
      .on(BatchWriteCommand)
      .resolvesOnce({ UnprocessedItems: { decisions: [left] } })
      .resolvesOnce({ UnprocessedItems: { decisions: [left] } })
      .resolves({});
    await decisions.save([decisionOf('C0'), decisionOf('C1')]);
    expect(written()).toEqual([2, 1, 1]);
    expect(pauses).toEqual([50, 100]);
  });

  test('what is never taken is an error, not a silence', async () => {
    aws
      .on(BatchWriteCommand)
      .resolves({ UnprocessedItems: { decisions: [{ PutRequest: { Item: decisionOf('C1') } }] } });
    await expect(decisions.save([decisionOf('C1')])).rejects.toThrow('DynamoDB left 1 items of decisions unwritten');
  });
});

describe('snapshots', () => {
  test('give back every decision as it was, also those carried over from another policy', () => {
    const other = policyWith((policy) => {
      policy.schemes.second = structuredClone(policy.schemes['three-dimensions']) as (typeof policy.schemes)[string];
    });
    const customers = [
      { ...leaving, customerId: 'C1' },
      { ...newKeyCustomer, customerId: 'C2', profile: { ...newKeyCustomer.profile, region: '华南' } },
      { customerId: '客户-4', dataMb: [1, 2, 3] },
    ];
    const first = decideAll(customers, null, other, nightAt());
    const all = Array.from(first.snapshot, (row) => decisionAt(first.table, row, other));
    const read = readSnapshot(first.bytes);
    expect(Array.from(everyRow(read.rows), (row) => decisionAt(read, row, other))).toEqual(all);
    const [next] = [nightAt('2026-11-02T02:00:00+08:00')];
    const second = decideAll(customers.slice(1), first.bytes, policyWith(), next);
    const carried = readSnapshot(second.bytes);
    expect([...carried.ids]).toEqual(['C1', 'C2', '客户-4']);
    expect(decisionAt(carried, 0, other)).toEqual(all[0]);
    expect(Object.keys(decisionAt(carried, 1, policyWith()).tiers)).toEqual(['three-dimensions']);
  });

  test('of nobody hold nobody', () => {
    const { table, snapshot } = decideAll([], null, policyWith(), nightAt());
    const read = readSnapshot(writeSnapshot(table, snapshot));
    expect(read.rows).toBe(0);
    expect([...read.ids]).toEqual([]);
  });
});
