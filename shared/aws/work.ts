import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type WorkItem, workItem } from '../contracts/items/work.ts';
import { ifCondition } from './if-condition.ts';
import { inParallel } from './in-parallel.ts';
import { queryAll } from './query-all.ts';

/** Work items: who has what, and what waits. */
export interface WorkTable {
  /** The items that exist, by workId; read consistently. */
  get(workIds: readonly string[]): Promise<Map<string, WorkItem>>;
  /**
   * Writes what became of a piece of work, if it is still as it was seen: not there, waiting for the day it was seen
   * waiting for, or withdrawn. Answers false, and changes nothing, where somebody else was faster.
   */
  settle(item: WorkItem, seen: WorkItem | undefined): Promise<boolean>;
  /**
   * Writes what happened to a piece of work, if it still lies where it was seen and nothing else happened to it. Answers
   * false, and changes nothing, where it did.
   */
  advance(item: WorkItem, seen: WorkItem): Promise<boolean>;
  /**
   * Ids of work under one key of the due index, the most urgent first; up to a second out of date.
   * @param until only work that is due by then, ISO 8601 in UTC
   */
  due(dueShard: string, until?: string): Promise<string[]>;
}

/** DynamoDB answers at most 100 items a batch, and 16 MB. */
const batchSize = 100;
/** Batches under way at once: 800 items, far below what one function's connections carry. */
const parallel = 8;
/** Attempts for what a batch left unprocessed: 50 ms, 100 ms, ... 1.6 s apart, some 3 s in all. */
const attempts = 7;

/** The work table and its index `due` (keys in the contract's comments). */
export const dynamoWork = (
  client: DynamoDBDocumentClient,
  table: string,
  pause: (milliseconds: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): WorkTable => {
  const getBatch = async (workIds: readonly string[], found: Map<string, WorkItem>): Promise<void> => {
    let keys: Record<string, unknown>[] = workIds.map((workId) => ({ workId }));
    for (let attempt = 0; keys.length > 0; attempt++) {
      if (attempt === attempts) throw new Error(`DynamoDB left ${keys.length} work items unread`);
      if (attempt > 0) await pause(25 * 2 ** attempt);
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of z.array(workItem).parse(Responses?.[table] ?? [])) found.set(item.workId, item);
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  };

  return {
    async get(workIds) {
      const ids = [...new Set(workIds)];
      const batches = Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, index) =>
        ids.slice(index * batchSize, (index + 1) * batchSize),
      );
      const found = new Map<string, WorkItem>();
      await inParallel(parallel, batches, (batch) => getBatch(batch, found));
      return found;
    },
    settle: ({ dueShard, ...item }, seen) =>
      ifCondition(
        client.send(
          new PutCommand({
            TableName: table,
            // The key of an index may be missing, but not null.
            Item: dueShard === null ? item : { ...item, dueShard },
            ...(seen?.state === 'withdrawn'
              ? {
                  ConditionExpression: '#state = :withdrawn AND withdrawn.runId = :run',
                  ExpressionAttributeNames: { '#state': 'state' },
                  ExpressionAttributeValues: { ':withdrawn': 'withdrawn', ':run': seen.withdrawn?.runId ?? '' },
                }
              : seen
                ? {
                    ConditionExpression: '#status = :waiting AND dueShard = :seen',
                    ExpressionAttributeNames: { '#status': 'status' },
                    ExpressionAttributeValues: { ':waiting': 'waiting', ':seen': seen.dueShard },
                  }
                : { ConditionExpression: 'attribute_not_exists(workId)' }),
          }),
        ),
      ),
    advance: ({ dueShard, ...item }, seen) =>
      ifCondition(
        client.send(
          new PutCommand({
            TableName: table,
            Item: dueShard === null ? item : { ...item, dueShard },
            // Items of before there were states have none.
            ConditionExpression: `#status = :status AND agentId = :agent AND ${seen.dueShard === null ? 'attribute_not_exists(dueShard)' : 'dueShard = :shard'}
              AND (attribute_not_exists(#state) OR #state = :state) AND (attribute_not_exists(steps) OR size(steps) = :steps)`,
            ExpressionAttributeNames: { '#status': 'status', '#state': 'state' },
            ExpressionAttributeValues: {
              ':status': seen.status,
              ':agent': seen.agentId,
              ':state': seen.state,
              ':steps': seen.steps.length,
              ...(seen.dueShard !== null && { ':shard': seen.dueShard }),
            },
          }),
        ),
      ),
    async due(dueShard, until) {
      const items = await queryAll(client, {
        TableName: table,
        IndexName: 'due',
        KeyConditionExpression: until === undefined ? 'dueShard = :shard' : 'dueShard = :shard AND dueAt <= :until',
        ExpressionAttributeValues: { ':shard': dueShard, ...(until !== undefined && { ':until': until }) },
        ProjectionExpression: 'workId',
      });
      return z
        .array(z.object({ workId: z.string() }))
        .parse(items)
        .map(({ workId }) => workId);
    },
  };
};
