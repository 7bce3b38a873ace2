import { AwsError, notHere, type Service } from './errors.ts';
import type { Wish } from './iam.ts';
import type { S3Call } from './s3-call.ts';
import { queueOf } from './sqs.ts';

/** One request, read as far as permission needs it. */
export type Call = {
  service: Service;
  operation: string;
  /** Parsed JSON body; SNS's query parameters as an object; nothing for S3. */
  input: Record<string, unknown>;
  s3?: S3Call;
};

/** ARN prefixes of the stack: `arn:aws:<service>:<region>:<account>:`. */
export type Arns = (service: string) => string;

const DYNAMODB = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'];

/** SQS operations, by the IAM action that they need: a batch needs that of its single one. */
const SQS: Readonly<Record<string, string>> = {
  SendMessage: 'SendMessage',
  SendMessageBatch: 'SendMessage',
  ReceiveMessage: 'ReceiveMessage',
  DeleteMessage: 'DeleteMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibility: 'ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  GetQueueAttributes: 'GetQueueAttributes',
  GetQueueUrl: 'GetQueueUrl',
  ListQueues: 'ListQueues',
  StartMessageMoveTask: 'StartMessageMoveTask',
};

/**
 * What a caller must be allowed for a request: every wish of the list.
 * @throws AwsError naming an operation that is not mapped: it is refused rather than let through unchecked.
 */
export const wishesOf = ({ service, operation, input, s3 }: Call, arns: Arns, conditional: boolean): Wish[] => {
  if (service === 's3' && s3) return s3Wishes(s3, conditional);
  if (service === 'dynamodb' && DYNAMODB.includes(operation)) {
    const tables = operation.startsWith('Batch')
      ? Object.keys((input.RequestItems ?? {}) as object)
      : [String(input.TableName)];
    const index = input.IndexName === undefined ? '' : `/index/${String(input.IndexName)}`;
    if (tables.some((table) => table.startsWith('arn:'))) throw notHere('dynamodb tables by ARN');
    return tables.map((table) => ({
      action: `dynamodb:${operation}`,
      resource: `${arns('dynamodb')}table/${table}${index}`,
    }));
  }
  if (service === 'sqs' && SQS[operation]) {
    if (operation === 'ListQueues') return [{ action: 'sqs:ListQueues', resource: '*' }];
    const queue = queueOf(input);
    return [{ action: `sqs:${SQS[operation]}`, resource: `${arns('sqs')}${queue}` }];
  }
  if (service === 'sns' && operation === 'Publish')
    return [{ action: 'sns:Publish', resource: String(input.TopicArn) }];
  if (service === 'secretsmanager' && ['GetSecretValue', 'PutSecretValue'].includes(operation)) {
    const id = String(input.SecretId);
    const arn = id.startsWith('arn:') ? id : `${arns('secretsmanager')}secret:${id}-Local0`;
    return [{ action: `secretsmanager:${operation}`, resource: arn }];
  }
  if (service === 'events' && operation === 'PutEvents')
    return (Array.isArray(input.Entries) ? (input.Entries as { EventBusName?: string }[]) : []).map(
      ({ EventBusName: bus = 'default' }) => ({
        action: 'events:PutEvents',
        resource: bus.startsWith('arn:') ? bus : `${arns('events')}event-bus/${bus}`,
      }),
    );
  const unknown = notHere(`${service}:${operation}`);
  // The SDK retries 5xx of JSON services; an unknown operation stays unknown.
  throw service === 's3' ? unknown : new AwsError('UnknownOperationException', 400, unknown.message);
};

const s3Wishes = ({ operation, bucket, key, query }: S3Call, conditional: boolean): Wish[] => {
  const object = `arn:aws:s3:::${bucket}/${key}`;
  const versioned = query.has('versionId') ? 'Version' : '';
  switch (operation) {
    case 'ListObjectsV2':
    case 'HeadBucket':
      return [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }];
    case 'GetObject':
    case 'HeadObject':
      return [{ action: `s3:GetObject${versioned}`, resource: object }];
    case 'DeleteObject':
      return [{ action: `s3:DeleteObject${versioned}`, resource: object }];
    case 'DeleteObjects':
      return []; // Decided key by key, as S3 does.
    case 'AbortMultipartUpload':
      return [{ action: 's3:AbortMultipartUpload', resource: object }];
    case 'PutObject':
    case 'CreateMultipartUpload':
    case 'UploadPart':
    case 'CompleteMultipartUpload': {
      const put = { action: 's3:PutObject', resource: object };
      // A write on condition of an entity tag tells the caller of the object, so S3 wants to see that it may read it.
      return conditional ? [put, { action: 's3:GetObject', resource: object }] : [put];
    }
    default:
      throw notHere(`s3:${operation}`);
  }
};
