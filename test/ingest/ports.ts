import { readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ingestDump } from '../../functions/ingest/ingest-dump.ts';
import type { IngestPorts } from '../../functions/ingest/ports.ts';
import type { ChunkItem } from '../../shared/contracts/items/chunk.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { type Mapping, mapping } from '../../shared/contracts/mapping.ts';
import { type ChunkRequested, chunkRequested } from '../../shared/contracts/messages/chunk-requested.ts';
import type { ObjectCreated } from '../../shared/contracts/messages/object-created.ts';
import { type QuarantinedRow, quarantinedRow, type Receipt, receipt } from '../../shared/contracts/receipt.ts';

/** What else S3 says of a file that landed. */
export type Arrival = { time?: string; etag?: string; sequencer?: string };

/** S3's word that a file landed. By default each version has bytes of its own. */
export const landed = (key: string, size: number, versionId = 'v1', also: Arrival = {}): ObjectCreated => ({
  version: '0',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  time: also.time ?? '2026-11-01T00:10:00Z',
  detail: {
    bucket: { name: 'landing' },
    object: { key, size, etag: also.etag ?? versionId, 'version-id': versionId, sequencer: also.sequencer ?? '0A' },
  },
});

/** The mappings of the project. */
export const projectMappings = async (): Promise<Mapping[]> => {
  const folder = new URL('../../policies/mappings/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (name) => mapping.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')))),
  );
};

/** Buckets, ledger and chunk queue in memory; `beforeCall` sees every call of a port before it takes effect. */
export const fakePorts = (options: { mappings?: Mapping[]; beforeCall?: (name: string) => void } = {}) => {
  const call = options.beforeCall ?? (() => undefined);
  const landing = new Map<string, Buffer>();
  const facts = new Map<string, Buffer>();
  const receipts = new Map<string, Buffer>();
  const ledger = new Map<string, DumpItem>();
  const chunks = new Map<string, ChunkItem>();
  const asked = new Set<string>();
  const events: Receipt[] = [];
  /** Messages of the chunk queue, to be taken by the test. */
  const queue: ChunkRequested[] = [];
  const bucket = (objects: Map<string, Buffer>, name: string) => ({
    async get(key: string) {
      call(`${name}.get`);
      return objects.get(key);
    },
    async stream(key: string) {
      call(`${name}.stream`);
      const bytes = objects.get(key);
      return bytes && Readable.from(piecesOf(bytes));
    },
    async put(key: string, body: Uint8Array | string) {
      call(`${name}.put`);
      objects.set(key, Buffer.from(body as Uint8Array));
    },
    async upload(key: string, body: Readable) {
      call(`${name}.upload`);
      objects.set(key, await buffer(body));
      call(`${name}.uploaded`);
    },
  });
  const ports: IngestPorts = {
    landing: () => ({
      async stream(key, version, range) {
        call('landing.stream');
        const bytes = landing.get(`${key}@${version}`) ?? landing.get(key);
        if (range && bytes && !(range.from < range.to && range.to <= bytes.length)) throw new Error('InvalidRange');
        return bytes && Readable.from(piecesOf(range ? bytes.subarray(range.from, range.to) : bytes));
      },
    }),
    facts: bucket(facts, 'facts'),
    receipts: bucket(receipts, 'receipts'),
    ledger: {
      async dump(period, dumpId) {
        call('ledger.dump');
        return ledger.get(`${period}/${dumpId}`);
      },
      async saveDump(dump) {
        call('ledger.saveDump');
        const known = ledger.get(`${dump.period}/${dump.dumpId}`);
        if (known && known.status !== 'received' && known.status !== 'ingesting') return false;
        ledger.set(`${dump.period}/${dump.dumpId}`, dump);
        call('ledger.saved');
        return true;
      },
      async dumpsOf(period) {
        call('ledger.dumpsOf');
        return [...ledger.values()].filter((dump) => dump.period === period);
      },
      async linkDump({ period, dumpId }, links) {
        call('ledger.linkDump');
        const { supersedes: _, supersededBy: __, ...known } = ledger.get(`${period}/${dumpId}`) as DumpItem;
        ledger.set(`${period}/${dumpId}`, { ...known, ...links });
      },
    },
    chunks: {
      async chunkDone(chunk) {
        call('chunks.chunkDone');
        chunks.set(`${chunk.dumpId}/${chunk.chunk}@${chunk.start}`, chunk);
        call('chunks.chunkDone added');
        return new Set([...chunks.values()].filter((one) => one.dumpId === chunk.dumpId).map((one) => one.chunk)).size;
      },
      async chunksAsked(dumpId, names) {
        call('chunks.chunksAsked');
        for (const name of names) asked.add(`${dumpId}/${name}`);
      },
      async chunksOf(dumpId) {
        call('chunks.chunksOf');
        const names = [...asked].filter((name) => name.startsWith(`${dumpId}/`));
        return {
          readings: [...chunks.values()].filter((one) => one.dumpId === dumpId),
          asked: new Set(names.map((name) => name.slice(dumpId.length + 1))),
        };
      },
    },
    chunkQueue: {
      async send(messages) {
        call('chunkQueue.send');
        for (const message of messages) queue.push(chunkRequested.parse(JSON.parse(JSON.stringify(message))));
        call('chunkQueue.sent');
      },
    },
    events: {
      async announce(told) {
        call('events.announce');
        events.push(told);
      },
    },
    mappings: options.mappings ?? [mapping.parse({ version: 1, name: 'standard' })],
    place: async () => ({ shards: 4, first: true }),
    chunkBytes: 256_000_000,
    packedBytes: 1_000_000_000,
  };
  return { ports, landing, facts, receipts, ledger, chunks, events, queue };
};

/** As small as it is so that a small file comes in many pieces. */
const pieceBytes = 4096;

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** What an upstream system finds after it dropped a file. */
export type Answer = { dump: DumpItem | undefined; receipt: Receipt; quarantine: QuarantinedRow[] };

/** Drops one file and reads what came of it. */
export const drop = async (
  key: string,
  body: string | Uint8Array,
  world = fakePorts(),
): Promise<Answer & ReturnType<typeof fakePorts>> => {
  const bytes = Buffer.from(body as Uint8Array);
  world.landing.set(key, bytes);
  const dump = await ingestDump(landed(key, bytes.length), world.ports);
  const found = [...world.receipts.keys()].find((name) => name.startsWith(key) && name.endsWith('.receipt.json'));
  const text = world.receipts.get(found ?? '')?.toString() ?? '{}';
  const parsed = receipt.parse(JSON.parse(text));
  const lines =
    world.receipts
      .get(parsed.quarantineKey ?? '')
      ?.toString()
      .split('\n')
      .filter(Boolean) ?? [];
  const quarantine = lines.map((line) => quarantinedRow.parse(JSON.parse(line)));
  return { ...world, dump, receipt: parsed, quarantine };
};
