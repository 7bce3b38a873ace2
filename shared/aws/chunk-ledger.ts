import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ChunkItem, chunkItem } from '../contracts/items/chunk.ts';
import { queryAll } from './query-all.ts';

/** What became of the chunks of a dump that was cut. */
export interface ChunkLedger {
  /** Records a reading of a chunk; answers how many chunks have one. Twice is as good as once. */
  chunkDone(chunk: ChunkItem): Promise<number>;
  /** Records readings that were asked for again, so that each worker that is done meanwhile does not ask too. */
  chunksAsked(dumpId: string, names: readonly string[]): Promise<void>;
  /** All readings of a dump's chunks, and the names of those asked for again. */
  chunksOf(dumpId: string): Promise<{ readings: ChunkItem[]; asked: ReadonlySet<string> }>;
}

/** Chunks as rows of the ledger table (keys in the contract's comments). */
export const dynamoChunkLedger = (client: DynamoDBDocumentClient, table: string): ChunkLedger => ({
  async chunkDone(chunk) {
    const pk = `chunks#${chunk.dumpId}`;
    const sk = `chunk#${String(chunk.chunk).padStart(5, '0')}#${chunk.start}`;
    await client.send(new PutCommand({ TableName: table, Item: { pk, sk, ...chunk } }));
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk: 'done' },
        // A set, not a counter: a chunk delivered twice is counted once.
        UpdateExpression: 'ADD chunks :chunk SET expiresAt = :expiresAt',
        ExpressionAttributeValues: { ':chunk': new Set([chunk.chunk]), ':expiresAt': chunk.expiresAt },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return z.set(z.number()).parse(Attributes?.chunks).size;
  },
  async chunksAsked(dumpId, names) {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: `chunks#${dumpId}`, sk: 'done' },
        UpdateExpression: 'ADD asked :names',
        ExpressionAttributeValues: { ':names': new Set(names) },
      }),
    );
  },
  async chunksOf(dumpId) {
    const readings: ChunkItem[] = [];
    let asked: ReadonlySet<string> = new Set();
    const items = await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `chunks#${dumpId}` },
      ConsistentRead: true,
    });
    for (const item of items)
      if (item.sk === 'done') asked = z.set(z.string()).optional().parse(item.asked) ?? asked;
      else readings.push(chunkItem.parse(item));
    return { readings, asked };
  },
});
