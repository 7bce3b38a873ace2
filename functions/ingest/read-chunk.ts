import { type ChunkItem, chunksExpireAt } from '../../shared/contracts/items/chunk.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';
import { type ChunkRequested, chunkCount, chunkFrom } from '../../shared/contracts/messages/chunk-requested.ts';
import { BadDump } from '../../shared/dump/bad-dump.ts';
import type { ReadPosition } from '../../shared/dump/read-dump.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { mappingHash } from './choose-mapping.ts';
import { openChunk, type RangeReader } from './chunk-source.ts';
import { problemOf } from './cut-dump.ts';
import { chainOf, sumReadings } from './fan-in.ts';
import { finishDump, isDone, settle } from './finish-dump.ts';
import { chunkQuarantineKey, joinQuarantine } from './join-quarantine.ts';
import type { IngestPorts } from './ports.ts';
import { readRows, unreadable } from './read-rows.ts';

/** How a reading that was asked for again is remembered. */
const askedName = (chunk: number, start: number): string => `${chunk}@${start}`;

/** What the chunks of a dump have in common. */
export type CutDump = Pick<ChunkRequested, 'bucket' | 'cut'>;

const read = async (
  { bucket, cut, chunk, start }: ChunkRequested,
  dump: DumpItem & { feed: NonNullable<DumpItem['feed']> },
  mapping: Mapping,
  ports: IngestPorts,
): Promise<ChunkItem> => {
  let position: ReadPosition = { isInside: () => false, line: () => 1 };
  const landing = ports.landing(bucket);
  const range: RangeReader = async (bytes) => {
    const stream = await landing.stream(dump.key, dump.versionId === 'null' ? undefined : dump.versionId, bytes);
    if (!stream) throw new BadDump('the object was deleted before it was read');
    return stream;
  };
  const extent = { start, from: chunkFrom(cut, chunk), until: chunkFrom(cut, chunk + 1), size: cut.size };
  const opened = await openChunk(extent, range, () => position);
  const watch = (its: ReadPosition) => {
    position = its;
  };
  // Everything that it writes names the byte where it began: a reading from a wrong byte never writes over a right one.
  const quarantineKey = chunkQuarantineKey(dump.dumpId, chunk, opened.start);
  const what = {
    dump,
    mapping,
    from: opened.start,
    quarantineKey,
    rest: { format: cut.format, columns: cut.columns, watch },
  };
  const reading = await readRows(opened.bytes(), what, ports);
  const place = { start: opened.start, end: opened.end(), lines: position.line() - 1 };
  return { version: 1, dumpId: dump.dumpId, chunk, ...place, ...reading, expiresAt: chunksExpireAt(dump.arrivedAt) };
};

/** A reading that could not begin. Where its first byte is not known, it will be asked for again with it. */
const unread = ({ cut, chunk, start }: ChunkRequested, { dumpId, arrivedAt }: DumpItem, problem: string): ChunkItem => {
  const at = start ?? chunkFrom(cut, chunk);
  const place = { chunk, start: at, end: at, lines: 0 };
  return { version: 1, dumpId, ...place, ...unreadable(problem), expiresAt: chunksExpireAt(arrivedAt) };
};

const readOrSay = async (message: ChunkRequested, dump: DumpItem, ports: IngestPorts): Promise<ChunkItem> => {
  const { feed } = dump;
  const mapping = ports.mappings.find(({ name }) => name === dump.mapping);
  // Half of a file by one mapping, half by another: nobody could say what it holds.
  if (!mapping || feed === null || mappingHash(mapping) !== dump.mappingHash)
    return unread(message, dump, `the mapping "${dump.mapping}" was changed while the file was read: drop it again`);
  try {
    return await read(message, { ...dump, feed }, mapping, ports);
  } catch (error) {
    return unread(message, dump, problemOf(error));
  }
};

/**
 * Puts a dump together once each of its chunks has a reading: asks again for those that began within a row, or ends the
 * dump. Any worker may do it, and two at once do the same.
 *
 * @param again ask also for what was asked for again already
 * @returns the dump's last row, or its row as it is where chunks are asked for again
 */
export const joinChunks = async (
  dump: DumpItem,
  { bucket, cut }: CutDump,
  ports: IngestPorts,
  again = false,
): Promise<DumpItem> => {
  const { period, dumpId } = dump;
  const { readings: found, asked } = await ports.chunks.chunksOf(dumpId);
  const chain = chainOf(cut, found);
  if (chain.state === 'broken') {
    const waiting = chain.missing.filter(({ chunk, start }) => again || !asked.has(askedName(chunk, start)));
    if (waiting.length === 0) return dump;
    await ports.chunkQueue.send(waiting.map((one) => ({ version: 1, bucket, period, dumpId, cut, ...one })));
    // After it is sent: dying between the two asks twice, the other way round would ask never.
    await ports.chunks.chunksAsked(
      dumpId,
      waiting.map(({ chunk, start }) => askedName(chunk, start)),
    );
    return dump;
  }
  const { readings } = chain;
  const sums = sumReadings(readings);
  const problem = sums.problem ?? (sums.rows === 0 ? 'the file has no rows' : null);
  const quarantineKey =
    problem === null ? await joinQuarantine(ports.receipts, readings, receiptKeys(dump).quarantine) : null;
  return finishDump(
    dump,
    { ...sums, problem, quarantineKey },
    ports,
    readings.map(({ start }) => start),
  );
};

/**
 * Reads one chunk of a dump that was cut. What it writes is named by the dump and the byte where the reading began, and
 * counts only when the dump's row names that byte: so a chunk may be read twice, late, or from a wrong byte.
 *
 * @returns the dump's row where this was the last chunk that it waited for; undefined where it was not
 * @throws what the ports throw: the message then comes again
 */
export const readChunk = async (message: ChunkRequested, ports: IngestPorts): Promise<DumpItem | undefined> => {
  const dump = await ports.ledger.dump(message.period, message.dumpId);
  if (!dump) return undefined;
  if (isDone(dump)) {
    await settle(dump, ports);
    return undefined;
  }
  const done = await ports.chunks.chunkDone(await readOrSay(message, dump, ports));
  if (done < chunkCount(message.cut)) return undefined;
  const joined = await joinChunks(dump, message, ports);
  return isDone(joined) ? joined : undefined;
};
