import middy, { type MiddlewareObj } from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { type HttpAnswer, type HttpRequest, httpRequest } from '../contracts/http-request.ts';
import { log, metrics } from './telemetry.ts';

/** A message of a queue, parsed. */
export type Received<Message> = {
  /** SQS's id, to say which messages of a batch failed. */
  messageId: string;
  /** The message by its contract. */
  message: Message;
};

const publishMetrics = (): void => {
  // Powertools warns of an empty publish, and many a batch has nothing to count.
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};

/** The one chain around every function: says when it starts and how it ends, and lets the metrics out. */
const observed = <Event, Result>(): MiddlewareObj<Event, Result> => ({
  before: () => {
    log.info('started', { code: 'STARTED' });
  },
  after: () => {
    log.info('completed', { code: 'COMPLETED' });
    publishMetrics();
  },
  onError: ({ error }) => {
    log.error('failed', { code: 'FAILED', error: error ?? undefined });
    publishMetrics();
  },
});

/**
 * A function behind a queue. Each body is parsed by the contract; `work` gets those that pass, all at once, and answers
 * the ids that failed. Those, and the bodies that do not parse, return to the queue and at last to its DLQ; the others
 * are done. A throw of `work` fails the whole batch.
 */
export const queueHandler = <S extends z.ZodType>(
  schema: S,
  work: (received: Received<z.infer<S>>[]) => Promise<string[]>,
) =>
  middy(async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed: string[] = [];
    const received: Received<z.infer<S>>[] = [];
    for (const { messageId, body } of event.Records) {
      try {
        received.push({ messageId, message: schema.parse(JSON.parse(body)) });
      } catch (error) {
        failed.push(messageId);
        // The issues' paths and words only: the body may hold personal data.
        log.error('message refused', { code: 'MESSAGE_REFUSED', messageId, issues: issuesOf(error) });
      }
    }
    if (received.length > 0) failed.push(...(await work(received)));
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  }).use(observed<SQSEvent, SQSBatchResponse>());

const issuesOf = (error: unknown): string[] =>
  error instanceof Error && 'issues' in error
    ? (error as z.ZodError).issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    : ['not JSON'];

/** Handles messages one by one, so that one that fails does not stop those behind it. */
export const oneByOne =
  <Message>(work: (message: Message) => Promise<void>) =>
  async (received: Received<Message>[]): Promise<string[]> => {
    const failed: string[] = [];
    for (const { messageId, message } of received) {
      try {
        await work(message);
      } catch (error) {
        failed.push(messageId);
        log.error('message failed', { code: 'MESSAGE_FAILED', messageId, error: error as Error });
      }
    }
    return failed;
  };

/**
 * A function behind a schedule. Scheduler only hands the event over, so a throw makes Lambda itself try twice more, then
 * put the event into the function's DLQ.
 */
export const scheduleHandler = <S extends z.ZodType>(schema: S, work: (event: z.infer<S>) => Promise<void>) =>
  middy(async (event: unknown): Promise<void> => work(schema.parse(event))).use(observed<unknown, void>());

/**
 * A function behind the HTTP API. Whatever is thrown is answered by the gateway with 500 and no word of why; the log has it.
 */
export const httpHandler = (work: (request: HttpRequest) => Promise<HttpAnswer>) =>
  middy(async (event: unknown): Promise<HttpAnswer> => work(httpRequest.parse(event))).use(
    observed<unknown, HttpAnswer>(),
  );
