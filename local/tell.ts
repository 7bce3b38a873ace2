import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { s3ObjectStore } from '../shared/aws/object-store.ts';
import { runCounts } from '../shared/contracts/items/ledger.ts';
import { receipt } from '../shared/contracts/receipt.ts';
import type { AwsEvent } from './aws/index.ts';
import { count, type Paint } from './summary/table.ts';

/** What a person is told of one event, in a line; undefined for what is of no interest. */
export type Tell = (event: AwsEvent) => Promise<string | undefined>;

/** A receipt in one line: state, rows, and the first reason of refusal. */
const receiptLine = async (s3: S3Client, bucket: string, key: string, paint: Paint): Promise<string> => {
  const bytes = await s3ObjectStore(s3, bucket).get(key);
  const read = receipt.safeParse(bytes && JSON.parse(new TextDecoder().decode(bytes)));
  if (!read.success) return `receipt   ${key}`;
  const { status, problem, rows, accepted, refused, reasons, key: dump } = read.data;
  const state = paint(status === 'released' ? 'green' : 'red', status);
  const [first] = reasons;
  const why = problem ?? (first ? `line ${first.firstLine}: ${first.column ?? 'whole row'} ${first.reason}` : '');
  return `receipt   ${state} ${dump}: ${count(rows)} rows = ${count(accepted)} accepted + ${count(refused)} refused${why === '' ? '' : `; ${why}`}`;
};

const logged = z.object({
  level: z.string(),
  code: z.string(),
  message: z.string(),
  counts: runCounts.optional(),
});

/** Of the functions' logs: the end of a run, and whatever warns. */
const logLine = (line: string, paint: Paint): string | undefined => {
  if (!line.startsWith('{')) return undefined;
  const { data } = logged.safeParse(JSON.parse(line));
  if (!data) return undefined;
  const { code, counts, level, message } = data;
  if (code === 'RUN_COMPLETED' && counts)
    return `${paint('green', 'scored')}    ${count(counts.customers)} customers, ${count(counts.decisionsWritten)} decisions written; ${count(counts.candidates)} candidates = ${count(counts.queued)} queued + ${count(counts.suppressed)} suppressed + ${count(counts.heldOut)} held out + ${count(counts.deferred)} deferred`;
  return level === 'WARN' || level === 'ERROR'
    ? `${paint('yellow', level.toLowerCase().padEnd(10))}${message} (${code})`
    : undefined;
};

/** Tells what happens in the embedded AWS. @param buckets physical names */
export const teller =
  (s3: S3Client, buckets: { landing: string; receipts: string }, paint: Paint): Tell =>
  async (event) => {
    switch (event.kind) {
      case 'object':
        if (event.bucket === buckets.landing) return `dropped   ${event.key} (${count(event.size)} bytes)`;
        if (event.bucket !== buckets.receipts || !event.key.endsWith('.receipt.json')) return undefined;
        return receiptLine(s3, event.bucket, event.key, paint);
      case 'invoked':
        if (event.error === undefined && event.function.endsWith('-ingest')) return undefined;
        if (event.error !== undefined) return `${paint('red', 'failed')}    ${event.function}: ${event.error}`;
        return `ran       ${event.function}, ${event.records} ${event.records === 1 ? 'message' : 'messages'}, ${Math.round(event.durationMs)} ms`;
      case 'published':
        return `digest    ${event.attributes.agentId ?? ''} by sns: ${event.subject ?? ''}`;
      case 'event':
        return `told      ${event.source}: ${event.detailType}`;
      case 'denied':
        return `${paint('red', 'denied')}    ${event.function} may not ${event.action} on ${event.resource}`;
      case 'refused':
        return `${paint('red', 'refused')}   ${event.function} asked for ${event.what}, which is not here`;
      case 'log':
        return logLine(event.line, paint);
    }
  };
