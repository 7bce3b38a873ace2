import type { Lambda, Outcome } from './lambda.ts';
import type { Message, Queues } from './queues.ts';
import { systemAttributes } from './sqs.ts';
import type { FunctionSpec, SourceSpec } from './stack.ts';

/** Lambda hands a function at most 6 MB at a time. */
const PAYLOAD_BYTES = 6 * 1024 * 1024;
/** How long a poller sleeps where nothing wakes it: only a bound, arrivals wake it at once. */
const SLEEP_MS = 20_000;
/** How often a poller that waits for a fuller batch looks whether anything could still come. */
const LOOK_MS = 250;

type Polling = {
  queues: Queues;
  lambda: Lambda;
  region: string;
  signal: AbortSignal;
  /** Whether nothing is under way that could fill a batch further. */
  nothingElse: () => boolean;
};

/** Feeds a function from a queue until the signal says stop: batches, window, partial failures, as the template states. */
export const pollQueue = (
  source: SourceSpec,
  { queues, lambda, region, signal, nothingElse }: Polling,
): Promise<unknown> => {
  const { arn, visibilitySeconds } = queues.spec(source.queue);
  const loop = async () => {
    while (!signal.aborted) {
      const batch = await collect(source, queues, signal, nothingElse);
      if (batch.length === 0) continue;
      const outcome = await lambda.invoke(
        { Records: batch.map((message) => record(message, arn, region)) },
        batch.length,
        Math.max(...batch.map(({ receives }) => receives - 1)) * visibilitySeconds * 1000,
      );
      // Ended in mid-flight: the messages come back at the next start, this receive not counted.
      if (signal.aborted) return;
      const failed = failedOf(outcome, batch, source.partial);
      for (const { id, receipt } of batch)
        if (failed.has(id)) queues.failed(source.queue, receipt);
        else queues.delete(source.queue, receipt);
    }
  };
  const loops = Math.min(lambda.concurrency, source.maxConcurrency ?? lambda.concurrency);
  return Promise.all(Array.from({ length: loops }, loop));
};

/** Takes a batch: what there is, and what else arrives within the window, up to the batch size. */
const collect = async (
  { queue, batchSize, windowSeconds }: SourceSpec,
  queues: Queues,
  signal: AbortSignal,
  nothingElse: () => boolean,
): Promise<Message[]> => {
  await queues.arrival(queue, SLEEP_MS, signal);
  const batch: Message[] = [];
  let bytes = 0;
  let deadline: number | undefined;
  while (!signal.aborted) {
    // One by one, so that none is taken that the payload has no room for.
    while (batch.length < batchSize && bytes < PAYLOAD_BYTES - 1024 * 1024) {
      const [message] = queues.receive(queue, 1);
      if (!message) break;
      bytes += Buffer.byteLength(message.body);
      batch.push(message);
    }
    if (batch.length === 0 || batch.length >= batchSize || bytes >= PAYLOAD_BYTES - 1024 * 1024) return batch;
    deadline ??= Date.now() + windowSeconds * 1000;
    const left = deadline - Date.now();
    if (left <= 0) return batch;
    await queues.arrival(queue, Math.min(left, LOOK_MS), signal);
    if (nothingElse()) return batch;
  }
  return batch;
};

const record = (message: Message, arn: string, region: string) => ({
  messageId: message.id,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: systemAttributes(message),
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue },
    ]),
  ),
  md5OfBody: message.md5,
  eventSource: 'aws:sqs',
  eventSourceARN: arn,
  awsRegion: region,
});

/** Ids that failed. An answer that Lambda cannot read, or that names a message it was not given, fails the whole batch. */
const failedOf = (outcome: Outcome, batch: readonly Message[], partial: boolean): Set<string> => {
  const all = new Set(batch.map(({ id }) => id));
  if ('error' in outcome) return all;
  if (!partial || outcome.result === null) return new Set();
  const failures = (outcome.result as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && all.has(id)) ? new Set(ids) : all;
};

/** Name of the queue in which events without a queue of their own wait for a function, as they do inside of Lambda. */
export const asyncQueue = (functionName: string): string => `lambda-async-${functionName}`;

/** Hands a function the events of schedules: so many attempts, then its failure destination, else they are gone. */
export const pollEvents = async (
  spec: FunctionSpec,
  { queues, lambda, signal, now }: { queues: Queues; lambda: Lambda; signal: AbortSignal; now: () => Date },
): Promise<void> => {
  const queue = asyncQueue(spec.name);
  const { visibilitySeconds } = queues.spec(queue);
  while (!signal.aborted) {
    await queues.arrival(queue, SLEEP_MS, signal);
    const [message] = signal.aborted ? [] : queues.receive(queue, 1);
    if (!message) continue;
    const outcome = await lambda.invoke(JSON.parse(message.body), 1, (message.receives - 1) * visibilitySeconds * 1000);
    if (signal.aborted) return;
    if ('error' in outcome && message.receives <= spec.asyncRetries) {
      queues.failed(queue, message.receipt);
      continue;
    }
    if ('error' in outcome && spec.asyncFailure) {
      const { arn, wrapped } = spec.asyncFailure;
      queues.send(queues.named(arn), wrapped ? failureRecord(spec, message, outcome.error, now()) : message.body);
    }
    queues.delete(queue, message.receipt);
  }
};

const failureRecord = ({ arn }: FunctionSpec, { id, receives, body }: Message, error: string, at: Date): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: at.toISOString(),
    requestContext: {
      requestId: id,
      functionArn: `${arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: receives,
    },
    requestPayload: JSON.parse(body) as unknown,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: error.split(':')[0], errorMessage: error.split('\n')[0] },
  });
