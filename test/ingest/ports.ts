import { readdir, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type IngestPorts, ingestDump } from '../../functions/ingest/ingest-dump.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import { type Mapping, mapping } from '../../shared/contracts/mapping.ts';
import type { ObjectCreated } from '../../shared/contracts/messages/object-created.ts';
import { type QuarantinedRow, quarantinedRow, type Receipt, receipt } from '../../shared/contracts/receipt.ts';

/** S3's word that a file landed. */
export const landed = (key: string, size: number, versionId = 'v1'): ObjectCreated => ({
  version: '0',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  time: '2026-11-01T00:10:00Z',
  detail: { bucket: { name: 'landing' }, object: { key, size, etag: 'e', 'version-id': versionId, sequencer: '0A' } },
});

/** The mappings of the project. */
export const projectMappings = async (): Promise<Mapping[]> => {
  const folder = new URL('../../policies/mappings/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (name) => mapping.parse(JSON.parse(await readFile(new URL(name, folder), 'utf8')))),
  );
};

/** Buckets and ledger in memory; `beforeCall` sees every call of a port before it takes effect. */
export const fakePorts = (options: { mappings?: Mapping[]; beforeCall?: (name: string) => void } = {}) => {
  const call = options.beforeCall ?? (() => undefined);
  const landing = new Map<string, Buffer>();
  const facts = new Map<string, Buffer>();
  const receipts = new Map<string, Buffer>();
  const ledger = new Map<string, DumpItem>();
  const bucket = (objects: Map<string, Buffer>, name: string) => ({
    async put(key: string, body: Uint8Array | string) {
      call(`${name}.put`);
      objects.set(key, Buffer.from(body as Uint8Array));
    },
    async upload(key: string, body: Readable) {
      call(`${name}.upload`);
      objects.set(key, await buffer(body));
    },
  });
  const ports: IngestPorts = {
    landing: () => ({
      async stream(key) {
        call('landing.stream');
        const bytes = landing.get(key);
        return bytes && Readable.from(piecesOf(bytes));
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
        return true;
      },
    },
    mappings: options.mappings ?? [mapping.parse({ version: 1, name: 'standard' })],
    shards: 4,
  };
  return { ports, landing, facts, receipts, ledger };
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
