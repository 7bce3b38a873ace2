import type { ChunkLedger } from '../../shared/aws/chunk-ledger.ts';
import type { DumpEvents } from '../../shared/aws/dump-events.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { FactPlace } from '../../shared/contracts/fact-layout.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';
import type { ChunkRequested } from '../../shared/contracts/messages/chunk-requested.ts';
import type { ErasedIds } from '../../shared/domain/erased-ids.ts';
import type { ReleaseGate } from './release-gate.ts';

/** What ingest needs of the world. */
export type IngestPorts = {
  /** The landing bucket that the event names. */
  landing: (bucket: string) => Pick<ObjectStore, 'stream'>;
  /** The facts bucket. */
  facts: Pick<ObjectStore, 'put'>;
  /** The receipts bucket. */
  receipts: Pick<ObjectStore, 'get' | 'stream' | 'put' | 'upload'>;
  /** The ledger's dumps. */
  ledger: Pick<Ledger, 'dump' | 'saveDump' | 'dumpsOf' | 'linkDump'>;
  /** The ledger's chunks. */
  chunks: ChunkLedger;
  /** Where parts of large dumps are asked for. */
  chunkQueue: Queue<ChunkRequested>;
  /** Tells upstream systems what became of their dumps. */
  events: DumpEvents;
  /** Decides whether a dump that was read whole is released; the open gate, and no profiles, where absent. */
  gate?: ReleaseGate;
  /** Tells whose facts must not be kept; undefined where nobody was ever erased. Asked once a dump. */
  erased?: () => Promise<ErasedIds | undefined>;
  /** All mappings of the operator. */
  mappings: readonly Mapping[];
  /** Where facts are written now. Asked once a reading: the number of shards may change from one to the next. */
  place: () => Promise<FactPlace>;
  /** Facts held in memory before they are written; `factsHeld` of the fact writer where absent. */
  factsHeld?: number;
  /** Text longer than this is cut into chunks of about so many bytes. */
  chunkBytes: number;
  /** Largest packed object that one reader gets through in its time, bytes. */
  packedBytes: number;
};
