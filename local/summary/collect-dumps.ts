import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { storedJson } from '../../shared/aws/stored-json.ts';
import { type DumpItem, dumpItem } from '../../shared/contracts/items/ledger.ts';
import { receipt } from '../../shared/contracts/receipt.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import type { DumpSummary } from './summary.ts';

/** Receipts read at once. */
const parallel = 16;

/** All items of a table that fulfil a filter. */
export const scanAll = async <S extends z.ZodType>(
  dynamo: DynamoDBDocumentClient,
  table: string,
  schema: S,
  filter: {
    FilterExpression: string;
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues: Record<string, unknown>;
  },
): Promise<z.infer<S>[]> => {
  const items: z.infer<S>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: start, ...filter }),
    );
    items.push(...z.array(schema).parse(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
};

/** Ledger rows of all dumps, in the order in which they arrived. */
export const allDumps = async (dynamo: DynamoDBDocumentClient, ledger: string): Promise<DumpItem[]> => {
  const dumps = await scanAll(dynamo, ledger, dumpItem, {
    FilterExpression: 'begins_with(pk, :dump)',
    ExpressionAttributeValues: { ':dump': 'dump#' },
  });
  return dumps.sort((a, b) =>
    a.arrivedAt === b.arrivedAt ? (a.key < b.key ? -1 : 1) : a.arrivedAt < b.arrivedAt ? -1 : 1,
  );
};

/** What became of each dump, with the reasons that its receipt gives. */
export const collectDumps = async (
  dynamo: DynamoDBDocumentClient,
  ledger: string,
  receipts: ObjectStore,
): Promise<DumpSummary[]> => {
  const dumps = await allDumps(dynamo, ledger);
  const summaries: DumpSummary[] = dumps.map((dump) => ({
    key: dump.key,
    feed: dump.feed,
    period: dump.period,
    source: dump.source,
    mapping: dump.mapping,
    status: dump.status,
    problem: dump.problem,
    rows: dump.rows,
    accepted: dump.accepted,
    refused: dump.refused,
    facts: dump.facts,
    reasons: [],
  }));
  await inParallel(parallel, dumps.entries(), async ([index, dump]) => {
    const summary = summaries[index];
    if (!summary || dump.refused === 0) return;
    const told = await storedJson(receipts, receiptKeys(dump).receipt, receipt);
    if (told) summary.reasons = told.reasons.map(({ column, reason, rows }) => ({ column, reason, rows }));
  });
  return summaries;
};
