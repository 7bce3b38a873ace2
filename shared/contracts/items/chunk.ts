import * as z from 'zod';
import { refusalReason } from '../receipt.ts';

const whole = z.number().int().min(0);

/**
 * Days after a dump's arrival when the rows of its chunks are let go. Nobody asks for them once it is done, which takes
 * minutes; a message that was given up can still be put back for 14 days.
 */
const chunkDays = 30;

/** When the rows of a dump's chunks may go: seconds since 1970, as DynamoDB's time to live wants it. */
export const chunksExpireAt = (arrivedAt: string): number =>
  Math.floor(Date.parse(arrivedAt) / 1000) + chunkDays * 86_400;

/**
 * Ledger row of one reading of one chunk. Keys: `pk = chunks#<dumpId>`, `sk = chunk#<nnnnn>#<start>`. What was read
 * from the same byte on is the same each time, so a reading is never another one's update. Beside the readings lies
 * the set of chunks that have one, and the set of readings asked for again: `sk = done`. All of them expire; one that
 * DynamoDB has not deleted yet is as true as before.
 */
export const chunkItem = z.object({
  /** Version of this item. */
  version: z.literal(1),
  /** The dump. */
  dumpId: z.string().min(1),
  /** Number of the chunk. */
  chunk: whole,
  /** Byte where the reading began. It counts when the reading before it ended there. */
  start: whole,
  /** Byte behind the last row that was read. */
  end: whole,
  /** Lines read. */
  lines: whole,
  /** Rows read; always accepted + refused. */
  rows: whole,
  /** Rows that became facts. */
  accepted: whole,
  /** Rows in the reading's quarantine file. */
  refused: whole,
  /** Facts by feed and month. */
  facts: z.record(z.string(), whole),
  /** What is odd about the columns. */
  warnings: z.array(z.string()),
  /** Refused rows by reason; lines count from the reading's own first. */
  reasons: z.array(refusalReason),
  /** Its own quarantine file in the receipts bucket, lines counted as above; null where no row was refused. */
  quarantineKey: z.string().nullable(),
  /** Why the file cannot be read, if the reading began where a row does; null otherwise. */
  problem: z.string().nullable(),
  /** See {@link chunksExpireAt}. */
  expiresAt: whole,
});
/** Ledger row of one reading of one chunk. */
export type ChunkItem = z.infer<typeof chunkItem>;
