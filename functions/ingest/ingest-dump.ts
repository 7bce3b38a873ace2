import { buffer } from 'node:stream/consumers';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';
import { chunkCount, type DumpCut } from '../../shared/contracts/messages/chunk-requested.ts';
import type { ObjectCreated } from '../../shared/contracts/messages/object-created.ts';
import { sameDump } from '../../shared/domain/facts/run-dumps.ts';
import { dumpIdOf, parseLandingKey } from '../../shared/dump/landing-key.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { chooseMapping, mappingHash } from './choose-mapping.ts';
import { cutDump, headBytes, packingOf, problemOf, tooLargePacked } from './cut-dump.ts';
import { finishDump, finishRepeated, isDone, settle } from './finish-dump.ts';
import type { IngestPorts } from './ports.ts';
import { joinChunks } from './read-chunk.ts';
import { type Reading, readRows, unreadable } from './read-rows.ts';

/** The ledger row of a dump that has only arrived. */
const arrived = ({ time, detail: { bucket, object } }: ObjectCreated): DumpItem => {
  const versionId = object['version-id'] ?? 'null';
  const { feed, period, source, part } = parseLandingKey(object.key);
  return {
    version: 1,
    dumpId: dumpIdOf(bucket.name, object.key, versionId),
    key: object.key,
    versionId,
    ...{ feed, period, source },
    ...(part !== undefined && { part }),
    mapping: null,
    status: 'ingesting',
    problem: null,
    bytes: object.size,
    ...{ rows: 0, accepted: 0, refused: 0, facts: {} },
    arrivedAt: time,
    sequencer: object.sequencer,
    etag: object.etag,
  };
};

const gone = unreadable('the object was deleted before it was read');

/** A dump that has a feed and a mapping. */
type Ready = { dump: DumpItem & { feed: NonNullable<DumpItem['feed']> }; mapping: Mapping };

/** Reads a dump in one go, or says how it is cut. */
const readOrCut = async (
  { dump, mapping }: Ready,
  event: ObjectCreated,
  ports: IngestPorts,
): Promise<Reading | DumpCut> => {
  const { key, bytes } = dump;
  const { bucket, object } = event.detail;
  const landing = ports.landing(bucket.name);
  const version = object['version-id'];
  if (bytes > Math.min(ports.chunkBytes, ports.packedBytes)) {
    const head = await landing.stream(key, version, { from: 0, to: Math.min(bytes, headBytes) });
    if (!head) return gone;
    const start = await buffer(head);
    const packing = packingOf(start);
    if (packing !== undefined) {
      const words = tooLargePacked(bytes, packing, ports.packedBytes);
      if (words !== undefined) return unreadable(words);
    } else if (bytes > ports.chunkBytes) {
      try {
        const cut = await cutDump(dump, start, mapping, ports.chunkBytes);
        if (cut) return cut;
      } catch (error) {
        return unreadable(problemOf(error));
      }
    }
  }
  const source = await landing.stream(key, version);
  return source ? readRows(source, { dump, mapping, quarantineKey: receiptKeys(dump).quarantine }, ports) : gone;
};

/** Asks for the chunks that nobody has read yet; where all are, the one who died was about to put them together. */
const askForChunks = async (dump: DumpItem, bucket: string, cut: DumpCut, ports: IngestPorts): Promise<DumpItem> => {
  const { period, dumpId } = dump;
  const { readings } = await ports.chunks.chunksOf(dumpId);
  const read = new Set(readings.map(({ chunk }) => chunk));
  const all = Array.from({ length: chunkCount(cut) }, (_, chunk) => chunk);
  const waiting = all.filter((chunk) => !read.has(chunk));
  if (waiting.length === 0) return joinChunks(dump, { bucket, cut }, ports, true);
  const ask = (chunk: number) => ({
    version: 1 as const,
    bucket,
    period,
    dumpId,
    cut,
    chunk,
    start: chunk === 0 ? cut.from : null,
  });
  await ports.chunkQueue.send(waiting.map(ask));
  return dump;
};

/**
 * Takes one landed object in: ledger row, facts, quarantine file, receipt, ledger row again, news. Its facts count from
 * the moment when the ledger row says `released`. Everything written is made of the object's place, version and content,
 * so dying anywhere and being told again ends in the same state; an object version that is done is left alone. A file
 * that cannot be read is a failed dump with a receipt, not an error. A large text is only cut here: its chunks are read
 * by others, the last of whom ends the dump.
 *
 * @param event S3's word that the object is complete; the only source of time
 * @returns the dump's last ledger row (of one that was cut: `ingesting`), or undefined where nothing was left to do
 * @throws what the ports throw: the message then comes again
 */
export const ingestDump = async (event: ObjectCreated, ports: IngestPorts): Promise<DumpItem | undefined> => {
  const dump = arrived(event);
  const known = await ports.ledger.dump(dump.period, dump.dumpId);
  if (known && isDone(known)) {
    await settle(known, ports);
    return undefined;
  }
  const { problem } = parseLandingKey(dump.key);
  const mapping = dump.feed ? chooseMapping(ports.mappings, dump.source, dump.feed) : undefined;
  const started: DumpItem = {
    ...dump,
    mapping: mapping?.name ?? null,
    ...(mapping && { mappingHash: mappingHash(mapping) }),
  };
  if (!(await ports.ledger.saveDump(started))) return undefined;

  const { feed, source, period } = started;
  if (problem !== null || feed === null)
    return finishDump(started, unreadable(problem ?? 'the key names no feed'), ports);
  if (!mapping) {
    const words = `no mapping names the source "${source}", and there is none called standard`;
    return finishDump(started, unreadable(words), ports);
  }
  const same = sameDump(started, await ports.ledger.dumpsOf(period));
  if (same) return finishRepeated(started, same, ports);
  const found = await readOrCut({ dump: { ...started, feed }, mapping }, event, ports);
  return 'columns' in found
    ? askForChunks(started, event.detail.bucket.name, found, ports)
    : finishDump(started, found, ports);
};
