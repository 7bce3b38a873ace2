import type { Service } from './errors.ts';

type Json = Record<string, unknown>;
type Entry = { Id?: string };

/** Lists that a batch operation takes in parts, whatever they are called in each. */
const lists: Readonly<Record<string, string>> = {
  'dynamodb:BatchWriteItem': 'RequestItems',
  'dynamodb:BatchGetItem': 'RequestItems',
  'sqs:SendMessageBatch': 'Entries',
  'events:PutEvents': 'Entries',
};

/** Whether AWS may take a part of such a request and leave the others to the caller. */
export const canBePartial = (service: Service, operation: string): boolean => `${service}:${operation}` in lists;

const half = <T>(entries: readonly T[]): [T[], T[]] => {
  const taken = Math.floor(entries.length / 2);
  return [entries.slice(0, taken), entries.slice(taken)];
};

/** Items of one table: keys to read, or writes. */
const halfOfTable = (items: unknown): [unknown, unknown] => {
  if (Array.isArray(items)) return half(items);
  const { Keys, ...others } = items as { Keys: unknown[] };
  const [taken, left] = half(Keys);
  return [taken.length > 0 ? { Keys: taken, ...others } : [], { Keys: left, ...others }];
};

const isNothing = (items: unknown): boolean => Array.isArray(items) && items.length === 0;

/**
 * Does the first half of a batch and answers for the others as AWS does under load: no error, only a list of what was left.
 *
 * @param work does a request of that kind; not called where nothing is left of it
 */
export const partly = async (operation: string, input: Json, work: (input: Json) => Promise<Json>): Promise<Json> => {
  if (operation.startsWith('Batch')) {
    const tables = Object.entries(input.RequestItems as Json).map(
      ([table, items]) => [table, halfOfTable(items)] as const,
    );
    const taken = tables.filter(([, [some]]) => !isNothing(some)).map(([table, [some]]) => [table, some]);
    const left = Object.fromEntries(tables.map(([table, [, others]]) => [table, others]));
    const done =
      taken.length > 0 ? await work({ ...input, RequestItems: Object.fromEntries(taken) }) : { Responses: {} };
    return operation === 'BatchGetItem' ? { ...done, UnprocessedKeys: left } : { UnprocessedItems: left };
  }
  const [taken, left] = half(input.Entries as Entry[]);
  const done = taken.length > 0 ? await work({ ...input, Entries: taken }) : {};
  if (operation === 'PutEvents')
    return {
      FailedEntryCount: left.length,
      Entries: [
        ...((done.Entries as unknown[]) ?? []),
        ...left.map(() => ({ ErrorCode: 'InternalFailure', ErrorMessage: 'injected: not taken' })),
      ],
    };
  return {
    Successful: done.Successful ?? [],
    Failed: left.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'injected: not taken' })),
  };
};
