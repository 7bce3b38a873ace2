import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  NoSuchBucket,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { awsEstate } from '../../local/teardown/aws-estate.ts';
import type { Holding } from '../../local/teardown/estate.ts';

const region = { region: 'cn-north-1' };
const clients = {
  cloudFormation: new CloudFormationClient(region),
  ...{ s3: new S3Client(region), dynamo: new DynamoDBClient(region), sqs: new SQSClient(region) },
  secrets: new SecretsManagerClient(region),
};
const cloudFormation = mockClient(clients.cloudFormation);
const s3 = mockClient(clients.s3);
const dynamo = mockClient(clients.dynamo);
const secrets = mockClient(clients.secrets);
beforeEach(() => {
  for (const mock of [cloudFormation, s3, dynamo, secrets]) mock.reset();
});
const estate = awsEstate('tierline-dev', clients);
const bucket: Holding = { kind: 'bucket', id: 'Landing', name: 'landing-1', kept: true };
const table: Holding = { kind: 'table', id: 'Ledger', name: 'ledger-1', kept: true };
const summary = (StackName: string, StackId: string, status: StackStatus) => ({
  ...{ StackName, StackId, StackStatus: status, CreationTime: new Date(0) },
});

describe('a stack in the account', () => {
  test('is the one that is there, else the newest that was deleted; what that left behind is found by its id', async () => {
    cloudFormation.on(ListStacksCommand).resolves({
      StackSummaries: [
        summary('tierline-prod', 'prod', StackStatus.CREATE_COMPLETE),
        summary('tierline-dev', 'newest', StackStatus.DELETE_COMPLETE),
        summary('tierline-dev', 'older', StackStatus.DELETE_COMPLETE),
      ],
    });
    cloudFormation.on(DescribeStacksCommand, { StackName: 'newest' }).resolves({
      Stacks: [summary('tierline-dev', 'newest', StackStatus.DELETE_COMPLETE)],
    });
    cloudFormation.on(GetTemplateCommand, { StackName: 'newest' }).resolves({
      TemplateBody: JSON.stringify({
        Resources: { Landing: { DeletionPolicy: 'Retain' }, Queue: {} },
        Outputs: { DataMayBeDeleted: { Value: 'yes' } },
      }),
    });
    cloudFormation.on(ListStackResourcesCommand, { StackName: 'newest' }).resolves({
      StackResourceSummaries: [
        ['AWS::S3::Bucket', 'Landing', 'landing-1', 'DELETE_SKIPPED'],
        ['AWS::SQS::Queue', 'Queue', 'https://sqs/q', 'DELETE_COMPLETE'],
        ['AWS::Lambda::Function', 'Function', 'f', 'DELETE_COMPLETE'],
      ].map(([ResourceType, LogicalResourceId, PhysicalResourceId, ResourceStatus]) => ({
        ...{ ResourceType, LogicalResourceId, PhysicalResourceId, LastUpdatedTimestamp: new Date(0) },
        ResourceStatus: ResourceStatus as 'DELETE_COMPLETE',
      })),
    });
    expect(await estate.stack()).toEqual({ state: 'gone', mayDelete: true });
    expect(await estate.holdings()).toEqual([bucket]);
  });

  test('that never was is none', async () => {
    cloudFormation.on(ListStacksCommand).resolves({ StackSummaries: [] });
    expect([await estate.stack(), await estate.holdings()]).toEqual([undefined, []]);
  });

  test('is deleted by its id; where CloudFormation cannot, that is said', async () => {
    cloudFormation
      .on(ListStacksCommand)
      .resolves({ StackSummaries: [summary('tierline-dev', 'id-1', StackStatus.CREATE_COMPLETE)] });
    cloudFormation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [summary('tierline-dev', 'id-1', StackStatus.DELETE_FAILED)] });
    expect(await estate.deleteStack()).toBe('failed');
    expect(cloudFormation.commandCalls(DeleteStackCommand)[0]?.args[0].input).toEqual({ StackName: 'id-1' });
  });
});

describe('what a stack holds', () => {
  test('a bucket is counted and emptied with all old versions and markers, page by page, then deleted', async () => {
    const page = (from: number, more: boolean) => ({
      Versions: [{ Key: `k${from}`, VersionId: 'v1', Size: 100 }],
      DeleteMarkers: [{ Key: `k${from}`, VersionId: 'v2' }],
      ...(more && { IsTruncated: true, NextKeyMarker: `k${from}`, NextVersionIdMarker: 'v2' }),
    });
    s3.on(ListObjectVersionsCommand).resolves(page(1, false));
    s3.on(ListObjectVersionsCommand, { Bucket: 'landing-1', KeyMarker: undefined }).resolves(page(0, true));
    s3.on(ListObjectVersionsCommand, { Bucket: 'landing-1', KeyMarker: 'k0' }).resolves(page(1, false));
    s3.on(DeleteObjectsCommand).resolves({});
    expect(await estate.amount(bucket)).toEqual({ count: 4, bytes: 200, protected: false });
    await estate.remove(bucket);
    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects)).toEqual(
      [0, 1].map((at) => [
        { Key: `k${at}`, VersionId: 'v1' },
        { Key: `k${at}`, VersionId: 'v2' },
      ]),
    );
    expect(s3.commandCalls(DeleteBucketCommand)).toHaveLength(1);
  });

  test('a bucket of which an object cannot be deleted stays, and says why', async () => {
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'k', VersionId: 'v' }] });
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'k', Message: 'Access Denied' }] });
    await expect(estate.remove(bucket)).rejects.toThrow('1 objects of landing-1 cannot be deleted: Access Denied');
    expect(s3.commandCalls(DeleteBucketCommand)).toEqual([]);
  });

  test('what is gone is no error', async () => {
    const gone = new NoSuchBucket({ $metadata: {}, message: 'gone' });
    s3.on(ListObjectVersionsCommand).rejects(gone);
    s3.on(DeleteBucketCommand).rejects(gone);
    expect(await estate.amount(bucket)).toBeUndefined();
    await estate.remove(bucket);
  });

  test('the protection of a table is lifted first, where it has one; a secret can be had back for a week', async () => {
    dynamo
      .on(DescribeTableCommand)
      .resolves({ Table: { ItemCount: 3, TableSizeBytes: 30, DeletionProtectionEnabled: true } });
    dynamo.on(UpdateTableCommand).resolves({});
    dynamo.on(DeleteTableCommand).resolves({});
    secrets.on(DeleteSecretCommand).resolves({});
    expect(await estate.amount(table)).toEqual({ count: 3, bytes: 30, protected: true });
    await estate.remove(table);
    expect(dynamo.calls().map(({ args }) => args[0].constructor.name)).toEqual([
      ...['DescribeTableCommand', 'DescribeTableCommand', 'UpdateTableCommand', 'DeleteTableCommand'],
    ]);
    await estate.remove({ kind: 'secret', id: 'LinkSecret', name: 'arn:link', kept: true });
    expect(secrets.commandCalls(DeleteSecretCommand)[0]?.args[0].input).toMatchObject({ RecoveryWindowInDays: 7 });
  });
});
