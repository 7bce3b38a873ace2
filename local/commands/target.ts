import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AgentDays, dynamoAgentDays } from '../../shared/aws/agent-days.ts';
import { type CardDesk, cardDesk } from '../../shared/aws/card-desk.ts';
import { type DumpDesk, dynamoDumpDesk } from '../../shared/aws/dump-desk.ts';
import { type DumpEvents, dumpEvents } from '../../shared/aws/dump-events.ts';
import { dynamoLedger, type Ledger } from '../../shared/aws/ledger.ts';
import { type ObjectStore, s3ObjectStore } from '../../shared/aws/object-store.ts';
import { type QueueDesk, sqsQueueDesk } from '../../shared/aws/queue-desk.ts';
import { type RunStore, runStore } from '../../shared/aws/run-store.ts';
import { dynamoWork, type WorkTable } from '../../shared/aws/work.ts';
import { operatorKey, readHere } from '../aws/here.ts';
import { InUse, startAws } from '../aws/index.ts';
import { CommandError } from './command-error.ts';

/** The stack that a command is about: on this machine or deployed, all the same to the command. */
export type Target = {
  /** How a person knows it. */
  name: string;
  desk: DumpDesk;
  ledger: Ledger;
  runs: RunStore;
  /** The facts bucket. */
  facts: Pick<ObjectStore, 'get' | 'put' | 'list' | 'change'>;
  cards: CardDesk;
  work: WorkTable;
  agentDays: AgentDays;
  queues: QueueDesk;
  /** The receipts bucket. */
  receipts: Pick<ObjectStore, 'get' | 'put' | 'stream'>;
  /** The reports bucket. */
  reports: Pick<ObjectStore, 'get'>;
  /** Upstream systems that listen. */
  events: DumpEvents;
  /** Lets go of it. */
  close: () => Promise<void>;
};

type Clients = { dynamo: DynamoDBDocumentClient; s3: S3Client; sqs: SQSClient; events: EventBridgeClient };

const targetOf = (
  name: string,
  { dynamo, s3, sqs, events }: Clients,
  outputs: Readonly<Record<string, string>>,
  close: () => Promise<void>,
): Target => {
  const physical = (output: string): string => {
    const found = outputs[output];
    if (found === undefined)
      throw new CommandError(
        `${name} has no output ${output}: it is not a stack of tierline, or one of an older edition`,
      );
    return found;
  };
  const ledger = physical('LedgerTable');
  const facts = s3ObjectStore(s3, physical('FactsBucket'));
  const receipts = physical('ReceiptsBucket');
  return {
    name,
    desk: dynamoDumpDesk(dynamo, ledger),
    ledger: dynamoLedger(dynamo, ledger),
    runs: runStore(facts),
    facts,
    cards: cardDesk(dynamo, ledger, facts),
    work: dynamoWork(dynamo, physical('WorkTable')),
    agentDays: dynamoAgentDays(dynamo, physical('AgentDaysTable')),
    queues: sqsQueueDesk(sqs, physical('StackName')),
    receipts: s3ObjectStore(s3, receipts),
    reports: s3ObjectStore(s3, physical('ReportsBucket')),
    events: dumpEvents(events, receipts),
    close,
  };
};

/** What an SDK says, in one line. */
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * A deployed stack, by the credentials and the region of the environment.
 *
 * @throws CommandError where there is no such stack, or nobody may look
 */
export const stackTarget = async (stack: string): Promise<Target> => {
  const cloudFormation = new CloudFormationClient({});
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const clients = { dynamo, s3: new S3Client({}), sqs: new SQSClient({}), events: new EventBridgeClient({}) };
    return targetOf(`stack ${stack}`, clients, Object.fromEntries(outputs), async () => {});
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `stack ${stack} cannot be read: ${reason(error)}. Check its name (cdk ls), AWS_REGION, and your credentials (aws sts get-caller-identity)`,
    );
  } finally {
    cloudFormation.destroy();
  }
};

const localClients = (endpoint: string, region: string): Clients => {
  const settings = { endpoint, region, credentials: operatorKey };
  return {
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(settings)),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sqs: new SQSClient(settings),
    events: new EventBridgeClient(settings),
  };
};

/** The data folder used last, below the project's own. */
const lastUsed = (root: string): string => {
  const below = join(root, '.tierline');
  const changed = (name: string): number =>
    statSync(join(below, name, 'aws', 'here.json'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const names = (statSync(below, { throwIfNoEntry: false }) ? readdirSync(below) : []).filter(
    (name) => changed(name) > 0,
  );
  const newest = names.sort((left, right) => changed(right) - changed(left))[0];
  if (newest === undefined)
    throw new CommandError(
      'there is no data on this machine yet: npm start makes some; --stack NAME looks at a deployed stack',
    );
  return join(below, newest);
};

/**
 * The embedded AWS on a data folder: that of the process that has it open, else one that is started for the command and
 * takes nothing from the queues.
 *
 * @param root the project's folder
 * @param data data folder of `npm start`; the one used last where undefined
 * @throws CommandError where there is none
 */
export const localTarget = async (root: string, data: string | undefined, now: () => Date): Promise<Target> => {
  const folder = data ?? lastUsed(root);
  const name = relative(process.cwd(), folder) || '.';
  const dataDir = join(folder, 'aws');
  const here = readHere(dataDir);
  if (!here) throw new CommandError(`${name} holds no data of npm start: --data names the folder that it was given`);
  try {
    const aws = await startAws({ assembly: here.assembly, dataDir, now, paused: true });
    try {
      return targetOf(name, localClients(aws.endpoint, aws.region), aws.outputs, aws.stop);
    } catch (error) {
      await aws.stop();
      throw error;
    }
  } catch (error) {
    // `npm run dev` has it open: it answers for its data itself.
    const open = readHere(dataDir);
    if (open && error instanceof InUse)
      return targetOf(name, localClients(open.endpoint, open.region), open.outputs, async () => {});
    throw new CommandError(`${name} cannot be opened: ${reason(error)}. npm start on it puts its stack right`);
  }
};
