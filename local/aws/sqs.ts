import { AwsError, notHere } from './errors.ts';
import { MESSAGE_BYTES, type Message, type Queues } from './queues.ts';

type Attributes = Message['attributes'];
type Entry = {
  Id: string;
  MessageBody: string;
  DelaySeconds?: number;
  MessageAttributes?: Attributes;
  ReceiptHandle: string;
  VisibilityTimeout?: number;
};
type Input = Partial<Omit<Entry, 'Id'>> & {
  QueueUrl?: string;
  QueueName?: string;
  QueueNamePrefix?: string;
  SourceArn?: string;
  Entries?: Entry[];
  MaxNumberOfMessages?: number;
  WaitTimeSeconds?: number;
  AttributeNames?: string[];
};

/** Name of the queue that a request is about. */
export const queueOf = ({ QueueUrl, QueueName, SourceArn }: Input): string =>
  QueueName ?? QueueUrl?.split('/').at(-1) ?? SourceArn?.split(':').at(-1) ?? '';

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', 400, message);

/** Does each entry of a batch by itself: one that fails is named, the others are done. */
const batch = (
  entries: readonly Entry[] = [],
  work: (entry: Entry) => Record<string, unknown>,
): Record<string, unknown> => {
  const error = (code: string, message: string) => new AwsError(code, 400, message);
  if (entries.length === 0) throw error('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10) throw error('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw error('BatchEntryIdsNotDistinct', 'Ids repeat.');
  const size = entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody ?? ''), 0);
  if (size > MESSAGE_BYTES)
    throw error('BatchRequestTooLong', `Batch requests cannot be longer than ${MESSAGE_BYTES} bytes.`);
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries)
    try {
      Successful.push({ Id: entry.Id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  return { Successful, Failed };
};

/**
 * One operation of SQS's JSON protocol.
 * @throws AwsError as SQS words it.
 */
export const handleSqs = async (
  queues: Queues,
  operation: string,
  input: Input,
  signal: AbortSignal,
): Promise<Record<string, unknown>> => {
  if (operation === 'ListQueues') return { QueueUrls: queues.urls(input.QueueNamePrefix ?? '') };
  const queue = queueOf(input);
  const spec = queues.spec(queue);
  const send = ({ MessageBody = '', DelaySeconds, MessageAttributes }: Partial<Entry>) => {
    if (MessageBody === '')
      throw new AwsError('MissingParameter', 400, 'The request must contain the parameter MessageBody.');
    const options = {
      ...(MessageAttributes && { attributes: MessageAttributes }),
      ...(DelaySeconds !== undefined && { delaySeconds: DelaySeconds }),
    };
    const { id, md5 } = queues.send(queue, MessageBody, options);
    return { MessageId: id, MD5OfMessageBody: md5 };
  };
  const remove = ({ ReceiptHandle = '' }: Partial<Entry>) => {
    queues.delete(queue, ReceiptHandle);
    return {};
  };
  const change = ({ ReceiptHandle = '', VisibilityTimeout = 0 }: Partial<Entry>) => {
    queues.changeVisibility(queue, ReceiptHandle, VisibilityTimeout);
    return {};
  };

  switch (operation) {
    case 'SendMessage':
      return send(input);
    case 'SendMessageBatch':
      return batch(input.Entries, send);
    case 'DeleteMessage':
      return remove(input);
    case 'DeleteMessageBatch':
      return batch(input.Entries, remove);
    case 'ChangeMessageVisibility':
      return change(input);
    case 'ChangeMessageVisibilityBatch':
      return batch(input.Entries, change);
    case 'StartMessageMoveTask':
      return { TaskHandle: queues.moveBack(queue) };
    case 'GetQueueUrl':
      return { QueueUrl: spec.url };
    case 'GetQueueAttributes': {
      const { visible, inFlight, delayed } = queues.counts(queue);
      const all: Record<string, string> = {
        QueueArn: spec.arn,
        VisibilityTimeout: String(spec.visibilitySeconds),
        DelaySeconds: String(spec.delaySeconds),
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: String(delayed),
      };
      const asked = input.AttributeNames ?? [];
      return {
        Attributes: Object.fromEntries(
          Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name)),
        ),
      };
    }
    case 'ReceiveMessage': {
      const max = input.MaxNumberOfMessages ?? 1;
      if (max < 1 || max > 10)
        throw invalid(`Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: must be between 1 and 10.`);
      const deadline = Date.now() + (input.WaitTimeSeconds ?? spec.waitSeconds) * 1000;
      for (;;) {
        const found = queues.receive(queue, max, input.VisibilityTimeout);
        const left = deadline - Date.now();
        if (found.length > 0 || left <= 0 || signal.aborted) return { Messages: found.map(worded) };
        await queues.arrival(queue, left, signal);
      }
    }
    default:
      throw notHere(`sqs:${operation}`);
  }
};

const worded = (message: Message) => ({
  MessageId: message.id,
  ReceiptHandle: message.receipt,
  Body: message.body,
  MD5OfBody: message.md5,
  Attributes: systemAttributes(message),
  ...(Object.keys(message.attributes).length > 0 && { MessageAttributes: message.attributes }),
});

/** Attributes that SQS itself gives a message. */
export const systemAttributes = ({ receives, sent, firstReceived }: Message): Record<string, string> => ({
  ApproximateReceiveCount: String(receives),
  SentTimestamp: String(sent),
  SenderId: 'AROALOCAL',
  ApproximateFirstReceiveTimestamp: String(firstReceived),
});
