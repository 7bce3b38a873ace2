import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Somewhere to send messages of one contract. */
export interface Queue<Message> {
  /** Sends all messages, or throws: a retry sends them again, and receivers know them by their content-made ids. */
  send(messages: readonly Message[], options?: { delaySeconds?: number }): Promise<void>;
}

/** SQS takes ten messages a request, 1 MiB together. */
const batchSize = 10;
/** Requests under way at once: more would only be throttled, fewer leave a shard waiting on round trips. */
const parallel = 8;

/** A queue of SQS. */
export const sqsQueue = <Message>(client: SQSClient, queueUrl: string): Queue<Message> => ({
  async send(messages, options = {}) {
    const batches = Array.from({ length: Math.ceil(messages.length / batchSize) }, (_, index) =>
      messages.slice(index * batchSize, (index + 1) * batchSize),
    );
    const sendBatch = async (batch: readonly Message[]) => {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: batch.map((message, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify(message),
            DelaySeconds: options.delaySeconds,
          })),
        }),
      );
      if (Failed.length > 0)
        throw new Error(`SQS took ${batch.length - Failed.length} of ${batch.length} messages: ${Failed[0]?.Code}`);
    };
    const waiting = batches.values();
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        for (const batch of waiting) await sendBatch(batch);
      }),
    );
  },
});
