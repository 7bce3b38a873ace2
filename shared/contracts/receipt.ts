import * as z from 'zod';
import { dumpItem } from './items/ledger.ts';

/** Refused rows of one column and reason. */
export const refusalReason = z.object({
  /** Canonical column; null where the whole row was at fault. */
  column: z.string().nullable(),
  /** What is wrong with it. */
  reason: z.string(),
  /** Rows refused for it first. */
  rows: z.number().int().min(1),
  /** First line of the file with it; lines count from 1, the header included. */
  firstLine: z.number().int().min(1),
});
/** Refused rows of one column and reason. */
export type RefusalReason = z.infer<typeof refusalReason>;

/** Receipt of a dump: JSON in the receipts bucket, under the landing key + `.<dumpId>.receipt.json`. For the upstream system. */
export const receipt = dumpItem.extend({
  /** What is odd but not wrong: columns that no contract knows, and the like. */
  warnings: z.array(z.string()),
  /** Refused rows by column and reason, most frequent first. */
  reasons: z.array(refusalReason),
  /** The receipt in sentences: what became of the dump, then a line for each reason. Absent in older receipts. */
  summary: z.array(z.string()).optional(),
  /** Key of the quarantine file in the receipts bucket; null where no row was refused. */
  quarantineKey: z.string().nullable(),
});
/** Receipt of a dump. */
export type Receipt = z.infer<typeof receipt>;

/** One line of a quarantine file (JSON Lines, `.quarantine.jsonl` beside the receipt). */
export const quarantinedRow = z.object({
  /** Line where the row begins; lines count from 1, the header included. */
  line: z.number().int().min(1),
  /** Canonical column at fault; null where the whole row is. */
  column: z.string().nullable(),
  /** What is wrong with it. */
  reason: z.string(),
  /** The row as it came, personal values masked, cut at 2,000 characters. */
  row: z.string(),
});
/** One line of a quarantine file. */
export type QuarantinedRow = z.infer<typeof quarantinedRow>;
