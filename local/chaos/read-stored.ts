import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { EmbeddedAws, Published } from '../aws/index.ts';
import type { Access } from '../clients.ts';
import type { Post } from './phones.ts';

/** An item of a table, as it is stored. */
export type Item = Record<string, unknown>;

/** Tables that are read. */
export type TableName = 'ledger' | 'decisions' | 'work' | 'agentDays';

/** Everything that a stack stores and has sent: bytes and items, nothing of what the program believes. */
export type Stored = {
  /** Objects by key: of the landing bucket every version, oldest first. */
  landing: ReadonlyMap<string, readonly Buffer[]>;
  facts: ReadonlyMap<string, Buffer>;
  receipts: ReadonlyMap<string, Buffer>;
  reports: ReadonlyMap<string, Buffer>;
  /** Items by table. */
  ledger: readonly Item[];
  decisions: readonly Item[];
  work: readonly Item[];
  agentDays: readonly Item[];
  /** Messages of queues that feed functions, and of those for dead letters. */
  messages: readonly { queue: string; body: string }[];
  /** What topics were told, oldest first. */
  published: readonly Published[];
  /** Posts that robots took, oldest first. */
  posts: readonly Post[];
};

/** Key of an object, and the order of its write, from the name of its file; see `object-files.ts`. */
const nameOf = (path: string): { key: string; order: number } => {
  const [, stem = '', order = '0', extension = ''] = /^(.*)~(\d+)(\.[^./]*)?$/s.exec(path) ?? [];
  return { key: stem + extension, order: Number(order) };
};

const objectsIn = async (folder: string): Promise<Map<string, Buffer[]>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, ...nameOf(relative(folder, path).replaceAll(sep, '/')) }))
    .sort((one, other) => one.order - other.order);
  const found = new Map<string, Buffer[]>();
  for (const { path, key } of files) found.set(key, [...(found.get(key) ?? []), await readFile(path)]);
  return found;
};

/** Of a bucket that keeps no versions, an object is what was written last. */
const newest = (objects: ReadonlyMap<string, readonly Buffer[]>): Map<string, Buffer> =>
  new Map([...objects].map(([key, versions]) => [key, versions.at(-1) as Buffer]));

/** All items of a table. */
export const readItems = async (aws: EmbeddedAws, { dynamo, names }: Access, table: TableName): Promise<Item[]> => {
  const TableName = table === 'decisions' ? aws.outputs.DecisionsTable : names[table];
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  return items;
};

/** Reads all that is stored. @param dataDir of the embedded AWS */
export const readStored = async (
  aws: EmbeddedAws,
  access: Access,
  dataDir: string,
  posts: readonly Post[],
): Promise<Stored> => {
  const bucket = (name: string) => objectsIn(join(dataDir, 's3', name));
  const { names } = access;
  const table = (name: TableName) => readItems(aws, access, name);
  return {
    landing: await bucket(names.landing),
    facts: newest(await bucket(names.facts)),
    receipts: newest(await bucket(names.receipts)),
    reports: newest(await bucket(aws.outputs.ReportsBucket ?? '')),
    ledger: await table('ledger'),
    decisions: await table('decisions'),
    work: await table('work'),
    agentDays: await table('agentDays'),
    messages: [...aws.waiting(), ...aws.deadLetters()].flatMap(({ queue, messages }) =>
      messages.map(({ body }) => ({ queue, body })),
    ),
    published: aws.published(),
    posts: [...posts],
  };
};
