import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type DumpItem, dumpItem } from '../contracts/items/ledger.ts';
import type { Moved } from '../domain/facts/dump-moves.ts';

/** The ledger's dumps as an operator handles them, one by one and by hand. */
export interface DumpDesk {
  /** All dumps, in the order in which they arrived. Reads the whole ledger: for people, not for functions. */
  all(): Promise<DumpItem[]>;
  /**
   * Writes what an operator decided about a dump; answers false, and changes nothing, where its state is not what the
   * operator saw, or another operator was faster.
   */
  move(seen: DumpItem, to: Moved): Promise<boolean>;
}

const byArrival = (left: DumpItem, right: DumpItem): number =>
  Date.parse(left.arrivedAt) - Date.parse(right.arrivedAt) || (left.key < right.key ? -1 : 1);

/** The dumps of the ledger table. */
export const dynamoDumpDesk = (client: DynamoDBDocumentClient, table: string): DumpDesk => ({
  async all() {
    const dumps: DumpItem[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: 'begins_with(pk, :dump)',
          ExpressionAttributeValues: { ':dump': 'dump#' },
          ExclusiveStartKey: start,
          ConsistentRead: true,
        }),
      );
      dumps.push(...z.array(dumpItem).parse(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    return dumps.sort(byArrival);
  },
  async move({ period, dumpId, status, history = [] }, to) {
    try {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: `dump#${period}`, sk: dumpId },
          UpdateExpression: 'SET #status = :to, problem = :problem, held = :held, history = :history',
          // The history grows with every move: a move that the operator has not seen makes it longer.
          ConditionExpression: `#status = :seen AND ${history.length === 0 ? 'attribute_not_exists(history)' : 'size(history) = :moves'}`,
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ...{ ':to': to.status, ':problem': to.problem, ':held': to.held, ':history': to.history },
            ':seen': status,
            ...(history.length > 0 && { ':moves': history.length }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});
