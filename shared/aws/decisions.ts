import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Decision } from '../contracts/items/decision.ts';
import { type Pause, writeBatches } from './write-batches.ts';

/** The decisions table: what is in force of each customer, for whoever must look one up at once. */
export interface Decisions {
  /** Writes all of them, over what was there, or throws: a retry writes them again. */
  save(decisions: readonly Decision[]): Promise<void>;
}

/** The decisions table (keys in the contract's comments). */
export const dynamoDecisions = (client: DynamoDBDocumentClient, table: string, pause?: Pause): Decisions => ({
  save: (decisions) =>
    writeBatches(
      client,
      table,
      decisions.map((decision) => ({ PutRequest: { Item: decision } })),
      pause,
    ),
});
