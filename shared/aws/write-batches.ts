import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inParallel } from './in-parallel.ts';

/** DynamoDB takes at most 25 items a batch. */
const batchSize = 25;
/** Batches under way at once; eight workers together fill the 4,000 units a second of a new on-demand table. */
const parallel = 4;
/** Attempts for what a batch left unprocessed: 50 ms, 100 ms, ... 12.8 s apart, some 25 s in all: a table grows meanwhile. */
const attempts = 10;

/** One item to be written or deleted. */
export type WriteRequest = { PutRequest: { Item: object } } | { DeleteRequest: { Key: Record<string, string> } };

/** Waits, in milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;
const sleep: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Writes and deletes any number of items of a table, or throws: a retry does all of it again. */
export const writeBatches = async (
  client: DynamoDBDocumentClient,
  table: string,
  requests: readonly WriteRequest[],
  pause: Pause = sleep,
): Promise<void> => {
  const batches = Array.from({ length: Math.ceil(requests.length / batchSize) }, (_, index) =>
    requests.slice(index * batchSize, (index + 1) * batchSize),
  );
  await inParallel(parallel, batches, async (batch) => {
    let left = batch as Record<string, unknown>[];
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt === attempts) throw new Error(`DynamoDB left ${left.length} items of ${table} unwritten`);
      if (attempt > 0) await pause(25 * 2 ** attempt);
      const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
      // Under load DynamoDB takes a part of a batch and says so here alone: there is no error.
      left = UnprocessedItems?.[table] ?? [];
    }
  });
};

/** Deletes items by the table's only key; those that are not there change nothing. */
export const deleteItems =
  (client: DynamoDBDocumentClient, table: string, key: string) =>
  (ids: readonly string[]): Promise<void> =>
    writeBatches(
      client,
      table,
      ids.map((id) => ({ DeleteRequest: { Key: { [key]: id } } })),
    );
