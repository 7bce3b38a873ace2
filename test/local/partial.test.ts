import { describe, expect, test, vi } from 'vitest';
import { canBePartial, partly } from '../../local/aws/partial.ts';

const put = (id: string) => ({ PutRequest: { Item: { id: { S: id } } } });

describe('a batch of which only a part is taken', () => {
  test('DynamoDB writes the first half and names the others', async () => {
    const work = vi.fn(async () => ({ UnprocessedItems: {} }));
    const answer = await partly('BatchWriteItem', { RequestItems: { work: ['a', 'b', 'c'].map(put) } }, work);
    expect(work).toHaveBeenCalledWith({ RequestItems: { work: [put('a')] } });
    expect(answer).toEqual({ UnprocessedItems: { work: [put('b'), put('c')] } });
  });

  test('of a single item it takes none, and asks nobody', async () => {
    const work = vi.fn(async () => ({}));
    const answer = await partly('BatchWriteItem', { RequestItems: { work: [put('a')] } }, work);
    expect(work).not.toHaveBeenCalled();
    expect(answer).toEqual({ UnprocessedItems: { work: [put('a')] } });
  });

  test('DynamoDB reads the first half of the keys, and the others keep how they were to be read', async () => {
    const keys = ['a', 'b'].map((id) => ({ id: { S: id } }));
    const work = vi.fn(async () => ({ Responses: { work: [{ id: { S: 'a' } }] }, UnprocessedKeys: {} }));
    const input = { RequestItems: { work: { Keys: keys, ConsistentRead: true } } };
    expect(await partly('BatchGetItem', input, work)).toEqual({
      Responses: { work: [{ id: { S: 'a' } }] },
      UnprocessedKeys: { work: { Keys: keys.slice(1), ConsistentRead: true } },
    });
    expect(work).toHaveBeenCalledWith({ RequestItems: { work: { Keys: keys.slice(0, 1), ConsistentRead: true } } });
  });

  test('SQS and EventBridge say entry by entry what was not taken, in the order asked for', async () => {
    const entries = ['0', '1', '2'].map((Id) => ({ Id }));
    const sent = await partly('SendMessageBatch', { Entries: entries }, async () => ({
      Successful: [{ Id: '0' }],
      Failed: [],
    }));
    expect(sent).toMatchObject({ Successful: [{ Id: '0' }], Failed: [{ Id: '1' }, { Id: '2' }] });
    const put = await partly('PutEvents', { Entries: entries }, async () => ({
      FailedEntryCount: 0,
      Entries: [{ EventId: 'e' }],
    }));
    expect(put).toMatchObject({
      FailedEntryCount: 2,
      Entries: [{ EventId: 'e' }, { ErrorCode: 'InternalFailure' }, {}],
    });
  });

  test('single writes have no parts', () => {
    expect([canBePartial('dynamodb', 'PutItem'), canBePartial('dynamodb', 'BatchWriteItem')]).toEqual([false, true]);
  });
});
