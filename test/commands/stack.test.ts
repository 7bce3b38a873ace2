import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, type GetObjectCommandOutput, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { readCommand } from '../../local/commands/arguments.ts';
import { runCommand } from '../../local/commands/run-command.ts';
import { stackTarget } from '../../local/commands/target.ts';
import { painter } from '../../local/summary/table.ts';

const cloudFormation = mockClient(CloudFormationClient);
const tables = mockClient(DynamoDBDocumentClient);
const objects = mockClient(S3Client);
beforeEach(() => {
  cloudFormation.reset();
  tables.reset();
  objects.reset();
});

const stack = (outputs: Record<string, string>) =>
  cloudFormation.on(DescribeStacksCommand, { StackName: 'tierline-prod' }).resolves({
    Stacks: [
      {
        StackName: 'tierline-prod',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });

/** What a stack of today tells besides. */
const others = {
  ReportsBucket: 'reports-7',
  WorkTable: 'work-7',
  AgentDaysTable: 'days-7',
  StackName: 'tierline-prod',
};

const dump = {
  ...{ version: 1, dumpId: 'd1', key: 'feed=usage/period=2026-10/source=boss/u.csv', versionId: 'v', feed: 'usage' },
  ...{ period: '2026-10', source: 'boss', mapping: 'standard', status: 'released', problem: null, bytes: 1 },
  ...{ rows: 1, accepted: 1, refused: 0, facts: {}, arrivedAt: '2026-11-01T00:00:00Z', sequencer: '0A' },
};
const mover = { at: '2026-11-01T08:00:00.000Z', by: 'lihua' };

const command = async (line: string) => {
  const read = readCommand(line.split(' '));
  if (read.name === 'help') throw new Error('no command');
  return runCommand(read, await stackTarget('tierline-prod'), mover, painter(false), {
    step: () => ({ at: () => {}, done: () => 0 }),
    stop: () => {},
  });
};

describe('a deployed stack', () => {
  test('is found by its outputs, and read in its own ledger', async () => {
    stack({ LedgerTable: 'ledger-7', FactsBucket: 'facts-7', ReceiptsBucket: 'receipts-7', ...others });
    tables.on(ScanCommand, { TableName: 'ledger-7' }).resolves({ Items: [dump] });
    const { lines, json } = await command('dumps list');
    expect(lines[1]).toBe('d1  released  usage  2026-10  boss       1        0');
    expect(json).toEqual([dump]);
  });

  test('has its reports in a bucket of their own; a run without one says why', async () => {
    stack({ LedgerTable: 'ledger-7', FactsBucket: 'facts-7', ReceiptsBucket: 'receipts-7', ...others });
    const runId = '2026-10-31T18-00-00Z';
    const run = { version: 1, runId, status: 'running', scheduledAt: '2026-10-31T18:00:00.000Z', policy: 'p' };
    tables.on(QueryCommand).resolves({ Items: [{ ...run, previousRunId: null, shards: 4, counts: null }] });
    const manifest = { version: 1, runId, now: run.scheduledAt, timeZone: 'Asia/Shanghai', businessDay: '2026-10-31' };
    const dumps = { policy: 'p', shards: 4, previousRunId: null, abandonedRunIds: [], dumps: [] };
    const frozen = { transformToByteArray: async () => Buffer.from(JSON.stringify({ ...manifest, ...dumps })) };
    objects
      .on(GetObjectCommand, { Bucket: 'facts-7' })
      .resolves({ Body: frozen as unknown as NonNullable<GetObjectCommandOutput['Body']> });
    objects.on(GetObjectCommand, { Bucket: 'reports-7' }).rejects(new NoSuchKey({ message: '', $metadata: {} }));
    await expect(command(`report --run ${runId}`)).rejects.toThrow(
      `run ${runId} has no report yet: it is made when the work of the night is given out, and this run is running`,
    );
  });

  test('is changed only where nobody was faster', async () => {
    stack({ LedgerTable: 'ledger-7', FactsBucket: 'facts-7', ReceiptsBucket: 'receipts-7', ...others });
    tables.on(ScanCommand).resolves({ Items: [dump] });
    tables.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    await expect(command('dumps retract d1')).rejects.toThrow(
      'dump d1 changed while you looked at it: dumps show d1 tells how it is now',
    );
  });

  test('that is none of ours is refused by what it lacks', async () => {
    stack({ LedgerTable: 'ledger-7' });
    await expect(stackTarget('tierline-prod')).rejects.toThrow(
      'stack tierline-prod has no output FactsBucket: it is not a stack of tierline, or one of an older edition',
    );
  });

  test('that is not there is answered with what to look at', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id tierline-prod does not exist'));
    await expect(stackTarget('tierline-prod')).rejects.toThrow(
      /stack tierline-prod cannot be read: Stack with id tierline-prod does not exist. Check its name \(cdk ls\), AWS_REGION, and your credentials/,
    );
  });
});
