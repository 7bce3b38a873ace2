import type { Ledger } from '../../shared/aws/ledger.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';
import type { ObjectCreated } from '../../shared/contracts/messages/object-created.ts';
import type { Receipt } from '../../shared/contracts/receipt.ts';
import { BadDump } from '../../shared/dump/bad-dump.ts';
import { dumpIdOf, parseLandingKey } from '../../shared/dump/landing-key.ts';
import { readDump } from '../../shared/dump/read-dump.ts';
import { receiptKeys } from '../../shared/dump/receipt-keys.ts';
import { refusalTally } from '../../shared/dump/refusal-tally.ts';
import { chooseMapping } from './choose-mapping.ts';
import { quarantineFile } from './quarantine-file.ts';
import { openGate, type ReleaseGate } from './release-gate.ts';
import { factsHeld, factWriter } from './write-facts.ts';

/** What ingest needs of the world. */
export type IngestPorts = {
  /** The landing bucket that the event names. */
  landing: (bucket: string) => Pick<ObjectStore, 'stream'>;
  /** The facts bucket. */
  facts: Pick<ObjectStore, 'put'>;
  /** The receipts bucket. */
  receipts: Pick<ObjectStore, 'put' | 'upload'>;
  /** The ledger. */
  ledger: Pick<Ledger, 'dump' | 'saveDump'>;
  /** Decides whether a dump that was read whole is released; {@link openGate} where absent. */
  gate?: ReleaseGate;
  /** All mappings of the operator. */
  mappings: readonly Mapping[];
  /** Number of shards. */
  shards: number;
  /** Facts held in memory before they are written; {@link factsHeld} where absent. */
  factsHeld?: number;
};

/** What reading a file came to, for its ledger row and receipt. */
type Outcome = Pick<DumpItem, 'status' | 'problem' | 'rows' | 'accepted' | 'refused' | 'facts'> &
  Pick<Receipt, 'warnings' | 'reasons' | 'quarantineKey'>;

const failed = (problem: string, warnings: string[] = []): Outcome => ({
  status: 'failed',
  problem,
  ...{ rows: 0, accepted: 0, refused: 0, facts: {} },
  ...{ warnings, reasons: [], quarantineKey: null },
});

/** The ledger row of a dump that has only arrived. */
const arrived = ({ time, detail: { bucket, object } }: ObjectCreated): DumpItem => {
  const versionId = object['version-id'] ?? 'null';
  const { feed, period, source } = parseLandingKey(object.key);
  return {
    version: 1,
    dumpId: dumpIdOf(bucket.name, object.key, versionId),
    key: object.key,
    versionId,
    ...{ feed, period, source },
    mapping: null,
    status: 'ingesting',
    problem: null,
    bytes: object.size,
    ...{ rows: 0, accepted: 0, refused: 0, facts: {} },
    arrivedAt: time,
    sequencer: object.sequencer,
  };
};

const readRows = async (
  source: AsyncIterable<Uint8Array>,
  dump: DumpItem & { feed: FeedName },
  mapping: Mapping,
  ports: IngestPorts,
): Promise<Outcome> => {
  const writer = factWriter(ports.facts, dump.dumpId, ports.shards, ports.factsHeld ?? factsHeld);
  const quarantine = quarantineFile(ports.receipts, receiptKeys(dump).quarantine);
  const tally = refusalTally();
  const warnings: string[] = [];
  const warn = (warning: string) => warnings.push(warning);
  let [rows, refused] = [0, 0];
  try {
    for await (const read of readDump(source, { mapping, key: dump, facts: writer.facts, warn })) {
      for (const row of read.refused) tally.add(row, row.line);
      rows += read.rows;
      refused += read.refused.length;
      await quarantine.write(read.refused);
      await writer.flushIfLarge();
    }
    const counts = await writer.close();
    const quarantineKey = await quarantine.close();
    const problem = refused < rows ? null : `none of the ${rows} rows was accepted; the reasons say why`;
    return {
      status: problem ? 'failed' : 'released',
      problem,
      ...{ rows, accepted: rows - refused, refused, facts: counts },
      ...{ warnings, reasons: tally.reasons(), quarantineKey },
    };
  } catch (error) {
    await quarantine.abandon();
    // Facts that were written stay unseen: the ledger row of their dump will not say released.
    if (error instanceof BadDump) return failed(error.message, warnings);
    throw error;
  }
};

/**
 * Takes one landed object in: ledger row, facts, quarantine file, receipt, ledger row again. Its facts count from the
 * moment when the ledger row says `released`, which is last. Everything written is made of the object's place, version
 * and content, so dying anywhere and being told again ends in the same state; an object version that is done is left
 * alone. A file that cannot be read is a failed dump with a receipt, not an error.
 *
 * @param event S3's word that the object is complete; the only source of time
 * @returns the dump's last ledger row, or undefined where nothing was left to do
 * @throws what the ports throw: the message then comes again
 */
export const ingestDump = async (event: ObjectCreated, ports: IngestPorts): Promise<DumpItem | undefined> => {
  const dump = arrived(event);
  const known = await ports.ledger.dump(dump.period, dump.dumpId);
  if (known && known.status !== 'received' && known.status !== 'ingesting') return undefined;
  const { problem } = parseLandingKey(dump.key);
  const mapping = dump.feed ? chooseMapping(ports.mappings, dump.source, dump.feed) : undefined;
  const started: DumpItem = { ...dump, mapping: mapping?.name ?? null };
  if (!(await ports.ledger.saveDump(started))) return undefined;

  const read = async (): Promise<Outcome> => {
    if (problem !== null || started.feed === null) return failed(problem ?? 'the key names no feed');
    if (!mapping) return failed(`no mapping names the source "${dump.source}", and there is none called standard`);
    const source = await ports.landing(event.detail.bucket.name).stream(dump.key, event.detail.object['version-id']);
    if (!source) return failed('the object was deleted before it was read');
    return readRows(source, { ...started, feed: started.feed }, mapping, ports);
  };
  const { warnings, reasons, quarantineKey, ...outcome } = await read();
  const whole: DumpItem = { ...started, ...outcome };
  const done = whole.status === 'released' ? { ...whole, ...(await (ports.gate ?? openGate)(whole)) } : whole;
  const receipt: Receipt = { ...done, warnings, reasons, quarantineKey };
  await ports.receipts.put(receiptKeys(done).receipt, `${JSON.stringify(receipt, null, 2)}\n`, 'application/json');
  await ports.ledger.saveDump(done);
  return done;
};
