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
import type { Estate, Holding } from './estate.ts';
import { type HoldingClients, holdingsIn } from './holdings-in-aws.ts';

/** Clients of the account. */
export type EstateClients = HoldingClients & { cloudFormation: CloudFormationClient };

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

/** A stack with a canary alias on each function takes a quarter of an hour. */
const mostSeconds = 3_600;

/** A stack of the account that the credentials are for. */
export const awsEstate = (stack: string, clients: EstateClients): Estate => {
  const { cloudFormation } = clients;

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

  const holdings = holdingsIn(clients);

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
    amount: holdings.amount,
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
    remove: holdings.remove,
  };
};
