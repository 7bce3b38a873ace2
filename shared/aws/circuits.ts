import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChannelsPolicy } from '../contracts/policy/channels.ts';
import { afterFailure, type Circuit } from '../domain/digest/circuit.ts';
import { contentHash } from './content-hash.ts';

/** What is known of addresses that failed, by all senders together. */
export interface Circuits {
  /** Undefined where the address did not fail since it last took something. */
  get(address: string): Promise<Circuit | undefined>;
  /** Counts a failure. @param askedSeconds what a Retry-After asked for */
  failed(address: string, now: number, askedSeconds?: number): Promise<Circuit>;
  /** It took something: whatever was known is over. */
  closed(address: string): Promise<void>;
}

const stored = z.object({ failures: z.number(), openUntil: z.number().default(0) });

/** An address that nobody asks any more is forgotten after a week. */
const keptSeconds = 7 * 86_400;

/** Table of circuits: partition key `address`, an item for each address that failed. */
export const dynamoCircuits = (client: DynamoDBDocumentClient, table: string, policy: ChannelsPolicy): Circuits => {
  // An address may hold a token, so it is kept as a hash: it need only be told from others.
  const keyed = (address: string) => ({ TableName: table, Key: { address: contentHash(address) } });
  return {
    async get(address) {
      const { Item } = await client.send(new GetCommand({ ...keyed(address), ConsistentRead: true }));
      const known = stored.optional().parse(Item);
      return known && known.failures > 0 ? known : undefined;
    },
    async failed(address, now, askedSeconds) {
      const { Attributes } = await client.send(
        new UpdateCommand({
          ...keyed(address),
          UpdateExpression: 'SET expiresAt = :expires ADD failures :one',
          ExpressionAttributeValues: { ':one': 1, ':expires': Math.floor(now / 1_000) + keptSeconds },
          ReturnValues: 'ALL_NEW',
        }),
      );
      const next = afterFailure(stored.parse(Attributes).failures, now, policy, askedSeconds);
      if (next.openUntil > 0)
        await client.send(
          new UpdateCommand({
            ...keyed(address),
            UpdateExpression: 'SET openUntil = :until',
            ExpressionAttributeValues: { ':until': next.openUntil },
          }),
        );
      return next;
    },
    async closed(address) {
      await client.send(
        new UpdateCommand({
          ...keyed(address),
          UpdateExpression: 'SET failures = :none, openUntil = :none',
          ExpressionAttributeValues: { ':none': 0 },
        }),
      );
    },
  };
};
