import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
  paginateListStacks,
  type StackResourceSummary,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
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

/** Clients of the account. */
export type EstateClients = {
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  dynamo: DynamoDBClient;
  sqs: SQSClient;
  secrets: SecretsManagerClient;
};

/** Of a template, what is looked at here. */
type StackTemplate = {
  Resources?: Record<string, { DeletionPolicy?: string }>;
  Outputs?: Record<string, { Value?: unknown }>;
};

const kinds: Readonly<Record<string, Holding['kind']>> = {
  'AWS::S3::Bucket': 'bucket',
  'AWS::DynamoDB::Table': 'table',
  'AWS::SecretsManager::Secret': 'secret',
  'AWS::SQS::Queue': 'queue',
};

/** Days in which a deleted secret can be had back: as few as Secrets Manager takes. */
const secretDays = 7;
/** A stack with a canary alias on each function takes a quarter of an hour. */
const mostSeconds = 3_600;

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);

/** What is asked for, or undefined where it is gone. */
const ifThere = async <T>(asked: Promise<T>, ...names: string[]): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException || isNamed(error, 'ResourceNotFoundException', ...names))
      return undefined;
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

/** A stack of the account that the credentials are for. */
export const awsEstate = (stack: string, clients: EstateClients): Estate => {
  const { cloudFormation, s3, dynamo, sqs, secrets } = clients;

  /** The id of the stack, or of the newest one of its name that was deleted: only by that are those found. */
  const idOf = async (): Promise<string | undefined> => {
    let deleted: string | undefined;
    for await (const { StackSummaries = [] } of paginateListStacks({ client: cloudFormation }, {}))
      for (const { StackName, StackId, StackStatus } of StackSummaries) {
        if (StackName !== stack) continue;
        if (StackStatus !== 'DELETE_COMPLETE') return StackId;
        deleted ??= StackId;
      }
    return deleted;
  };

  /** What the stack was made of; of a deleted one, too. */
  const templateOf = async (id: string): Promise<StackTemplate> => {
    const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName: id }));
    return JSON.parse(TemplateBody) as StackTemplate;
  };

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
      const found = await ifThere(asked, 'QueueDoesNotExist');
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
    async stack() {
      const id = await idOf();
      if (id === undefined) return undefined;
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: id }));
      const said = (await templateOf(id)).Outputs?.DataMayBeDeleted?.Value;
      const status = Stacks[0]?.StackStatus;
      return {
        state: status === 'DELETE_COMPLETE' ? 'gone' : status === 'DELETE_FAILED' ? 'failed' : 'there',
        mayDelete: said === undefined ? null : said === 'yes',
      };
    },
    async holdings() {
      const id = await idOf();
      if (id === undefined) return [];
      const { Resources = {} } = await templateOf(id);
      const found: StackResourceSummary[] = [];
      for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: id }))
        found.push(...(page.StackResourceSummaries ?? []));
      return found.flatMap(({ ResourceType = '', LogicalResourceId = '', PhysicalResourceId, ResourceStatus }) => {
        const kind = kinds[ResourceType];
        if (!kind || !PhysicalResourceId || ResourceStatus === 'DELETE_COMPLETE') return [];
        return [
          {
            kind,
            id: LogicalResourceId,
            name: PhysicalResourceId,
            kept: Resources[LogicalResourceId]?.DeletionPolicy === 'Retain',
          },
        ];
      });
    },
    amount: ({ kind, name }) => amounts[kind](name),
    async deleteStack() {
      const id = await idOf();
      await cloudFormation.send(new DeleteStackCommand({ StackName: id }));
      try {
        await waitUntilStackDeleteComplete({ client: cloudFormation, maxWaitTime: mostSeconds }, { StackName: id });
        return 'gone';
      } catch {
        return 'failed';
      }
    },
    remove: async ({ kind, name }) => {
      await removals[kind](name);
    },
  };
};
