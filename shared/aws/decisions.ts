import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Decision } from '../contracts/items/decision.ts';
import { inParallel } from './in-parallel.ts';

/** The decisions table: what is in force of each customer, for whoever must look one up at once. */
export interface Decisions {
  /** Writes all of them, over what was there, or throws: a retry writes them again. */
  save(decisions: readonly Decision[]): Promise<void>;
}

/** DynamoDB takes at most 25 items a batch. */
const batchSize = 25;
/** Batches under way at once; eight workers together fill the 4,000 units a second of a new on-demand table. */
const parallel = 4;
/** Attempts for what a batch left unprocessed: 50 ms, 100 ms, ... 12.8 s apart, some 25 s in all: a table grows meanwhile. */
const attempts = 10;

/** The decisions table (keys in the contract's comments). */
export const dynamoDecisions = (
  client: DynamoDBDocumentClient,
  table: string,
  pause: (milliseconds: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Decisions => {
  const saveBatch = async (batch: readonly Decision[]): Promise<void> => {
    let requests: Record<string, unknown>[] = batch.map((decision) => ({ PutRequest: { Item: decision } }));
    for (let attempt = 0; requests.length > 0; attempt++) {
      if (attempt === attempts) throw new Error(`DynamoDB left ${requests.length} decisions unwritten`);
      if (attempt > 0) await pause(25 * 2 ** attempt);
      const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
      // Under load DynamoDB takes a part of a batch and says so here alone: there is no error.
      requests = UnprocessedItems?.[table] ?? [];
    }
  };
  return {
    async save(decisions) {
      const batches = Array.from({ length: Math.ceil(decisions.length / batchSize) }, (_, index) =>
        decisions.slice(index * batchSize, (index + 1) * batchSize),
      );
      await inParallel(parallel, batches, saveBatch);
    },
  };
};
