import { Readable } from 'node:stream';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { quarantinedRow } from '../../shared/contracts/receipt.ts';
import type { PlacedChunk } from './fan-in.ts';

/** How {@link quarantinedRow} begins as JSON: the line's number can be changed without reading the rest. */
const beginning = /^\{"line":(\d+),/;

const moved = (line: string, by: number): string => {
  const [found, number] = beginning.exec(line) ?? [];
  if (found !== undefined) return `{"line":${Number(number) + by},${line.slice(found.length)}`;
  const row = quarantinedRow.parse(JSON.parse(line));
  return JSON.stringify({ ...row, line: row.line + by });
};

/** Where a reading of a chunk keeps its refused rows until the dump is whole. */
export const chunkQuarantineKey = (dumpId: string, chunk: number, from: number): string =>
  `chunks/${dumpId}/${String(chunk).padStart(5, '0')}-${from}.quarantine.jsonl`;

async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of source) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
}

async function* joined(store: Pick<ObjectStore, 'stream'>, readings: readonly PlacedChunk[]): AsyncGenerator<Buffer> {
  for (const { quarantineKey, linesBefore } of readings) {
    if (quarantineKey === null) continue;
    const source = await store.stream(quarantineKey);
    if (!source) throw new Error(`there is no object ${quarantineKey}`);
    for await (const lines of linesOf(source))
      yield Buffer.from(lines.map((line) => `${moved(line, linesBefore)}\n`).join(''));
  }
}

/**
 * Puts the quarantine files of a dump's chunks together, streaming, with lines counted in the whole file.
 *
 * @returns the file's key, or null where no row was refused
 */
export const joinQuarantine = async (
  store: Pick<ObjectStore, 'stream' | 'upload'>,
  readings: readonly PlacedChunk[],
  key: string,
): Promise<string | null> => {
  if (readings.every(({ quarantineKey }) => quarantineKey === null)) return null;
  await store.upload(key, Readable.from(joined(store, readings), { objectMode: false }), 'application/x-ndjson');
  return key;
};
