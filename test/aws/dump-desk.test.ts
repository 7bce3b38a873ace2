import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { dynamo } from '../../shared/aws/clients.ts';
import { dynamoDumpDesk } from '../../shared/aws/dump-desk.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { retract } from '../../shared/domain/facts/dump-moves.ts';

const client = mockClient(DynamoDBDocumentClient);
const desk = dynamoDumpDesk(dynamo(), 'ledger');
beforeEach(() => client.reset());

const dump = (dumpId: string, arrivedAt: string): DumpItem => ({
  ...{ version: 1, dumpId, key: `feed=usage/period=2026-10/source=boss/${dumpId}.csv`, versionId: 'v', feed: 'usage' },
  ...{ period: '2026-10', source: 'boss', mapping: 'standard', status: 'released', problem: null, bytes: 1 },
  ...{ rows: 1, accepted: 1, refused: 0, facts: {}, arrivedAt, sequencer: '0A' },
});
const older = dump('d1', '2026-11-01T00:00:00Z');
const newer = dump('d2', '2026-11-01T01:00:00Z');
const mover = { at: '2026-11-01T08:00:00.000Z', by: 'lihua' };

describe('the dumps of the ledger', () => {
  test('come page by page, in the order of their arrival', async () => {
    const next = { pk: 'dump#2026-10', sk: 'd2' };
    client
      .on(ScanCommand)
      .resolvesOnce({ Items: [newer], LastEvaluatedKey: next })
      .resolves({ Items: [older] });
    expect(await desk.all()).toEqual([older, newer]);
    expect(client.commandCalls(ScanCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(next);
  });
});

describe('an operator’s move', () => {
  test('is written only where the dump is as the operator saw it', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await desk.move(older, retract(older, mover))).toBe(true);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      Key: { pk: 'dump#2026-10', sk: 'd1' },
      ConditionExpression: '#status = :seen AND attribute_not_exists(history)',
      ExpressionAttributeValues: {
        ':seen': 'released',
        ':to': 'retracted',
        ':history': [{ ...mover, did: 'retracted' }],
      },
    });
    const moved = { ...older, ...retract(older, mover) };
    await desk.move(moved, { ...retract(older, mover), status: 'released' });
    expect(client.commandCalls(UpdateCommand)[1]?.args[0].input).toMatchObject({
      ConditionExpression: '#status = :seen AND size(history) = :moves',
      ExpressionAttributeValues: { ':seen': 'retracted', ':moves': 1 },
    });
  });

  test('that comes second changes nothing, and says so', async () => {
    client.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    expect(await desk.move(older, retract(older, mover))).toBe(false);
  });

  test('that fails otherwise fails', async () => {
    client.on(UpdateCommand).rejects(new Error('no network'));
    await expect(desk.move(older, retract(older, mover))).rejects.toThrow('no network');
  });
});
