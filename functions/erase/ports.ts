import type { AgentDays } from '../../shared/aws/agent-days.ts';
import type { AskedOf } from '../../shared/aws/erasure-facts.ts';
import type { Seal } from '../../shared/aws/erasure-seal.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { Queue } from '../../shared/aws/queue.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { EraseRequested } from '../../shared/contracts/messages/erase-requested.ts';

/** What erasing needs of the world. */
export type ErasePorts = {
  ledger: Pick<Ledger, 'dump' | 'runs'>;
  /** The facts bucket. */
  facts: Pick<ObjectStore, 'get' | 'put' | 'list' | 'change'>;
  /** The receipts bucket. */
  receipts: Pick<ObjectStore, 'put' | 'list' | 'change'>;
  /** Whom a dump names. */
  asked: AskedOf;
  decisions: { remove: (customerIds: readonly string[]) => Promise<void> };
  work: Pick<WorkTable, 'get'> & { remove: (workIds: readonly string[]) => Promise<void> };
  agentDays: Pick<AgentDays, 'release'>;
  queue: Queue<EraseRequested>;
  /** Knows erased customers again, and signs the proof. */
  seal: () => Promise<Seal>;
  /** Seconds from the first look at a shard to the second: as long as whoever was writing during the first may take. */
  secondLookSeconds: number;
  /** Number of shards of a stack whose facts do not say. */
  shards: number;
};
