import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Amount, Estate, Holding } from './estate.ts';

/** Clients of the services that hold something. */
export type HoldingClients = { s3: S3Client; dynamo: DynamoDBClient; sqs: SQSClient; secrets: SecretsManagerClient };

/** Days in which a deleted secret can be had back: as few as Secrets Manager takes. */
const secretDays = 7;
/** What is asked for, or undefined where it is gone. */
const ifThere = async <T>(asked: Promise<T>, ...names: string[]): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && ['ResourceNotFoundException', ...names].includes(error.name)) return undefined;
    throw error;
  }
};

/** Every version of every object, and every marker of a deleted one, a thousand at a time. */
async function* versionsIn(s3: S3Client, Bucket: string): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let next: Partial<ListObjectVersionsCommandOutput> = {};
  do {
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = next;
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }),
    );
    yield page;
    next = page;
  } while (next.IsTruncated);
}

/** What is in buckets, tables, secrets and queues, and how each is emptied and deleted. */
export const holdingsIn = ({ s3, dynamo, sqs, secrets }: HoldingClients): Pick<Estate, 'amount' | 'remove'> => {
  const amounts: Record<Holding['kind'], (name: string) => Promise<Amount | undefined>> = {
    async bucket(name) {
      const sum = { count: 0, bytes: 0, protected: false };
      const counted = async (): Promise<Amount> => {
        for await (const page of versionsIn(s3, name)) {
          sum.count += (page.Versions?.length ?? 0) + (page.DeleteMarkers?.length ?? 0);
          for (const { Size = 0 } of page.Versions ?? []) sum.bytes += Size;
        }
        return sum;
      };
      return ifThere(counted(), 'NoSuchBucket');
    },
    async table(name) {
      const found = await ifThere(dynamo.send(new DescribeTableCommand({ TableName: name })));
      const { ItemCount = 0, TableSizeBytes = 0, DeletionProtectionEnabled = false, TableStatus } = found?.Table ?? {};
      if (!found || TableStatus === 'DELETING') return undefined;
      return { count: ItemCount, bytes: TableSizeBytes, protected: DeletionProtectionEnabled };
    },
    async secret(name) {
      const found = await ifThere(secrets.send(new DescribeSecretCommand({ SecretId: name })));
      return found && !found.DeletedDate ? { count: 1, bytes: null, protected: false } : undefined;
    },
    async queue(name) {
      const asked = sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: name, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      const found = await ifThere(asked, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue');
      return found && { count: Number(found.Attributes?.ApproximateNumberOfMessages), bytes: null, protected: false };
    },
  };

  const empty = async (Bucket: string): Promise<void> => {
    for await (const { Versions = [], DeleteMarkers = [] } of versionsIn(s3, Bucket)) {
      const Objects = [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId }) => ({ Key, VersionId }));
      if (Objects.length === 0) return;
      const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      const [first] = Errors;
      if (first) throw new Error(`${Errors.length} objects of ${Bucket} cannot be deleted: ${first.Message}`);
    }
  };

  const removals: Record<Holding['kind'], (name: string) => Promise<unknown>> = {
    async bucket(name) {
      await ifThere(empty(name), 'NoSuchBucket');
      await ifThere(s3.send(new DeleteBucketCommand({ Bucket: name })), 'NoSuchBucket');
    },
    async table(name) {
      const open = new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false });
      if ((await amounts.table(name))?.protected) await dynamo.send(open);
      await ifThere(dynamo.send(new DeleteTableCommand({ TableName: name })));
    },
    secret: (name) =>
      ifThere(secrets.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: secretDays }))),
    // They go with the stack.
    queue: async () => {},
  };

  return {
    amount: ({ kind, name }) => amounts[kind](name),
    remove: async ({ kind, name }) => {
      await removals[kind](name);
    },
  };
};
