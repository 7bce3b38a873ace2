import { type DynamoDBDocumentClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';

/**
 * Items that a query finds, over all of its pages.
 *
 * @param atLeast stop once so many are found; a page may bring more
 */
export const queryAll = async (
  client: DynamoDBDocumentClient,
  input: QueryCommandInput,
  atLeast = Number.POSITIVE_INFINITY,
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateQuery({ client }, input)) {
    items.push(...(page.Items ?? []));
    if (items.length >= atLeast) break;
  }
  return items;
};
