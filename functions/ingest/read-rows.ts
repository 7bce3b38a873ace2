import type { FeedName } from '../../shared/contracts/feeds/index.ts';
import { profileKey } from '../../shared/contracts/gate.ts';
import type { DumpItem } from '../../shared/contracts/items/ledger.ts';
import type { Mapping } from '../../shared/contracts/mapping.ts';
import type { RefusalReason } from '../../shared/contracts/receipt.ts';
import { profiler } from '../../shared/domain/gate/gate-profile.ts';
import { BadDump } from '../../shared/dump/bad-dump.ts';
import { type DumpReading, readDump } from '../../shared/dump/read-dump.ts';
import { refusalTally } from '../../shared/dump/refusal-tally.ts';
import type { IngestPorts } from './ports.ts';
import { quarantineFile } from './quarantine-file.ts';
import { factsHeld, factWriter } from './write-facts.ts';

/** What reading rows came to: of a whole dump, or of a part. */
export type Reading = {
  /** Why the file as a whole cannot be read; null where it can. */
  problem: string | null;
  rows: number;
  accepted: number;
  refused: number;
  /** Facts by feed and month. */
  facts: Record<string, number>;
  warnings: string[];
  reasons: RefusalReason[];
  quarantineKey: string | null;
};

/** What a reading came to that failed: nothing of it counts. */
export const unreadable = (problem: string, warnings: string[] = []): Reading => ({
  problem,
  ...{ rows: 0, accepted: 0, refused: 0, facts: {} },
  ...{ warnings, reasons: [], quarantineKey: null },
});

/** Reads rows into facts and a quarantine file. @throws what the ports throw; a bad file is a reading with a problem */
export const readRows = async (
  source: AsyncIterable<Uint8Array>,
  what: {
    dump: Pick<DumpItem, 'dumpId' | 'period' | 'source'> & { feed: FeedName };
    mapping: Mapping;
    quarantineKey: string;
    /** First byte of a part; absent for a whole dump. */
    from?: number;
    /** Of a part: the cells of the header line, and who wants to know how far the reading is. */
    rest?: NonNullable<DumpReading['rest']>;
  },
  ports: Pick<IngestPorts, 'facts' | 'receipts' | 'place' | 'factsHeld' | 'gate' | 'erased'>,
): Promise<Reading> => {
  const { dump, mapping, from, rest } = what;
  const counted = ports.gate && profiler();
  const erasedIds = await ports.erased?.();
  const held = ports.factsHeld ?? factsHeld;
  const writer = factWriter(ports.facts, dump.dumpId, await ports.place(), held, from, counted?.add, erasedIds);
  const quarantine = quarantineFile(ports.receipts, what.quarantineKey);
  const tally = refusalTally();
  const warnings: string[] = [];
  const warn = (warning: string) => warnings.push(warning);
  let [rows, refused] = [0, 0];
  try {
    for await (const read of readDump(source, { mapping, key: dump, facts: writer.facts, warn, rest })) {
      for (const row of read.refused) tally.add(row, row.line);
      rows += read.rows;
      refused += read.refused.length;
      await quarantine.write(read.refused);
      await writer.flushIfLarge();
    }
    const facts = await writer.close();
    if (writer.erased() > 0) warn(`${writer.erased()} facts are about customers who were erased: they were not kept`);
    if (counted) await ports.facts.put(profileKey(dump, from), JSON.stringify(counted.profile()), 'application/json');
    const quarantineKey = await quarantine.close();
    const counts = { rows, accepted: rows - refused, refused, facts };
    return { problem: null, ...counts, warnings, reasons: tally.reasons(), quarantineKey };
  } catch (error) {
    await quarantine.abandon();
    // Facts that were written stay unseen: the ledger row of their dump will not say released.
    if (error instanceof BadDump) return unreadable(error.message, warnings);
    throw error;
  }
};
