import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { quarantineFile } from '../../functions/ingest/quarantine-file.ts';
import { factsHeld, factWriter } from '../../functions/ingest/write-facts.ts';
import { mapping } from '../../shared/contracts/mapping.ts';
import { profiler } from '../../shared/domain/gate-profile.ts';
import { readDump } from '../../shared/dump/read-dump.ts';
import { type Loader, shards } from './loader.ts';

const folder = (out: string) => ({
  async put(key: string, body: Uint8Array | string) {
    const path = join(out, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  },
  async upload(key: string, body: Readable) {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, key), body);
  },
});

/** tierline's own path: the very code of the ingest function, with files in the place of S3. */
export const load: Loader = async (file, out) => {
  const store = folder(out);
  // The gate's profile is part of the path.
  const profile = profiler();
  const writer = factWriter(store, 'bench', shards, factsHeld, undefined, profile.add);
  const quarantine = quarantineFile(store, 'quarantine.jsonl');
  const layout = mapping.parse({ version: 1, name: 'bench' });
  const key = { feed: 'usage', period: '2026-10' } as const;
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  let [rows, refused] = [0, 0];
  for await (const read of readDump(source, { mapping: layout, key, facts: writer.facts, warn: () => undefined })) {
    rows += read.rows;
    refused += read.refused.length;
    await quarantine.write(read.refused);
    await writer.flushIfLarge();
  }
  await writer.close();
  await quarantine.close();
  return { accepted: rows - refused, refused };
};
