import { createHash } from 'node:crypto';
import { everythingStored } from '../../local/aws/everything-stored.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { allShards, parseFactKey } from '../../shared/dump/fact-key.ts';
import { readParquet } from '../../shared/dump/parquet.ts';

/** A customer, and what a search for them looks for. */
export type Traced = { customerId: string; phone: string };

/** Objects read at once. */
const parallel = 16;

/** Hash of every object of a bucket, by key. */
export const hashesOf = async (bucket: Pick<ObjectStore, 'list' | 'get'>): Promise<Map<string, string>> => {
  const hashes = new Map<string, string>();
  await inParallel(parallel, await bucket.list(''), async ({ key }) => {
    const bytes = await bucket.get(key);
    if (bytes) hashes.set(key, createHash('sha256').update(bytes).digest('base64'));
  });
  return hashes;
};

/** The shard that an object of the facts bucket belongs to: its facts, its snapshot, or what a run keeps of it; undefined for others. */
export const shardOfKey = (key: string): string | undefined =>
  parseFactKey(key)?.shard ??
  /^snapshots\/run=[^/]+\/shard=(\d+)\.parquet$/.exec(key)?.[1] ??
  /^runs\/[^/]+\/[a-z]+\/(\d+)\.jsonl?$/.exec(key)?.[1];

/** Customers of the base with their numbers, in the order of their ids. */
export const customersIn = async (facts: Pick<ObjectStore, 'list' | 'get'>): Promise<Traced[]> => {
  const found = new Map<string, string>();
  const keys = (await facts.list('facts/')).map(({ key }) => key);
  const profiles = keys.filter((key) => {
    const parts = parseFactKey(key);
    return parts?.feed === 'customers' && parts.shard !== allShards;
  });
  await inParallel(parallel, profiles, async (key) => {
    const [ids, phones] = readParquet((await facts.get(key)) ?? new Uint8Array(), ['customerId', 'phone']);
    for (const [row, id] of (ids?.values ?? []).entries())
      if (typeof id === 'string') found.set(id, String(phones?.values[row] ?? ''));
  });
  return [...found]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([customerId, phone]) => ({ customerId, phone }));
};

/** How ids and numbers of the sample look; found wherever they begin. */
const forms = /(?=(C\d{7}|1\d{10}))/g;

/** Times that an id or a number of these customers stands in what is stored, by kind of place. */
export const tracesOf = async (dataDir: string, customers: readonly Traced[]): Promise<Record<string, number>> => {
  const traces = new Set(
    customers.flatMap(({ customerId, phone }) => [customerId, phone]).filter((text) => text !== ''),
  );
  for (const trace of traces)
    if (!/^(C\d{7}|1\d{10})$/.test(trace))
      throw new Error(`a search would not find "${trace}": it looks like no id of the sample`);
  const found: Record<string, number> = {};
  for await (const { place, text } of everythingStored(dataDir)) {
    const kind = place
      .split('/')
      .slice(0, 3)
      .join('/')
      .replace(/\d{3,}/g, '*');
    for (const [, trace = ''] of text.matchAll(forms)) if (traces.has(trace)) found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
};
