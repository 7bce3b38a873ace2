import { ingestDump } from '../../functions/ingest/ingest-dump.ts';
import { readChunk } from '../../functions/ingest/read-chunk.ts';
import { runStore } from '../../shared/aws/run-store.ts';
import { feedNames } from '../../shared/contracts/feeds/index.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { ChunkRequested } from '../../shared/contracts/messages/chunk-requested.ts';
import { quarantinedRow, receipt } from '../../shared/contracts/receipt.ts';
import { type FactColumn, textAt } from '../../shared/domain/facts/fact-file.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { fakePorts, landed } from './ports.ts';

/** Buckets, ledger and queues of one test. */
export type World = ReturnType<typeof fakePorts>;

/** Facts of a dump as a run reads them: by shard and feed, in the run's order. */
const factsOf = async (world: World, dump: DumpItem) => {
  const store = runStore({
    get: async (key) => world.facts.get(key),
    put: async () => {},
    list: async (prefix) =>
      [...world.facts].filter(([key]) => key.startsWith(prefix)).map(([key, bytes]) => ({ key, bytes: bytes.length })),
  });
  const rows: string[] = [];
  const { shards } = await world.ports.place();
  for (let shard = 0; shard < shards; shard++) {
    const files = await store.facts({ shard, shards }, [dump], feedNames);
    for (const { feed, period, rows: count, column } of files) {
      const [ids, minutes, messages] = ['customerId', 'voiceMinutes', 'smsCount'].map((name) => column(name));
      const cell = (values: FactColumn | undefined, row: number): string =>
        String(values instanceof Float64Array ? values[row] : values && textAt(values, row));
      for (let row = 0; row < count; row++)
        rows.push(`${shard} ${feed} ${period} ${[ids, minutes, messages].map((one) => cell(one, row)).join('|')}`);
    }
  }
  return rows;
};

/** What came of a dump, without what a cut may change: the readings. */
export const outcome = async (world: World, key: string) => {
  const dump = [...world.ledger.values()].find((one) => one.key === key) as DumpItem;
  const text = world.receipts.get(receiptKeys(dump).receipt)?.toString() ?? '{}';
  const { readings: _, ...said } = receipt.parse(JSON.parse(text));
  const quarantine = world.receipts.get(said.quarantineKey ?? '')?.toString() ?? '';
  return {
    receipt: said,
    facts: dump.status === 'released' ? await factsOf(world, dump) : [],
    quarantine: quarantine
      .split('\n')
      .filter(Boolean)
      .map((line) => quarantinedRow.parse(JSON.parse(line))),
  };
};

/** Hands out the messages of the chunk queue until it is empty. @param next which of those waiting is taken */
export const drain = async (
  world: World,
  next: (waiting: number) => number = () => 0,
  take: (message: ChunkRequested) => Promise<unknown> = (message) => readChunk(message, world.ports),
): Promise<number> => {
  let taken = 0;
  while (world.queue.length > 0) {
    const [message] = world.queue.splice(next(world.queue.length) % world.queue.length, 1);
    taken++;
    // Far more than any test needs: asking again must end.
    if (taken > 10_000) throw new Error('the chunks never end');
    await take(message as ChunkRequested);
  }
  return taken;
};

/** A world in which a file has landed. */
export const worldWith = (key: string, body: Uint8Array, options: Parameters<typeof fakePorts>[0] = {}): World => {
  const world = fakePorts(options);
  world.landing.set(key, Buffer.from(body));
  return world;
};

/** Reads a file whole. */
export const readWhole = async (key: string, body: Uint8Array, options: Parameters<typeof fakePorts>[0] = {}) => {
  const world = worldWith(key, body, options);
  await ingestDump(landed(key, body.length), world.ports);
  return outcome(world, key);
};

/** Reads a file in chunks of so many bytes. */
export const readCut = async (
  key: string,
  body: Uint8Array,
  chunkBytes: number,
  options: Parameters<typeof fakePorts>[0] = {},
  next?: (waiting: number) => number,
) => {
  const world = worldWith(key, body, options);
  world.ports.chunkBytes = chunkBytes;
  await ingestDump(landed(key, body.length), world.ports);
  const messages = await drain(world, next);
  return { world, messages, ...(await outcome(world, key)) };
};
