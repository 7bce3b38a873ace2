import { closeSync, createReadStream, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { quarantineFile } from '../../functions/ingest/quarantine-file.ts';
import { factsHeld, factWriter } from '../../functions/ingest/write-facts.ts';
import { mapping } from '../../shared/contracts/mapping.ts';
import { profiler } from '../../shared/domain/gate/gate-profile.ts';
import { readDump } from '../../shared/dump/read-dump.ts';
import { type Loader, shards } from './loader.ts';

/** Files in the place of S3, written as DuckDB writes its own: in one go, by the thread that made them. */
const folder = (out: string) => ({
  async put(key: string, body: Uint8Array | string) {
    const path = join(out, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
  },
  async upload(key: string, body: Readable) {
    mkdirSync(out, { recursive: true });
    await writeFile(join(out, key), body);
  },
});

/** Bytes that are read at once. */
const blockBytes = 1024 * 1024;

/** A file's bytes, in two buffers by turns: a row that one block begins is put together with the next. */
async function* blocks(path: string): AsyncGenerator<Uint8Array> {
  const file = openSync(path, 'r');
  const buffers = [new Uint8Array(blockBytes), new Uint8Array(blockBytes)] as const;
  try {
    for (let turn = 0; ; turn ^= 1) {
      const buffer = buffers[turn & 1] as Uint8Array;
      const length = readSync(file, buffer);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** tierline's own path: the very code of the ingest function, with files in the place of S3. */
export const load: Loader = async (file, out) => {
  const store = folder(out);
  // The gate's profile is part of the path.
  const profile = profiler();
  const writer = factWriter(store, 'bench', { shards, first: true }, factsHeld, undefined, profile.add);
  const quarantine = quarantineFile(store, 'quarantine.jsonl');
  const layout = mapping.parse({ version: 1, name: 'bench' });
  const key = { feed: 'usage', period: '2026-10' } as const;
  // Packed files are read ahead of the unpacking, so their blocks must last.
  const source = file.endsWith('.gz') ? createReadStream(file, { highWaterMark: 256 * 1024 }) : blocks(file);
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
